import type { ModelInfo } from '../../../engine/session/client';
import { useWords } from '../../i18n/use-words';
import { MeasuredNote } from './measured-note';
import { linearScale } from './scale';
import { TimeHeatmap } from './time-heatmap';
import { useMeasured, useTrainingKey } from './use-measured';
import { WORDS } from './words';

const ROW = 1.25;
const NOTHING = {};

/** How widely each head spreads its attention, over the steps. */
export function AttentionSection({ model }: { readonly model: ModelInfo }) {
  const words = useWords(WORDS);
  const measured = useMeasured('attentionEntropy', NOTHING, useTrainingKey(model));
  const { answer } = measured;
  const most = Math.max(...(answer?.most ?? [0]));
  return (
    <>
      <MeasuredNote measured={measured} />
      {answer && (
        <>
          <TimeHeatmap
            {...words.attention}
            steps={answer.steps}
            rows={answer.heads.map(({ pattern, head }) => words.head(pattern, head))}
            values={answer.values}
            scale={linearScale(0, most)}
            ends={['0', `${words.attention.most} = ${most.toFixed(2)}`]}
            format={(nats, row) => `${nats.toFixed(3)} / ${answer.most[row].toFixed(3)}`}
            rowHeight={ROW}
          />
          <p className="development-examples">{words.examples(answer.examples)}</p>
        </>
      )}
    </>
  );
}
