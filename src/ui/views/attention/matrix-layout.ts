import { useMemo } from 'react';
import type { ModelInfo } from '../../../engine/session/client';
import { type Geometry, geometryOf, type SideLabels } from '../../charts/heatmap/geometry';
import { textWidth } from '../../charts/heatmap/measure';
import { usePalette } from '../../charts/heatmap/palette';
import { type Slice, sliceOf } from '../../charts/heatmap/slice';
import { sideLabels } from '../tensor/labels';
import { useEm } from '../tensor/use-em';
import type { AttentionMap } from './maps';

export interface MatrixLayout {
  readonly slice: Slice;
  readonly labels: SideLabels;
  readonly geometry: Geometry;
}

/** Up to so many rows, numbers come before seeing the matrix as a whole. */
const MOST_LEGIBLE = 24;

interface Room {
  /** Largest size with labels, in px. */
  readonly width: number;
  readonly height: number;
  /** Whether cells may be as large as numbers need. */
  readonly numbers: boolean;
}

/** A head's matrix with its labels, as large as its room allows. */
export function useMatrixLayout(
  model: ModelInfo,
  { info }: AttentionMap,
  head: number,
  { width, height, numbers }: Room,
): MatrixLayout {
  const em = useEm();
  const { font } = usePalette();
  return useMemo(() => {
    const slice = sliceOf(info.shape, info.axes, { head });
    const labels = sideLabels(model, info, slice);
    const labelSize = 0.75 * em;
    const measure = (text: string): number => textWidth(text, labelSize, font);
    const most = (numbers ? 3 : 1.6) * em;
    // Where few cells need it, numbers may make the matrix higher than the room.
    const legible = numbers && slice.rows <= MOST_LEGIBLE ? Math.ceil(2.1 * em) : 0;
    const at = (cell: number): Geometry =>
      geometryOf({
        slice,
        labels,
        cellWidth: cell,
        cellHeight: slice.rows === 1 ? Math.max(cell, Math.round(1.6 * em)) : cell,
        labelSize,
        measure,
        showRowLabels: true,
        em,
      });
    const fits = ({ left, top, right, cellWidth, cellHeight }: Geometry): boolean =>
      left + right + slice.cols * cellWidth <= width &&
      (cellWidth <= legible || top + slice.rows * cellHeight <= height);
    let cell = Math.floor(Math.min(most, width / slice.cols));
    while (cell > 1 && !fits(at(cell))) cell--;
    let geometry = at(Math.max(1, cell));
    if (!fits(geometry)) {
      // More cells than pixels.
      const { left, top, right } = geometry;
      geometry = at(Math.min((width - left - right) / slice.cols, (height - top) / slice.rows));
    }
    return { slice, labels, geometry };
  }, [model, info, head, width, height, numbers, em, font]);
}
