import { useMemo, useRef, useState } from 'react';
import { LONGEST_FLOW, type ModelInfo } from '../../../engine/session/client';
import { Heatmap } from '../../charts/heatmap/heatmap';
import { Legend, type LegendHandle } from '../../charts/heatmap/legend';
import { formatValue } from '../../charts/heatmap/numbers';
import type { CellPosition } from '../../charts/heatmap/slice';
import { Segmented } from '../../components/segmented';
import { useWords } from '../../i18n/use-words';
import { tensorValue } from '../../stores/tensor-values';
import { useEm } from '../tensor/use-em';
import type { Size } from '../tensor/use-size';
import { useAttention } from './attention-store';
import { ListChoice, ScaleChoice } from './choosers';
import { type AttentionMap, layeredGroups } from './maps';
import { useMatrixLayout } from './matrix-layout';
import { useMapLabels, useMapNames } from './names';
import { SumBars } from './sum-bars';
import { columnSums } from './sums';
import { useFlow } from './use-flow';
import { useRollout } from './use-rollout';
import { words } from './words';

interface Props {
  readonly model: ModelInfo;
  readonly maps: readonly AttentionMap[];
  readonly room: Size;
}

type Method = 'rollout' | 'flow';

/** What of each input reaches each position through several layers: rollout, or flow. */
export function LayersView({ model, maps, room }: Props) {
  const own = useWords(words);
  const names = useMapNames();
  const groups = useMemo(() => layeredGroups(maps), [maps]);
  const [wantedStack, setStack] = useState(0);
  const [method, setMethod] = useState<Method>('rollout');
  const [wantedLayer, setLayer] = useState<number | null>(null);
  const group = groups[Math.min(wantedStack, groups.length - 1)];
  const last = group.maps.length - 1;
  const layer = Math.min(wantedLayer ?? last, last);
  const long = group.maps[0].queries > LONGEST_FLOW;
  return (
    <div className="layers-view">
      <div className="view-controls">
        {groups.length > 1 && (
          <ListChoice
            label={own.stack}
            value={groups.indexOf(group)}
            options={groups.map(({ maps: [one] }) => names.group(one))}
            onChange={setStack}
          />
        )}
        <Segmented
          label={own.method}
          value={method}
          options={[
            { value: 'rollout', label: own.rollout },
            { value: 'flow', label: own.flow },
          ]}
          onChange={setMethod}
        />
        <div className="view-choice">
          <span aria-hidden="true">{own.after}</span>
          <Segmented
            label={own.after}
            value={String(layer)}
            options={group.maps.map((_, i) => ({ value: String(i), label: String(i + 1) }))}
            onChange={(at) => setLayer(Number(at))}
          />
        </div>
        <ScaleChoice stretched={own.stretchedHere} />
      </div>
      <p className="attention-note">{method === 'rollout' ? own.rolloutHelp : own.flowHelp}</p>
      {method === 'rollout' && (
        <RolloutMatrix model={model} maps={group.maps} layer={layer} room={room} />
      )}
      {method === 'flow' && long && (
        <p className="computation-note">{own.flowTooLong(LONGEST_FLOW)}</p>
      )}
      {method === 'flow' && !long && (
        <FlowMatrix model={model} maps={group.maps} layer={layer} room={room} />
      )}
    </div>
  );
}

interface MatrixProps {
  readonly model: ModelInfo;
  /** Layers of one stack, the first layer first. */
  readonly maps: readonly AttentionMap[];
  /** The last of them that counts. */
  readonly layer: number;
  readonly room: Size;
}

function RolloutMatrix(props: MatrixProps) {
  const tensor = useRollout(props.maps, props.layer);
  return <Passed {...props} tensor={tensor} />;
}

function FlowMatrix(props: MatrixProps) {
  const own = useWords(words);
  const { tensor, step } = useFlow(props.maps, props.layer);
  return (
    <>
      <Passed {...props} tensor={tensor} />
      <p className="attention-note">
        {step === null ? own.flowWaits : `${own.flowAtStep(step)}. ${own.flowWaits}`}
      </p>
    </>
  );
}

/** A matrix of all positions by all inputs. */
function Passed({ model, maps, room, tensor }: MatrixProps & { readonly tensor: string }) {
  const own = useWords(words);
  const em = useEm();
  const legend = useRef<LegendHandle>(null);
  const [hovered, point] = useState<CellPosition | null>(null);
  const [chosen, choose] = useState<CellPosition | null>(null);
  const stretch = useAttention((state) => state.stretch);
  const [map] = maps;
  const size = map.queries;
  const labels = useMapLabels(model, map);
  const layout = useMatrixLayout(model, map, 0, {
    width: room.width - 2 * em,
    height: Math.max(26 * em, room.height - 15 * em),
    numbers: true,
  });
  const { geometry } = layout;
  const slice = useMemo(() => ({ ...layout.slice, offset: 0 }), [layout.slice]);
  const sums = useMemo(
    () => (data: ArrayLike<number>) => columnSums(data, { offset: 0, rows: size, cols: size }),
    [size],
  );
  const inside = (cell: CellPosition | null): CellPosition | null =>
    cell && cell.row < size && cell.col < size ? cell : null;
  const at = inside(hovered) ?? inside(chosen);
  const value = at ? tensorValue(tensor)?.[at.row * size + at.col] : undefined;
  return (
    <figure className="head-view">
      <Heatmap
        name={tensor}
        size={size * size}
        kind="probability"
        slice={slice}
        geometry={geometry}
        labels={layout.labels}
        selected={inside(chosen)}
        hovered={inside(hovered)}
        sources={[]}
        kindred={[]}
        editable={false}
        unbounded={false}
        stretch={stretch}
        placeOf={({ row, col }) => `${labels.keys[col]} → ${labels.queries[row]}`}
        onHover={point}
        onSelect={choose}
        onWrite={async () => null}
        onMax={(max) => legend.current?.setMax(max)}
      />
      <SumBars
        tensor={tensor}
        sums={sums}
        count={size}
        along="columns"
        geometry={geometry}
        label={own.columnSums}
        names={labels.keys}
        marked={at?.col ?? null}
      />
      <p className="head-view-foot" style={{ marginLeft: geometry.left }}>
        <Legend ref={legend} kind="probability" />
        <span className="layers-readout">
          {at && value !== undefined
            ? `${labels.keys[at.col]} → ${labels.queries[at.row]}: ${formatValue(value)}`
            : ''}
        </span>
      </p>
    </figure>
  );
}
