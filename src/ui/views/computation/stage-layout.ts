import { type Geometry, geometryOf, type SideLabels, widthOf } from '../../charts/heatmap/geometry';
import type { Slice } from '../../charts/heatmap/slice';

/** One heatmap of a stage, before it has a size. */
export interface FigureShape {
  readonly slice: Slice;
  readonly labels: SideLabels;
  /** Whether rows or columns are words: their cells are square and legible beside a word. */
  readonly wordRows: boolean;
  readonly wordCols: boolean;
  /** Width of what stands above the heatmap, in px. */
  readonly header: number;
  /** The pattern to look at first: on a line of its own, and larger. */
  readonly focus: boolean;
  /** Whether a formula stands above the heatmap. */
  readonly formula: boolean;
}

export interface Room {
  readonly width: number;
  /** Height in which a stage of small matrices should fit as a whole; Infinity where it may scroll. */
  readonly height: number;
  /** Size of the page's type, in px. */
  readonly em: number;
  readonly labelSize: number;
  readonly measure: (text: string) => number;
  /** Room between two heatmaps, in which an arrow may stand. */
  readonly gap: number;
  /** Height of what stands above and below each heatmap, in px. */
  readonly extra: number;
  /** Height of the line for formulas, where a row has any, in px. */
  readonly formula: number;
}

/** A line of heatmaps side by side. */
export interface FigureLine {
  /** Positions in the row that was laid out, from left to right, with the geometry of each. */
  readonly figures: readonly { readonly at: number; readonly geometry: Geometry }[];
}

/** Matrices up to this size have numbers in their cells. */
const SMALL = 8;

type Cells = { readonly width: number; readonly height: number };

/**
 * Chooses one cell size for the whole stage, the largest with which its rows fit the width (and, for
 * small matrices, the stage the height), so that what belongs together looks alike. Rows that fit at
 * no legible size are broken. Heatmaps beside one with the same row labels go without them.
 */
export function layOutStage(
  rows: readonly (readonly FigureShape[])[],
  room: Room,
): readonly (readonly FigureLine[])[] {
  const figures = rows.flat();
  const small = figures.every(({ slice }) => slice.rows <= SMALL && slice.cols <= SMALL);
  const { em } = room;
  const least = Math.round((small ? 1.95 : 0.85) * em);
  const most = Math.round(small ? 3.8 * em : mostFor(figures, em));
  const narrow = Math.max(3, Math.round(em * 0.28));
  let side = Math.max(least, most);
  const fits = (size: number): boolean => {
    const cells = (f: FigureShape): Cells => cellsOf(f, size, narrow, small, room);
    const lines = rows.flatMap((row) => partsOf(row).map((part) => place(row, part, cells, room)));
    if (lines.some((line) => line.width > room.width)) return false;
    return !small || lines.reduce((h, line) => h + line.height, 0) <= room.height;
  };
  while (side > least && !fits(side)) side--;
  return rows.map((row) => {
    const wide = widestFeature(row, side, narrow, small, room);
    const cells = (f: FigureShape): Cells => cellsOf(f, side, wide, small, room);
    return partsOf(row).flatMap((part) => broken(row, part, cells, room));
  });
}

/** Largest side of a cell where words are many. */
function mostFor(figures: readonly FigureShape[], em: number): number {
  const words = Math.max(
    1,
    ...figures.map((f) => Math.max(f.wordRows ? f.slice.rows : 0, f.wordCols ? f.slice.cols : 0)),
  );
  if (words <= 10) return 1.5 * em;
  if (words <= 16) return 1.25 * em;
  return words <= 24 ? 1.1 * em : em;
}

/** The largest width of a feature's cell with which a row still fits, at a given side. */
function widestFeature(
  row: readonly FigureShape[],
  side: number,
  narrow: number,
  small: boolean,
  room: Room,
): number {
  let wide = Math.max(narrow, Math.min(side, Math.round(room.em * 0.6)));
  const fits = (width: number): boolean =>
    partsOf(row).every(
      (part) =>
        place(row, part, (f) => cellsOf(f, side, width, small, room), room).width <= room.width,
    );
  while (wide > narrow && !fits(wide)) wide--;
  return wide;
}

/** A row in parts that stand on lines of their own: what comes before the focus, it, what follows. */
function partsOf(row: readonly FigureShape[]): number[][] {
  const parts: number[][] = [];
  let open: number[] = [];
  row.forEach((figure, at) => {
    if (isLargeFocus(figure)) {
      if (open.length > 0) parts.push(open);
      parts.push([at]);
      open = [];
    } else {
      open.push(at);
    }
  });
  return open.length > 0 ? [...parts, open] : parts;
}

function isLargeFocus({ focus, slice }: FigureShape): boolean {
  return focus && slice.cols > SMALL;
}

function cellsOf(f: FigureShape, side: number, wide: number, small: boolean, room: Room): Cells {
  const { rows, cols } = f.slice;
  const { em } = room;
  if (rows === 1 && cols === 1)
    return { width: Math.max(side, 4.2 * em), height: small ? side : 2 * em };
  if (small) return { width: side, height: side };
  if (f.slice.rowAxis === 'Y' && f.slice.colAxis === 'X') return mapCells(f, room);
  if (isLargeFocus(f)) return focusCells(f, side, room);
  if (rows === 1 || f.slice.rowAxis === null) return vectorCells(f, wide, room);
  if (f.wordRows && f.wordCols) return { width: side, height: side };
  if (f.wordRows)
    return { width: cols <= SMALL ? side : withinRoom(wide, cols, room), height: side };
  // Weights: features by features, or features by a few classes.
  const cell = Math.max(1, Math.min(wide, Math.floor((9 * em) / Math.max(rows, cols))));
  return { width: cols <= 12 ? Math.round(1.2 * em) : cell, height: cell };
}

/** As wide as asked for, unless so many columns would leave the stage; labels take the rest. */
function withinRoom(wide: number, cols: number, { width, em }: Room): number {
  return Math.max(1, Math.min(wide, Math.floor((width - 6 * em) / cols)));
}

/** Pictures and maps have square cells, and are seen as a whole; many of them have more room. */
function mapCells({ slice }: FigureShape, { em, width }: Room): Cells {
  const { rows, cols, tiles } = slice;
  const [wide, high, most] = tiles
    ? [Math.min(30 * em, width - em), 20 * em, 0.8 * em]
    : [13 * em, 13 * em, 1.2 * em];
  const side = Math.max(1, Math.floor(Math.min(wide / cols, high / rows, most)));
  return { width: side, height: side };
}

function focusCells(figure: FigureShape, side: number, room: Room): Cells {
  const { slice, labels } = figure;
  const { em } = room;
  if (slice.rows === 1) return { ...vectorCells(figure, side, room), height: Math.round(2.4 * em) };
  const labelled = Math.max(0, ...(labels.rows ?? []).map(room.measure));
  const fitting = (room.width - labelled - 2 * em) / slice.cols;
  // It should be seen as a whole, with its labels.
  const visible = (room.height - 10 * em) / slice.rows;
  const wanted = Math.min(Math.max(side, 2.4 * em), (30 * em) / slice.cols, visible);
  const width = Math.floor(Math.max(3, Math.min(fitting, Math.max(wanted, side))));
  return { width, height: width };
}

function vectorCells({ slice, wordCols }: FigureShape, wide: number, room: Room): Cells {
  const { em, width } = room;
  const height = Math.round(1.7 * em);
  const fitting = Math.floor((width - 2 * em) / slice.cols);
  if (slice.cols <= 12)
    return { width: Math.max(3, Math.min(fitting, Math.round(2.8 * em))), height };
  if (wordCols) return { width: Math.max(3, Math.min(fitting, Math.round(1.3 * em))), height };
  return { width: Math.max(1, Math.min(fitting, wide)), height };
}

interface Placed extends FigureLine {
  readonly width: number;
  readonly height: number;
}

/** Puts heatmaps side by side on one line, their bodies at the same height. */
function place(
  row: readonly FigureShape[],
  part: readonly number[],
  cells: (figure: FigureShape) => Cells,
  room: Room,
): Placed {
  const figures = part.map((at, i) => {
    const figure = row[at];
    const before = i > 0 ? row[part[i - 1]] : undefined;
    const { width, height } = cells(figure);
    const geometry = geometryOf({
      slice: figure.slice,
      labels: figure.labels,
      cellWidth: width,
      cellHeight: height,
      labelSize: room.labelSize,
      measure: room.measure,
      showRowLabels: !before || !sameRows(before, figure) || cells(before).height !== height,
      em: room.em,
    });
    return { at, geometry };
  });
  const top = Math.max(0, ...figures.map(({ geometry }) => geometry.top));
  return {
    figures: figures.map(({ at, geometry }) => ({ at, geometry: { ...geometry, top } })),
    width: figures.reduce(
      (sum, { at, geometry }, i) =>
        sum + Math.max(row[at].header, widthOf(geometry, row[at].slice)) + (i > 0 ? room.gap : 0),
      0,
    ),
    height:
      room.extra +
      (part.some((at) => row[at].formula) ? room.formula : 0) +
      top +
      Math.max(0, ...figures.map(({ at, geometry }) => row[at].slice.rows * geometry.cellHeight)),
  };
}

/** Breaks what does not fit on one line. */
function broken(
  row: readonly FigureShape[],
  part: readonly number[],
  cells: (figure: FigureShape) => Cells,
  room: Room,
): FigureLine[] {
  const lines: FigureLine[] = [];
  let open: number[] = [];
  for (const at of part) {
    if (open.length > 0 && place(row, [...open, at], cells, room).width > room.width) {
      lines.push(place(row, open, cells, room));
      open = [];
    }
    open.push(at);
  }
  lines.push(place(row, open, cells, room));
  return lines.map(({ figures }) => ({ figures }));
}

function sameRows(a: FigureShape, b: FigureShape): boolean {
  const left = a.labels.rows;
  const right = b.labels.rows;
  return (
    left !== null &&
    right !== null &&
    a.wordRows &&
    b.wordRows &&
    left.length === right.length &&
    left.every((label, i) => label === right[i])
  );
}
