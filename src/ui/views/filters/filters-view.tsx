import { useRef } from 'react';
import type { ConvolutionLayer, ModelInfo } from '../../../engine/session/client';
import { Segmented } from '../../components/segmented';
import { useWords } from '../../i18n/use-words';
import { tensorValue } from '../../stores/tensor-values';
import { select, useView } from '../../stores/view-store';
import { tensorInfo } from '../computation/shown';
import { ViewControls } from '../computation/view-controls';
import { useAnswer } from '../looks/use-answer';
import { useSize } from '../tensor/use-size';
import { ClassMap } from './class-map';
import { FieldPicture } from './field-picture';
import { KernelStrip } from './kernel-strip';
import { MapGrids } from './map-grids';
import { cellOfPlace, layerOf, type Place, placeIn } from './place';
import { PlaceSum } from './place-sum';
import { poolingWinners } from './pooling-winners';
import { words } from './words';
import './filters-view.css';

/** Kernels and feature maps of the convolutions, and what a place in them is made of. */
export function FiltersView({ model }: { readonly model: ModelInfo }) {
  const text = useWords(words);
  const scroll = useRef<HTMLDivElement>(null);
  const room = useSize(scroll);
  const layers = useAnswer('convolutions', {}, model);
  const selected = useView((view) => view.selected);
  const layer = layers ? (layerOf(layers, selected) ?? layers[0]) : undefined;
  const place = layer && placeOf(model, layer, selected?.tensor ?? '', selected?.cell ?? null);
  const out = layer && tensorInfo(model, layer.out);
  const choose = (of: ConvolutionLayer, to: Place): void => {
    const info = tensorInfo(model, of.out);
    if (info) select(of.out, cellOfPlace(info, to));
  };
  return (
    <div ref={scroll} className="computation-scroll filters">
      <div className="filters-controls">
        <ViewControls model={model} />
        {layers && layer && layers.length > 1 && (
          <div className="view-choice">
            <span aria-hidden="true">{text.layer}</span>
            <Segmented
              label={text.layer}
              value={layer.path}
              options={layers.map(({ path }) => ({ value: path, label: path }))}
              onChange={(path) => {
                const to = layers.find((one) => one.path === path);
                if (to) choose(to, centreOf(to));
              }}
            />
          </div>
        )}
      </div>
      {!layers && <p className="filters-note">{text.waiting}</p>}
      {room && layers && layer && place && out && (
        <>
          <div className="filters-top">
            <FieldPicture
              model={model}
              first={layers[0]}
              cell={{ tensor: layer.out, index: cellOfPlace(out, place) }}
              room={room.width}
            />
            <ClassMap model={model} layers={layers} room={room.width} />
          </div>
          <PlaceSum layer={layer} place={place} onMove={(to) => choose(layer, to)} />
          <KernelStrip
            layer={layer}
            chosen={place.feature}
            onChoose={(feature) => choose(layer, { ...place, feature })}
          />
          {[layer, ...layers.filter((other) => other !== layer)].map((one) => (
            <MapGrids
              key={one.path}
              model={model}
              layer={one}
              at={{ layer, place }}
              room={room.width}
            />
          ))}
        </>
      )}
    </div>
  );
}

const centreOf = ({ to: [rows, cols] }: ConvolutionLayer): Place => ({
  feature: 0,
  row: Math.floor(rows / 2),
  col: Math.floor(cols / 2),
});

/** The place that the chosen cell stands for: of a pooled cell the one that won; the centre of the first map while none is chosen. */
function placeOf(
  model: ModelInfo,
  layer: ConvolutionLayer,
  tensor: string,
  cell: readonly number[] | null,
): Place {
  const info = tensorInfo(model, tensor);
  if (!info || !cell || cell.length !== info.shape.length) return centreOf(layer);
  if (tensor === layer.weight) return { ...centreOf(layer), feature: cell[0] };
  const place = placeIn(info, cell);
  const [rows, cols] = layer.to;
  const along = (axis: 'Y' | 'X' | 'T'): number => info.shape[info.axes.indexOf(axis)] ?? 1;
  const pooled = layer.pooling && along('Y') * along('X') * along('T') !== rows * cols;
  if (!layer.pooling || !pooled) return place;
  const values = tensorValue(layer.pooling.input);
  const [high, wide] = layer.pooling.windows;
  if (!values) {
    const { stride } = layer.pooling;
    return { ...place, row: place.row * stride[0], col: place.col * stride[1] };
  }
  const winner = poolingWinners(values, layer.pooling)[
    (place.feature * high + place.row) * wide + place.col
  ];
  return {
    feature: place.feature,
    row: Math.floor(winner / cols) % rows,
    col: winner % cols,
  };
}
