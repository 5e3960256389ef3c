import { select as d3select } from 'd3';
import { useEffect, useRef } from 'react';
import type { ConvolutionLayer, MapPooling, ModelInfo } from '../../../engine/session/client';
import { type Geometry, geometryOf } from '../../charts/heatmap/geometry';
import { Legend, type LegendHandle } from '../../charts/heatmap/legend';
import { cancelRepaint, repaint } from '../../charts/heatmap/repaint';
import { cellAt, type Slice, sliceOf, turned } from '../../charts/heatmap/slice';
import { HelpNote } from '../../components/help-note';
import { useWords } from '../../i18n/use-words';
import { subscribeTensor, tensorValue } from '../../stores/tensor-values';
import { select, useView } from '../../stores/view-store';
import { tensorInfo } from '../computation/shown';
import { sideLabels } from '../tensor/labels';
import { TensorHeatmap } from '../tensor/tensor-heatmap';
import { useEm } from '../tensor/use-em';
import { mapsOf, type Place, windowAt } from './place';
import { poolingWinners } from './pooling-winners';
import { words } from './words';

interface Props {
  readonly model: ModelInfo;
  readonly layer: ConvolutionLayer;
  /** The place that is looked at, of another layer or this one: its window is outlined where these maps are its input. */
  readonly at: { readonly layer: ConvolutionLayer; readonly place: Place };
  readonly room: number;
}

/** All maps of a layer: as summed up, after the activation, after pooling. */
export function MapGrids({ model, layer, at, room }: Props) {
  const text = useWords(words);
  const heading = `maps-${layer.path}`;
  return (
    <section aria-labelledby={heading}>
      <h3 id={heading} className="filters-title">
        {text.maps} <span className="filters-name">{layer.path}</span>
        <HelpNote about={text.maps} text={text.mapsHelp} />
      </h3>
      {mapsOf(layer).map((name) => (
        <MapGrid key={name} model={model} layer={layer} at={at} name={name} room={room} />
      ))}
    </section>
  );
}

/** The maps of one tensor side by side; of a sequence a row for each map. */
function MapGrid({ model, layer, at, name, room }: Props & { readonly name: string }) {
  const text = useWords(words);
  const em = useEm();
  const legend = useRef<LegendHandle>(null);
  const isSelected = useView((view) => view.selected?.tensor === name);
  const info = tensorInfo(model, name);
  if (!info) return null;
  const plain = sliceOf(info.shape, info.axes, { maxRows: 512 });
  const slice = info.axes.at(-1) === 'F' ? turned(plain) : plain;
  const { pooling } = layer;
  const following = mapsOf(layer).indexOf(name) + 1;
  const isPooled = pooling !== null && goesInto(model, pooling, name, mapsOf(layer)[following]);
  const cell = sizeOfCell(slice, room, em);
  const geometry = geometryOf({
    slice,
    labels: NO_LABELS,
    cellWidth: cell.width,
    cellHeight: cell.height,
    labelSize: 0.75 * em,
    measure: () => 0,
    showRowLabels: false,
    em,
  });
  return (
    <figure className="map-grid">
      <figcaption className="map-grid-name">
        <button
          type="button"
          className="figure-name"
          aria-pressed={isSelected}
          onClick={() => select(name)}
        >
          {name}
        </button>
        <Legend ref={legend} kind={info.values} />
        {isPooled && <span className="filters-note">{text.winners}</span>}
      </figcaption>
      <div className="map-grid-scroll">
        <div className="map-grid-body">
          <TensorHeatmap
            model={model}
            info={info}
            slice={slice}
            geometry={{ ...geometry, numbers: 0 }}
            labels={{ ...sideLabels(model, info, slice), rows: null, cols: null }}
            onMax={(max) => legend.current?.setMax(max)}
          />
          {isPooled && pooling && <Winners pooling={pooling} slice={slice} geometry={geometry} />}
          {at.layer.input === name && <WindowMarks at={at} slice={slice} geometry={geometry} />}
        </div>
      </div>
    </figure>
  );
}

const NO_LABELS = { rows: null, cols: null, rowsNumbered: true, colsNumbered: true } as const;

/** Square for maps; of a sequence as wide as there is room. */
function sizeOfCell({ rows, cols, rowAxis }: Slice, room: number, em: number) {
  const fitting = Math.floor((room - em) / cols);
  if (rowAxis === 'Y') {
    const side = Math.max(2, Math.min(fitting, Math.round(0.9 * em)));
    return { width: side, height: side };
  }
  return {
    width: Math.max(2, Math.min(fitting, Math.round(1.6 * em))),
    height: Math.max(2, Math.min(Math.round(0.8 * em), Math.floor((14 * em) / rows))),
  };
}

/** Whether pooling reads these maps, place by place. */
function goesInto(
  model: ModelInfo,
  { input, size }: MapPooling,
  name: string,
  next: string | undefined,
): boolean {
  if (input === name) return true;
  const info = tensorInfo(model, name);
  const after = next === undefined ? undefined : tensorInfo(model, next);
  const t = info?.axes.indexOf('T') ?? -1;
  const then = after?.axes.indexOf('T') ?? -1;
  // Of a sequence what is pooled has no name: the maps before it, with their activation.
  return t === 2 && then >= 0 && info?.shape[t] === size[1] && after?.shape[then] !== info.shape[t];
}

interface WinnersProps {
  readonly pooling: MapPooling;
  readonly slice: Slice;
  readonly geometry: Geometry;
}

/** A dot on the largest element of each window. */
function Winners({ pooling, slice, geometry }: WinnersProps) {
  const host = useRef<SVGSVGElement>(null);
  const { cellWidth, cellHeight } = geometry;
  useEffect(() => {
    const paint = (): void => {
      const values = tensorValue(pooling.input);
      if (!host.current || !values) return;
      const places = poolingWinners(values, pooling).flatMap((flat) => cellAt(slice, flat) ?? []);
      d3select(host.current)
        .selectAll('circle')
        .data(places)
        .join('circle')
        .attr('cx', ({ col }) => (col + 0.5) * cellWidth)
        .attr('cy', ({ row }) => (row + 0.5) * cellHeight)
        .attr('r', Math.max(0.8, Math.min(cellWidth, cellHeight) / 5));
    };
    const end = subscribeTensor(pooling.input, () => repaint(paint));
    paint();
    return () => {
      end();
      cancelRepaint(paint);
    };
  });
  return (
    <svg
      ref={host}
      className="winners"
      width={slice.cols * cellWidth}
      height={slice.rows * cellHeight}
      aria-hidden="true"
    />
  );
}

interface WindowProps {
  readonly at: Props['at'];
  readonly slice: Slice;
  readonly geometry: Geometry;
}

/** The window under the kernel, in every map that it reads; what lies outside is cut off. */
function WindowMarks({ at: { layer, place }, slice, geometry }: WindowProps) {
  const { top, left } = windowAt(layer, place);
  const [rows, cols] = layer.from;
  const reach = (axis: number): number => layer.dilation[axis] * (layer.kernel[axis] - 1) + 1;
  const [first, last] = [
    [Math.max(0, top), Math.max(0, left)],
    [Math.min(rows, top + reach(0)), Math.min(cols, left + reach(1))],
  ];
  const perGroup = layer.channels / layer.groups;
  const group = Math.floor((place.feature * layer.groups) / layer.features);
  return (
    <svg
      className="winners"
      width={slice.cols * geometry.cellWidth}
      height={slice.rows * geometry.cellHeight}
      aria-hidden="true"
    >
      {Array.from({ length: perGroup }, (_, i) => {
        const channel = group * perGroup + i;
        const corner = cellAt(slice, (channel * rows + first[0]) * cols + first[1]);
        return corner ? (
          <rect
            key={channel}
            className="window-mark"
            x={corner.col * geometry.cellWidth}
            y={corner.row * geometry.cellHeight}
            width={(last[1] - first[1]) * geometry.cellWidth}
            height={(last[0] - first[0]) * geometry.cellHeight}
          />
        ) : null;
      })}
    </svg>
  );
}
