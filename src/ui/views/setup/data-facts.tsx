import type { ExperimentId } from '../../../engine/experiment/schema';
import type { DataInfo } from '../../../engine/session/client';
import { useClassName } from '../../i18n/experiment-words';
import { useMessages } from '../../i18n/use-messages';

/** More classes than these are not listed. */
const MOST_CLASSES = 16;

interface Props {
  readonly id: ExperimentId;
  readonly data: DataInfo;
}

/** What the model learns from, and what a simpler method makes of it. */
export function DataFacts({ id, data }: Props) {
  const { setup, percent } = useMessages();
  const { baseline, shipped } = data;
  const className = useClassName(id);
  return (
    <div className="setup-facts">
      <p>{setup.sizes(data.train, data.validation)}</p>
      {data.classes.length > 0 && data.classes.length <= MOST_CLASSES && (
        <p>{setup.classes(data.classes.map(className))}</p>
      )}
      {baseline && (
        <p>
          {setup.baseline[baseline.name](
            baseline.measure === 'loss' ? baseline.value.toFixed(3) : percent(baseline.value),
          )}
        </p>
      )}
      {shipped && (
        <p>
          <a href="data/LICENSES.md" target="_blank" rel="noreferrer">
            {setup.licences}
          </a>
        </p>
      )}
    </div>
  );
}
