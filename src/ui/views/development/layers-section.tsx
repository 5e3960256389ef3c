import type { ModelInfo } from '../../../engine/session/client';
import { formatExact } from '../../charts/heatmap/numbers';
import { useWords } from '../../i18n/use-words';
import { MeasuredNote } from './measured-note';
import { logScaleOf } from './scale';
import { TimeHeatmap } from './time-heatmap';
import { useMeasured, useTrainingKey } from './use-measured';
import { WORDS } from './words';

const ROW = 1.25;
const NOTHING = {};

/** How large gradients and updates are, layer by layer. */
export function LayersSection({ model }: { readonly model: ModelInfo }) {
  const words = useWords(WORDS);
  const measured = useMeasured('updates', NOTHING, useTrainingKey(model));
  const { answer } = measured;
  const empty = answer?.gradients.steps.length === 0;
  return (
    <>
      <MeasuredNote measured={measured} />
      {empty && <p>{words.none}</p>}
      {answer &&
        !empty &&
        (['gradients', 'ratios'] as const).map((what) => (
          <TimeHeatmap
            key={what}
            {...words[what]}
            {...answer[what]}
            rows={answer.layers}
            scale={logScaleOf(answer[what].values.flat())}
            format={formatExact}
            rowHeight={ROW}
          />
        ))}
    </>
  );
}
