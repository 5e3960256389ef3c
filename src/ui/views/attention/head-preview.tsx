import { useRef } from 'react';
import type { ModelInfo } from '../../../engine/session/client';
import { sizeOf } from '../../../engine/tensor/shape';
import { HeatmapCanvas } from '../../charts/heatmap/heatmap-canvas';
import { HeatmapLabels } from '../../charts/heatmap/heatmap-labels';
import { Legend, type LegendHandle } from '../../charts/heatmap/legend';
import { useWords } from '../../i18n/use-words';
import { useAttention } from './attention-store';
import { useProduct } from './derived';
import { useMatrixLayout } from './matrix-layout';
import type { AttentionMap } from './maps';
import { useMapNames } from './names';
import { tensorOf, useQuantity } from './selection';
import { words } from './words';

interface Props {
  readonly model: ModelInfo;
  readonly map: AttentionMap;
  readonly head: number;
  /** Largest width and height, in px. */
  readonly size: number;
}

/** A head in middle size, to look at only. */
export function HeadPreview({ model, map, head, size }: Props) {
  const own = useWords(words);
  const names = useMapNames();
  const legend = useRef<LegendHandle>(null);
  const quantity = useQuantity(model, map);
  const stretch = useAttention((state) => state.stretch);
  useProduct(map, quantity);
  const kind = quantity === 'weights' ? 'probability' : 'signed';
  const { slice, labels, geometry } = useMatrixLayout(model, map, head, {
    width: size,
    height: size,
    numbers: false,
  });
  const title = map.heads > 1 ? own.headOf(names.map(map), head + 1) : names.map(map);
  return (
    <figure className="head-preview" aria-label={title}>
      <figcaption className="head-preview-title">{title}</figcaption>
      <div
        className="head-preview-matrix"
        style={{
          paddingLeft: geometry.left,
          paddingTop: geometry.top,
          paddingRight: geometry.right,
        }}
      >
        <div className="head-preview-body">
          <HeatmapCanvas
            name={tensorOf(map, quantity)}
            size={sizeOf(map.info.shape)}
            kind={kind}
            slice={slice}
            cellWidth={geometry.cellWidth}
            cellHeight={geometry.cellHeight}
            numbers={0}
            stretch={stretch}
            onMax={(max) => legend.current?.setMax(max)}
          />
          <HeatmapLabels slice={slice} geometry={geometry} labels={labels} marked={null} />
        </div>
      </div>
      <Legend key={kind} ref={legend} kind={kind} />
    </figure>
  );
}
