import { useMemo, useState } from 'react';
import type { ModelInfo, TensorInfo } from '../../../engine/session/client';
import type { TensorData } from '../../../engine/tensor/types';
import { formatValue } from '../../charts/heatmap/numbers';
import { flatAt, sliceOf } from '../../charts/heatmap/slice';
import { useMessages } from '../../i18n/use-messages';
import { useShownHead } from '../computation/shown';
import { sideLabels } from '../tensor/labels';
import { useCompared } from '../tensor/use-compared';
import { useLatestValues } from './use-latest-values';

interface Props {
  readonly model: ModelInfo;
  readonly info: TensorInfo;
}

/** Larger slices are no use as a table. */
const MOST_CELLS = 400;

const asIs = (data: TensorData): { readonly data: TensorData } => ({ data });

/** The shown slice as a table, for those who read numbers rather than colours. */
export function ValuesTable({ model, info }: Props) {
  const { inspector } = useMessages();
  const [open, setOpen] = useState(false);
  const head = useShownHead(model);
  const slice = useMemo(() => sliceOf(info.shape, info.axes, { head }), [info, head]);
  if (slice.rows * slice.cols > MOST_CELLS) return null;
  return (
    <details className="inspector-details" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{inspector.table}</summary>
      {open && <Values model={model} info={info} slice={slice} />}
    </details>
  );
}

function Values({ model, info, slice }: Props & { readonly slice: ReturnType<typeof sliceOf> }) {
  const { name } = useCompared(info.name, info.values);
  const values = useLatestValues(name, asIs, 500);
  const labels = sideLabels(model, info, slice);
  if (!values) return null;
  const rows = [...Array(slice.rows).keys()];
  const cols = [...Array(slice.cols).keys()];
  return (
    <div className="values-scroll" tabIndex={0} role="region" aria-label={info.name}>
      <table className="values">
        <caption className="visually-hidden">{info.name}</caption>
        {labels.cols && (
          <thead>
            <tr>
              {labels.rows && <td />}
              {cols.map((col) => (
                <th key={col} scope="col">
                  {labels.cols?.[col]}
                </th>
              ))}
            </tr>
          </thead>
        )}
        <tbody>
          {rows.map((row) => (
            <tr key={row}>
              {labels.rows && <th scope="row">{labels.rows[row]}</th>}
              {cols.map((col) => (
                <td key={col}>{formatValue(values.data[flatAt(slice, row, col)])}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
