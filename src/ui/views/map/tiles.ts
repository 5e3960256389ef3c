import type { Axis, Shape } from '../../../engine/tensor/types';

/** How the cells of a tensor of any rank lie on the map: matrices side by side, in lines. */
export interface Tiles {
  /** Cells of one matrix: the last two axes. */
  readonly rows: number;
  readonly cols: number;
  /** Number of matrices: all axes before the last two. */
  readonly count: number;
  readonly perLine: number;
  readonly lines: number;
  /** Size of a cell, in px of the map at its own scale. */
  readonly cellWidth: number;
  readonly cellHeight: number;
  /** Between two matrices, in the same px. */
  readonly gap: number;
  readonly width: number;
  readonly height: number;
  readonly rowAxis: Axis | null;
  readonly colAxis: Axis | null;
}

/** Longest side that cells are given, in px, unless they get smaller than the least or larger than the most. */
const SIDE = 168;
const LEAST = 0.25;
const MOST = 14;
/** Height of the cells of a single row. */
const ROW_HEIGHT = 12;
const GAP = 3;

/** Lays a tensor out. The batch axis, of one example, and axes of length one take no part. */
export function tilesOf(shape: Shape, axes: readonly Axis[]): Tiles {
  const kept = shape.flatMap((size, i) => {
    const axis = axes[i] ?? '1';
    return axis === 'B' || (axis === '1' && size === 1) ? [] : [{ size, axis }];
  });
  const col = kept.at(-1);
  const row = kept.length > 1 ? kept.at(-2) : undefined;
  const over = kept.slice(0, -2).filter(({ size }) => size > 1);
  const [rows, cols] = [row?.size ?? 1, col?.size ?? 1];
  const count = over.reduce((n, { size }) => n * size, 1);
  // Two axes over the matrices are lines and columns of them; else they fill a rectangle.
  const perLine =
    over.length === 2 ? over[1].size : lineOf(count, Math.sqrt((1.5 * count * rows) / cols));
  const lines = Math.ceil(count / perLine);
  const longest = Math.max(perLine * cols, lines * rows);
  const room = count > 1 ? 1.6 * SIDE : SIDE;
  const cell = Math.max(LEAST, Math.min(MOST, room / longest));
  const cellHeight = rows * lines === 1 ? Math.max(cell, ROW_HEIGHT) : cell;
  // Of many small matrices the gaps would be more than the cells.
  const gap = count > 1 ? Math.min(GAP, (Math.min(rows, cols) * cell) / 4) : 0;
  return {
    rows,
    cols,
    count,
    perLine,
    lines,
    cellWidth: cell,
    cellHeight,
    gap,
    width: perLine * (cols * cell + gap) - gap,
    height: lines * (rows * cellHeight + gap) - gap,
    rowAxis: row?.axis ?? null,
    colAxis: col?.axis ?? null,
  };
}

/** How many of some matrices stand in a line, about so many: of full lines the nearest, if there are such. */
function lineOf(count: number, about: number): number {
  const away = (n: number): number => Math.abs(Math.log(n / about));
  let best = Math.min(count, Math.ceil(about));
  let found = Math.log(2);
  for (let n = 1; n <= count; n++) {
    if (count % n !== 0 || away(n) >= found) continue;
    found = away(n);
    best = n;
  }
  return best;
}

/** Row-major position of the cell at a place within the picture of a tensor; null between matrices. */
export function cellAtPoint(tiles: Tiles, x: number, y: number): number | null {
  const { rows, cols, cellWidth, cellHeight, gap, perLine, count } = tiles;
  if (x < 0 || y < 0 || x >= tiles.width || y >= tiles.height) return null;
  const across = Math.floor(x / (cols * cellWidth + gap));
  const down = Math.floor(y / (rows * cellHeight + gap));
  const col = Math.floor((x - across * (cols * cellWidth + gap)) / cellWidth);
  const row = Math.floor((y - down * (rows * cellHeight + gap)) / cellHeight);
  const tile = down * perLine + across;
  if (col >= cols || row >= rows || tile >= count) return null;
  return (tile * rows + row) * cols + col;
}

/** Upper left corner of a cell within the picture of its tensor. */
export function pointOfCell(
  tiles: Tiles,
  flat: number,
): { readonly x: number; readonly y: number } {
  const { rows, cols, cellWidth, cellHeight, gap, perLine } = tiles;
  const tile = Math.floor(flat / (rows * cols));
  const row = Math.floor(flat / cols) % rows;
  return {
    x: (tile % perLine) * (cols * cellWidth + gap) + (flat % cols) * cellWidth,
    y: Math.floor(tile / perLine) * (rows * cellHeight + gap) + row * cellHeight,
  };
}
