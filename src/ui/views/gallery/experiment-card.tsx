import type { ExperimentId } from '../../../engine/experiment/schema';
import { useExperimentWords } from '../../i18n/experiment-words';

interface Props {
  readonly id: ExperimentId;
}

/** One experiment, in three sentences; the whole card opens it. */
export function ExperimentCard({ id }: Props) {
  const { title, sentence, see, training } = useExperimentWords(id);
  return (
    <li className="card">
      <h3>
        <a className="card-link" href={`#v1.${id}`}>
          {title}
        </a>
      </h3>
      <p className="card-sentence">{sentence}</p>
      <p className="card-see">{see}</p>
      <p className="card-training">{training}</p>
    </li>
  );
}
