import type { ModelInfo } from '../../../engine/session/client';
import { useMessages } from '../../i18n/use-messages';
import { useWords } from '../../i18n/use-words';
import { MeasuredNote } from './measured-note';
import { linearScale } from './scale';
import { TimeHeatmap } from './time-heatmap';
import { useMeasured, useTrainingKey } from './use-measured';
import { WORDS } from './words';

const ROW = 1.25;
const NOTHING = {};

/** Units of ReLUs that are never on, over the steps. */
export function UnitsSection({ model }: { readonly model: ModelInfo }) {
  const words = useWords(WORDS);
  const { percent } = useMessages();
  const measured = useMeasured('deadUnits', NOTHING, useTrainingKey(model));
  const { answer } = measured;
  return (
    <>
      <MeasuredNote measured={measured} />
      {answer && (
        <>
          <TimeHeatmap
            {...words.units}
            steps={answer.steps}
            rows={answer.layers.map(({ name }) => name)}
            values={answer.values}
            scale={linearScale(0, 1)}
            ends={[percent(0), percent(1)]}
            format={(share, row) => `${percent(share)} ${words.units.of(answer.layers[row].units)}`}
            rowHeight={ROW}
          />
          <p className="development-examples">{words.examples(answer.examples)}</p>
        </>
      )}
    </>
  );
}
