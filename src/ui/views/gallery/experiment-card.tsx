import { ArrowRight } from 'lucide-react';
import type { ExperimentId } from '../../../engine/experiment/schema';
import { useExperimentWords } from '../../i18n/experiment-words';
import { useMessages } from '../../i18n/use-messages';

interface Props {
  readonly id: ExperimentId;
}

/** One experiment, in four sentences; the whole card opens it. */
export function ExperimentCard({ id }: Props) {
  const { gallery } = useMessages();
  const { title, sentence, see, training } = useExperimentWords(id);
  return (
    <li className="card">
      <h3>
        <a className="card-link" href={`#v1.${id}`}>
          {title}
        </a>
      </h3>
      <p className="card-sentence">{sentence}</p>
      <dl className="card-facts">
        <dt>{gallery.see}</dt>
        <dd>{see}</dd>
        <dt>{gallery.training}</dt>
        <dd>{training}</dd>
      </dl>
      <ArrowRight className="card-arrow" aria-hidden="true" size="1.25em" strokeWidth={1.75} />
    </li>
  );
}
