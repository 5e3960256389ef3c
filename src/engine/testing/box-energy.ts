import type { Place } from '../data/cluttered-shapes';

/** Square maps and the squares in them that hold what is looked for. */
export interface Boxes {
  /** Side of a picture and of the box in it, in pixels. */
  readonly side: number;
  readonly box: number;
  /** Where the box of each picture lies. */
  readonly places: readonly Place[];
}

/**
 * How much of maps that weigh the places of pictures lies inside the pictures' boxes: the mean of the
 * shares. A map that weighs all places alike has `even`, the box's share of the area.
 * @param maps f32[pictures, cells, cells]; a cell stands for side / cells pixels each way, and counts
 * by how much of it lies inside
 */
export function boxEnergy(
  maps: ArrayLike<number>,
  cells: number,
  { side, box, places }: Boxes,
): { readonly inside: number; readonly even: number } {
  const cell = side / cells;
  const overlap = (at: number, from: number): number =>
    Math.max(0, Math.min((at + 1) * cell, from + box) - Math.max(at * cell, from)) / cell;
  const shares = places.map(({ top, left }, i) => {
    let [inside, all] = [0, 0];
    for (let row = 0; row < cells; row++) {
      for (let col = 0; col < cells; col++) {
        const weight = maps[(i * cells + row) * cells + col];
        all += weight;
        inside += weight * overlap(row, top) * overlap(col, left);
      }
    }
    return inside / all;
  });
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  return { inside: mean, even: (box / side) ** 2 };
}
