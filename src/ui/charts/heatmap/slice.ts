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
  /** Where the maps of a picture's features stand side by side. */
  readonly tiles?: Tiles;
}

/** Maps in lines: how many in a line, the size of one, and the steps from one to the next. */
interface Tiles {
  readonly perLine: number;
  readonly height: number;
  readonly width: number;
  readonly stride: number;
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
 * two axes is stacked in rows, and maps (axes Y and X) are set side by side.
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
  if (lines.length > 1 && lines.at(-1)?.axis === 'Y' && col?.axis === 'X') {
    return tiledSlice(lines, col, offset, options);
  }
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

/** Maps in lines, about twice as wide as high; those of two axes have a line for each of the first. */
function tiledSlice(
  lines: readonly Kept[],
  col: Kept,
  offset: number,
  { maxRows = Number.POSITIVE_INFINITY, around = 0 }: SliceOptions,
): Slice {
  const map = lines[lines.length - 1];
  const over = lines.slice(0, -1);
  const maps = over.reduce((n, k) => n * k.size, 1);
  const perLine = over.length > 1 ? over[over.length - 1].size : lineOf(maps);
  const stride = over[over.length - 1].stride;
  const all = maps / perLine;
  const shown = Math.min(all, Math.max(1, Math.floor(maxRows / map.size)));
  const middle = Math.floor(around / map.size) - Math.floor(shown / 2);
  const first = Math.max(0, Math.min(middle, all - shown));
  return {
    rows: shown * map.size,
    cols: perLine * col.size,
    rowAxis: map.axis,
    colAxis: col.axis,
    firstRow: first * map.size,
    allRows: all * map.size,
    offset: offset + first * perLine * stride,
    rowStride: map.stride,
    colStride: col.stride,
    tiles: { perLine, height: map.size, width: col.size, stride },
  };
}

/** The least divisor of a number of maps with which they are at least twice as many across as down. */
function lineOf(maps: number): number {
  let perLine = Math.ceil(Math.sqrt(2 * maps));
  while (perLine < maps && maps % perLine !== 0) perLine++;
  return Math.min(perLine, maps);
}

function contiguous(lines: readonly Kept[]): boolean {
  return lines.every((k, i) => {
    const next = lines[i + 1];
    return !next || k.stride === next.size * next.stride;
  });
}

/** The same window with rows and columns exchanged. */
export function turned(slice: Slice): Slice {
  const { rows, cols, rowAxis, colAxis, rowStride, colStride, offset } = slice;
  return {
    rows: cols,
    cols: rows,
    rowAxis: colAxis,
    colAxis: rowAxis,
    firstRow: 0,
    allRows: cols,
    offset,
    rowStride: colStride,
    colStride: rowStride,
  };
}

/** Row-major position in the tensor of a shown cell. */
export function flatAt(slice: Slice, row: number, col: number): number {
  const { offset, rowStride, colStride, tiles } = slice;
  if (!tiles) return offset + row * rowStride + col * colStride;
  const { perLine, height, width, stride } = tiles;
  const map = Math.floor(row / height) * perLine + Math.floor(col / width);
  return offset + map * stride + (row % height) * rowStride + (col % width) * colStride;
}

export interface CellPosition {
  readonly row: number;
  readonly col: number;
}

/** Where an element of the tensor is shown; null where the slice does not show it. */
export function cellAt(slice: Slice, flat: number): CellPosition | null {
  const { rows, cols, rowStride, colStride, tiles } = slice;
  let rest = flat - slice.offset;
  if (rest < 0) return null;
  if (tiles) {
    const { perLine, height, width, stride } = tiles;
    const map = Math.floor(rest / stride);
    rest -= map * stride;
    const row = Math.floor(map / perLine) * height + Math.floor(rest / rowStride);
    return row < rows ? { row, col: (map % perLine) * width + (rest % rowStride) } : null;
  }
  if (colStride > rowStride && rowStride > 0) {
    // Turned round: a row of the slice is a column of the tensor.
    const col = Math.floor(rest / colStride);
    const row = Math.floor((rest - col * colStride) / rowStride);
    return col < cols && row < rows ? { row, col } : null;
  }
  const row = rowStride > 0 ? Math.floor(rest / rowStride) : 0;
  if (row >= rows) return null;
  rest -= row * rowStride;
  const col = colStride > 0 ? Math.floor(rest / colStride) : 0;
  if (col >= cols || rest - col * colStride !== 0) return null;
  return { row, col };
}
