import { useCallback, useRef } from 'react';
import type { ModelInfo } from '../../../engine/session/client';
import { tensorInfo } from '../computation/shown';
import { sizeOf } from '../../../engine/tensor/shape';
import type { TensorData } from '../../../engine/tensor/types';
import { Heatmap } from '../../charts/heatmap/heatmap';
import { Legend, type LegendHandle } from '../../charts/heatmap/legend';
import { useWords } from '../../i18n/use-words';
import { useView, withoutGradient } from '../../stores/view-store';
import { TensorHeatmap } from '../tensor/tensor-heatmap';
import { useEm } from '../tensor/use-em';
import type { Size } from '../tensor/use-size';
import { useAttention } from './attention-store';
import { useProduct } from './derived';
import { type AttentionMap, pairOf } from './maps';
import { useMatrixLayout } from './matrix-layout';
import { useMapLabels, useMapNames } from './names';
import {
  hasGradient,
  leavePair,
  pointPair,
  type Quantity,
  showPair,
  tensorOf,
  useChosenPair,
  useHeadOf,
} from './selection';
import { SumBars } from './sum-bars';
import { columnSums, headWindow, rowSums } from './sums';
import { words } from './words';
import './head-view.css';

interface Props {
  readonly model: ModelInfo;
  readonly map: AttentionMap;
  readonly quantity: Quantity;
  readonly room: Size;
}

/** One head as large as fits, with the sums of its rows and columns. */
export function HeadView({ model, map, quantity, room }: Props) {
  const own = useWords(words);
  const names = useMapNames();
  const em = useEm();
  const legend = useRef<LegendHandle>(null);
  const head = useHeadOf(map);
  const stretch = useAttention((state) => state.stretch);
  const wanted = useView((view) => view.mode === 'gradient');
  useProduct(map, quantity);
  const labels = useMapLabels(model, map);
  const tensor = tensorOf(map, quantity);
  const layout = useMatrixLayout(model, map, head, {
    width: room.width - 5 * em,
    height: Math.max(26 * em, room.height - 15 * em),
    numbers: true,
  });
  const { slice, geometry } = layout;
  const chosen = useChosenPair(map, head);
  const hovered = useView(({ hovered: at }) =>
    at && withoutGradient(at.tensor) === map.info.name ? at.cell : null,
  );
  const marked = hovered ? pairOf(hovered) : chosen;
  const perRow = useCallback(
    (data: TensorData) => rowSums(data, headWindow(map, head)),
    [map, head],
  );
  const perColumn = useCallback(
    (data: TensorData) => columnSums(data, headWindow(map, head)),
    [map, head],
  );
  const kind = quantity === 'weights' ? 'probability' : 'signed';
  const info = quantity === 'difference' ? map.info : tensorInfo(model, tensor);
  const columns = kind === 'signed' ? own.signedColumnSums : own.columnSums;
  const setMax = (max: number): void => legend.current?.setMax(max);
  return (
    <figure
      className="head-view"
      aria-label={map.heads > 1 ? own.headOf(names.map(map), head + 1) : names.map(map)}
    >
      {wanted && !hasGradient(model, map) && <p className="computation-note">{own.noGradient}</p>}
      {(quantity === 'gradient' || quantity === 'product') && (
        <p className="attention-note">
          {quantity === 'product' ? own.productHelp : own.gradientHelp}
        </p>
      )}
      <div className="head-view-body">
        {info ? (
          <TensorHeatmap
            model={model}
            info={info}
            slice={slice}
            geometry={geometry}
            labels={layout.labels}
            stretch={stretch}
            onMax={setMax}
          />
        ) : (
          <Heatmap
            name={tensor}
            size={sizeOf(map.info.shape)}
            kind={kind}
            slice={slice}
            geometry={geometry}
            labels={layout.labels}
            selected={asPosition(chosen)}
            hovered={asPosition(hovered ? pairOf(hovered) : null)}
            sources={[]}
            kindred={[]}
            editable={false}
            unbounded={false}
            placeOf={({ row, col }) => `${labels.queries[row]}, ${labels.keys[col]}`}
            onHover={(cell) => pointPair(map, head, asPair(cell))}
            onSelect={(cell) =>
              cell ? showPair(map, head, { query: cell.row, key: cell.col }) : leavePair()
            }
            onWrite={async () => null}
            onMax={setMax}
          />
        )}
        <SumBars
          tensor={tensor}
          sums={perRow}
          count={map.queries}
          along="rows"
          geometry={geometry}
          label={own.rowSums}
          names={labels.queries}
          marked={marked?.query ?? null}
        />
      </div>
      <SumBars
        tensor={tensor}
        sums={perColumn}
        count={map.keys}
        along="columns"
        geometry={geometry}
        label={columns}
        names={labels.keys}
        marked={marked?.key ?? null}
      />
      <p className="head-view-foot" style={{ marginLeft: geometry.left }}>
        <Legend key={kind} ref={legend} kind={kind} />
        <span>
          ↓ {columns} · → {own.rowSums}
        </span>
      </p>
    </figure>
  );
}

type MaybePair = { readonly query: number; readonly key: number } | null;

function asPosition(pair: MaybePair) {
  return pair && { row: pair.query, col: pair.key };
}

function asPair(cell: { readonly row: number; readonly col: number } | null): MaybePair {
  return cell && { query: cell.row, key: cell.col };
}
