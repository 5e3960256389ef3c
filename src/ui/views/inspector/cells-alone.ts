import type { SideLabels } from '../../charts/heatmap/geometry';
import type { Slice } from '../../charts/heatmap/slice';

export interface Alone {
  readonly slice: Slice;
  readonly labels: SideLabels;
  readonly wordRows: boolean;
  /** Room, and size of the page's type, in px. */
  readonly width: number;
  readonly em: number;
  readonly measure: (text: string) => number;
}

/** Size of the cells of a heatmap that has the whole width to itself, in px. */
export function cellsAlone({ slice, labels, wordRows, width, em, measure }: Alone): {
  readonly width: number;
  readonly height: number;
} {
  const { rows, cols } = slice;
  if (rows === 1 && cols === 1) return { width: 6 * em, height: 2.6 * em };
  const label = labels.rows ? Math.max(0, ...labels.rows.map(measure)) + 6 : 0;
  // Slanted labels of the last columns reach to the right of the body.
  const slanted =
    labels.cols && !labels.colsNumbered ? Math.max(...labels.cols.map(measure)) * 0.6 : 0;
  const fitting = Math.floor((width - label - slanted - 4) / cols);
  const side = Math.max(1, Math.min(fitting, Math.round(3 * em)));
  if (rows === 1)
    return { width: side, height: Math.round(Math.max(2 * em, Math.min(side, 3 * em))) };
  if (slice.rowAxis === 'Y' && slice.colAxis === 'X') {
    // Pictures and maps are not to be distorted.
    const square = Math.max(1, Math.min(side, Math.floor((24 * em) / rows)));
    return { width: square, height: square };
  }
  const least = wordRows ? Math.round(0.85 * em) : 1;
  const most = Math.max(least, Math.floor((24 * em) / rows));
  return { width: side, height: Math.min(most, Math.max(least, side)) };
}
