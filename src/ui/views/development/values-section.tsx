import { useId, useState } from 'react';
import type { ModelInfo, TensorInfo } from '../../../engine/session/client';
import { formatTick } from '../../charts/heatmap/numbers';
import { useMessages } from '../../i18n/use-messages';
import { useWords } from '../../i18n/use-words';
import { MeasuredNote } from './measured-note';
import { rootScale } from './scale';
import { TimeHeatmap } from './time-heatmap';
import { useMeasured, useTrainingKey } from './use-measured';
import { WORDS } from './words';

const ROW = 0.4;
/** Every so many bins the values of one are written beside it. */
const NAMED = 8;

/** How the values of a tensor are spread, over the steps. */
export function ValuesSection({ model }: { readonly model: ModelInfo }) {
  const words = useWords(WORDS);
  const { percent } = useMessages();
  const label = useId();
  const of = (kind: TensorInfo['kind']): readonly TensorInfo[] =>
    model.tensors.filter((info) => info.kind === kind && info.values !== 'index');
  const [parameters, activations] = [of('parameter'), of('activation').filter(batched)];
  const [chosen, setChosen] = useState('');
  const known = [...parameters, ...activations].some(({ name }) => name === chosen);
  // Matrices say more than biases do.
  const first = parameters.findLast(({ shape }) => shape.length > 1) ?? parameters[0];
  const tensor = known ? chosen : (first?.name ?? '');
  const measured = useMeasured('distribution', { tensor }, tensor + useTrainingKey(model));
  const { answer } = measured;
  const bins = answer?.shares[0]?.length ?? 0;
  // The highest values are at the top.
  const downward = answer?.shares.map((shares) => [...shares].reverse()) ?? [];
  const edge = (i: number): string =>
    answer ? formatTick(answer.high - (i / bins) * (answer.high - answer.low)) : '';
  return (
    <>
      <p className="development-tensor">
        <label htmlFor={label}>{words.values.tensor}</label>
        <select
          id={label}
          className="field"
          value={tensor}
          onChange={(event) => setChosen(event.target.value)}
        >
          <Group label={words.values.weights} list={parameters} />
          <Group label={words.values.activations} list={activations} />
        </select>
      </p>
      <MeasuredNote measured={measured} />
      {answer && (
        <>
          <TimeHeatmap
            title={`${words.values.title}: ${tensor}`}
            help={words.values.help}
            unit={words.values.unit}
            steps={answer.steps}
            rows={downward[0].map((_, i) => words.values.between(edge(i + 1), edge(i)))}
            named={downward[0].flatMap((_, i) => (i % NAMED === NAMED / 2 ? [i] : []))}
            values={downward}
            scale={rootScale(Math.max(...answer.shares.flat()))}
            ends={['0', percent(Math.max(...answer.shares.flat()))]}
            format={percent}
            rowHeight={ROW}
          />
          {answer.examples > 0 && (
            <p className="development-examples">{words.examples(answer.examples)}</p>
          )}
        </>
      )}
    </>
  );
}

/** Whether a tensor is made of examples, so that many of them can be measured. */
const batched = ({ axes }: TensorInfo): boolean => axes[0] === 'B';

function Group({ label, list }: { readonly label: string; readonly list: readonly TensorInfo[] }) {
  if (list.length === 0) return null;
  return (
    <optgroup label={label}>
      {list.map(({ name }) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </optgroup>
  );
}
