import { stridesOf } from '../../../engine/tensor/shape';
import type { Axis, Shape } from '../../../engine/tensor/types';

/** The rows and columns under which a tensor of any rank is shown: a window onto its numbers. */
export interface Slice {
  readonly rows: number;
  readonly cols: number;
  /** Axis whose elements the rows are; null where there is a single row that belongs to no axis. */
  readonly rowAxis: Axis | null;
  readonly colAxis: Axis | null;
  /** Element of the tensor that row 0 shows: more than 0 where only a part of the rows is shown. */
  readonly firstRow: number;
  /** Number of rows of the whole slice, shown or not. */
  readonly allRows: number;
  /** Row-major position of the top left cell, and the steps from row to row and column to column. */
  readonly offset: number;
  readonly rowStride: number;
  readonly colStride: number;
}

interface Kept {
  readonly axis: Axis;
  readonly size: number;
  readonly stride: number;
}

export interface SliceOptions {
  /** Which element of an axis H is shown. */
  readonly head?: number;
  /** Most rows to show. */
  readonly maxRows?: number;
  /** Row that must be among those shown, when not all are. */
  readonly around?: number;
}

/**
 * How a tensor is laid out in rows and columns: the batch axis gives its only (or first) example,
 * the head axis the chosen head; vectors are one row, scalars one cell; what is left over beyond
 * two axes is stacked in rows.
 */
export function sliceOf(shape: Shape, axes: readonly Axis[], options: SliceOptions = {}): Slice {
  const strides = stridesOf(shape);
  let offset = 0;
  let kept: Kept[] = [];
  shape.forEach((size, i) => {
    const axis = axes[i] ?? '1';
    if (axis === 'B') return;
    if (axis === 'H') {
      offset += Math.min(Math.max(0, options.head ?? 0), size - 1) * strides[i];
      return;
    }
    kept.push({ axis, size, stride: strides[i] });
  });
  while (kept.length > 1) {
    const single = kept.findIndex((k, i) => k.size === 1 && i < kept.length - 1);
    if (single < 0) break;
    kept = kept.filter((_, i) => i !== single);
  }
  const col = kept.at(-1);
  let lines = kept.slice(0, -1);
  // Only axes that follow one another in memory can be stacked; of others the first element shows.
  while (lines.length > 1 && !contiguous(lines)) lines = lines.slice(1);
  const allRows = lines.reduce((n, k) => n * k.size, 1);
  const rows = Math.min(allRows, options.maxRows ?? allRows);
  const middle = (options.around ?? 0) - Math.floor(rows / 2);
  const firstRow = Math.max(0, Math.min(middle, allRows - rows));
  const rowStride = lines.at(-1)?.stride ?? 0;
  return {
    rows,
    cols: col?.size ?? 1,
    rowAxis: lines.at(-1)?.axis ?? null,
    colAxis: col?.axis ?? null,
    firstRow,
    allRows,
    offset: offset + firstRow * rowStride,
    rowStride,
    colStride: col?.stride ?? 0,
  };
}

function contiguous(lines: readonly Kept[]): boolean {
  return lines.every((k, i) => {
    const next = lines[i + 1];
    return !next || k.stride === next.size * next.stride;
  });
}

/** Row-major position in the tensor of a shown cell. */
export function flatAt(slice: Slice, row: number, col: number): number {
  return slice.offset + row * slice.rowStride + col * slice.colStride;
}

export interface CellPosition {
  readonly row: number;
  readonly col: number;
}

/** Where an element of the tensor is shown; null where the slice does not show it. */
export function cellAt(slice: Slice, flat: number): CellPosition | null {
  const { rows, cols, rowStride, colStride } = slice;
  let rest = flat - slice.offset;
  if (rest < 0) return null;
  const row = rowStride > 0 ? Math.floor(rest / rowStride) : 0;
  if (row >= rows) return null;
  rest -= row * rowStride;
  const col = colStride > 0 ? Math.floor(rest / colStride) : 0;
  if (col >= cols || rest - col * colStride !== 0) return null;
  return { row, col };
}
