import type { ExperimentId } from '../../../engine/experiment/schema';
import type { DataInfo } from '../../../engine/session/client';
import { useMessages } from '../../i18n/use-messages';

interface Props {
  readonly id: ExperimentId;
  readonly data: DataInfo;
}

/** What the model learns from, and what a simpler method makes of it. */
export function DataFacts({ id, data }: Props) {
  const { setup, percent, className } = useMessages();
  return (
    <div className="setup-facts">
      <p>{setup.sizes(data.train, data.validation)}</p>
      <p>{setup.classes(data.classes.map(className))}</p>
      {data.baseline && <p>{setup.baseline(percent(data.baseline.accuracy))}</p>}
      {id === 'when-was-it-said' && (
        <p>
          <a href="data/LICENSES.md" target="_blank" rel="noreferrer">
            {setup.licences}
          </a>
        </p>
      )}
    </div>
  );
}
