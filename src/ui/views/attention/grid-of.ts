/** Places of a picture in rows and columns, numbered row by row. */
export interface PlaceGrid {
  readonly rows: number;
  readonly columns: number;
}

/**
 * The grid that so many positions are of a picture; null where they are none. Each place is the same
 * whole number of pixels wide and high.
 * @param height of the picture, in pixels, and `width`
 */
export function gridOf(positions: number, height: number, width: number): PlaceGrid | null {
  const columns = Math.round(Math.sqrt((positions * width) / height));
  const rows = columns > 0 ? positions / columns : 0;
  const whole = Number.isInteger(rows) && height % rows === 0 && width % columns === 0;
  return whole && positions > 1 && height * columns === width * rows ? { rows, columns } : null;
}
