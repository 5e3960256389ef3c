import { interpolateCividis, interpolateLab, piecewise, rgb, scaleDiverging } from 'd3';
import type { TensorData, ValueKind } from '../../../engine/tensor/types';

export type Theme = 'light' | 'dark';

/** 256 colours, ready for ImageData, for `fillStyle`, and for choosing the ink on top of them. */
export interface ColourTable {
  readonly pixels: Uint32Array;
  readonly css: readonly string[];
  /** Whether dark ink is the more legible on that colour. */
  readonly bright: readonly boolean[];
}

/** From −max over 0, which is the page itself, to +max: told apart also without seeing hue. */
const diverging: Record<Theme, readonly [string, string, string, string, string, string]> = {
  light: ['#144c8a', '#4a8ec8', '#b9d7ed', '#f9d0a5', '#e28a33', '#a54800'],
  dark: ['#b9ddff', '#4a97dc', '#234b73', '#6a3d12', '#dd8429', '#ffdcae'],
};

const TABLE_SIZE = 256;
/** Entry of the value 0 in the table of signed values. */
export const ZERO_ENTRY = 128;

const littleEndian = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

function tableOf(colourAt: (entry: number) => string): ColourTable {
  const pixels = new Uint32Array(TABLE_SIZE);
  const css: string[] = [];
  const bright: boolean[] = [];
  for (let entry = 0; entry < TABLE_SIZE; entry++) {
    const colour = rgb(colourAt(entry));
    const { r, g, b } = colour;
    const [red, green, blue] = [r, g, b].map(Math.round);
    pixels[entry] = littleEndian
      ? ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0
      : ((red << 24) | (green << 16) | (blue << 8) | 255) >>> 0;
    css.push(colour.formatHex());
    bright.push(prefersDarkInk(red, green, blue));
  }
  return { pixels, css, bright };
}

/** WCAG 2.2, relative luminance: dark ink wins where its contrast ratio is the larger. */
function prefersDarkInk(red: number, green: number, blue: number): boolean {
  const linear = (c: number): number => {
    const s = c / 255;
    return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
  };
  const luminance = 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
  return (luminance + 0.05) / 0.05 > 1.05 / (luminance + 0.05);
}

/** Colours of signed values: entry 128 is 0 and has exactly the colour of the surface. */
export function signedTable(theme: Theme, surface: string): ColourTable {
  const [n3, n2, n1, p1, p2, p3] = diverging[theme];
  const scale = scaleDiverging<string>(
    [-1, 0, 1],
    piecewise(interpolateLab, [n3, n2, n1, surface, p1, p2, p3]),
  );
  return tableOf((entry) => scale(Math.max(-1, (entry - ZERO_ENTRY) / 127)));
}

/** Colours of probabilities, 0 to 1: cividis (Nuñez, Anderton & Renslow 2018), in both themes. */
export function probabilityTable(): ColourTable {
  return tableOf((entry) => interpolateCividis(entry / (TABLE_SIZE - 1)));
}

/** Entry of a signed value in a table whose ends are ±max; NaN is to be drawn otherwise. */
export function signedEntry(x: number, max: number): number {
  if (!(max > 0) || Number.isNaN(x)) return ZERO_ENTRY;
  const scaled = Math.max(-1, Math.min(1, x / max));
  return ZERO_ENTRY + Math.round(scaled * 127);
}

/** Entry of a probability. */
export function probabilityEntry(p: number): number {
  if (Number.isNaN(p)) return 0;
  return Math.round(Math.max(0, Math.min(1, p)) * (TABLE_SIZE - 1));
}

/** The largest finite absolute value: the end of a symmetric scale. 0 where there is none. */
export function largestSize(data: TensorData): number {
  let max = 0;
  for (let i = 0; i < data.length; i++) {
    const size = Math.abs(data[i]);
    if (size > max && size !== Infinity) max = size;
  }
  return max;
}

/** How a cell is drawn that has no place on a colour scale. */
export type Texture = 'blocked' | 'nan' | null;

/** Masked cells are hatched, and so is what is no number. */
export function textureOf(kind: ValueKind, x: number): Texture {
  if (Number.isNaN(x)) return 'nan';
  if (x === -Infinity) return 'blocked';
  return kind === 'mask' && x === 0 ? 'blocked' : null;
}
