import { type Geometry, geometryOf, type SideLabels } from '../../charts/heatmap/geometry';
import type { Slice } from '../../charts/heatmap/slice';

/** Where time lies from left to right: the same for the strips and for what is drawn below them. */
export interface TimeLayout {
  /** Of a strip; its labels of columns are left to the axis above. */
  readonly geometry: Geometry;
  /** Room for the words above, in px. */
  readonly axis: number;
  /** From the left edge to the first position, in px. */
  readonly start: number;
  /** Width of a position, in px. */
  readonly cell: number;
  /** Width of all. */
  readonly width: number;
  /** Width of the column with names and formulas; 0 where these stand above their strips. */
  readonly names: number;
}

interface Options {
  readonly slice: Slice;
  readonly labels: SideLabels;
  /** Room for all, in px. */
  readonly room: number;
  readonly em: number;
  readonly measure: (text: string) => number;
}

/** From this room on, in em, names stand beside their strips. */
const BESIDE_FROM = 36;
/** Height of a strip, in em, if its units allow it. */
const STRIP = 4.6;

/** Chooses how wide a position and how high a unit is. */
export function timeLayout({ slice, labels, room, em, measure }: Options): TimeLayout {
  const names = room >= BESIDE_FROM * em ? Math.round(12.5 * em) : 0;
  const gutter = Math.round(2.6 * em);
  const start = names + gutter;
  const fitting = Math.floor((room - start - em) / slice.cols);
  const cell = Math.max(3, Math.min(fitting, Math.round(2.6 * em)));
  const high = Math.floor((2 * STRIP * em) / slice.rows) / 2;
  const base = geometryOf({
    slice,
    labels,
    cellWidth: cell,
    cellHeight: Math.max(1, Math.min(high, Math.round(1.1 * em))),
    labelSize: 0.75 * em,
    measure,
    showRowLabels: true,
    em,
  });
  const geometry = { ...base, left: gutter, top: 0, right: 0, numbers: 0 };
  return {
    geometry,
    axis: base.top,
    start,
    cell,
    width: start + slice.cols * cell + base.right,
    names,
  };
}
