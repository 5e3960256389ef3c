import { type Ref, useEffect, useImperativeHandle, useRef } from 'react';
import type { ModelInfo, TensorInfo } from '../../../engine/session/client';
import { flatOf } from '../../../engine/tensor/shape';
import type { Geometry } from '../../charts/heatmap/geometry';
import { cellAt, type CellPosition, type Slice } from '../../charts/heatmap/slice';
import { COVER_EDGE, InspectorHeatmap } from '../inspector/inspector-heatmap';
import { coverPath } from './steps-of';

export interface FillingHandle {
  /** Shows so much of the tensor, from 0 to 1. */
  readonly show: (share: number) => void;
}

interface Props {
  readonly ref: Ref<FillingHandle>;
  readonly model: ModelInfo;
  readonly info: TensorInfo;
  readonly cell: readonly number[];
  /** Whether the cell of the example is to be seen before the others. */
  readonly lit: boolean;
  /** Whether all of it is to be seen. */
  readonly whole: boolean;
}

/** A tensor of which only what is computed already is to be seen. */
export function Filling({ ref, model, info, cell, lit, whole }: Props) {
  const cover = useRef<HTMLDivElement>(null);
  const latest = useRef<{ slice: Slice; geometry: Geometry } | null>(null);
  const share = useRef(0);
  const example = (slice: Slice): CellPosition | null =>
    lit ? cellAt(slice, flatOf(info.shape, cell)) : null;

  const draw = (): void => {
    const shown = latest.current;
    if (!shown || !cover.current) return;
    const { slice, geometry } = shown;
    const { rows, cols } = slice;
    const size = {
      width: geometry.cellWidth + COVER_EDGE / cols,
      height: geometry.cellHeight + COVER_EDGE / rows,
    };
    const done = Math.floor(share.current * slice.rows * slice.cols);
    const path = coverPath(slice, size, done, example(slice));
    cover.current.style.clipPath = `path(evenodd, "${path}")`;
  };
  useEffect(() => {
    share.current = whole ? 1 : 0;
    draw();
  });
  useImperativeHandle(ref, () => ({
    show: (next) => {
      share.current = next;
      draw();
    },
  }));
  const placed = (geometry: Geometry, slice: Slice): void => {
    latest.current = { geometry, slice };
    draw();
  };
  return (
    <InspectorHeatmap model={model} info={info} cell={cell} coverRef={cover} onPlaced={placed} />
  );
}
