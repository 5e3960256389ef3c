import type { PictureSplit } from './pictures';
import { randomSource } from './random';

/** How far a variant may depart from its picture, to either side. */
interface Range {
  /** Radians. */
  readonly rotation: number;
  /** Rows moved along per column, or columns per row. */
  readonly shear: number;
  /** Share of the size. */
  readonly scale: number;
  /** Share of the side. */
  readonly shift: number;
}

/** A little: a 6 must not become a 9, nor a 1 a 7. */
const A_LITTLE: Range = { rotation: 0.2, shear: 0.15, scale: 0.1, shift: 0.06 };

/**
 * Of each picture some variants: turned, slanted, scaled and moved a little, as if written again.
 * Seeded: the same pictures give the same variants.
 * Source: Simard et al. 2003, section 2 (affine distortions).
 * @param images f32[count, side, side]; beyond the border is 0
 */
export function variantsOf(
  { count, images, labels }: PictureSplit,
  side: number,
  variants: number,
  seed: number,
): PictureSplit {
  const random = randomSource(seed);
  const within = (range: number): number => (2 * random() - 1) * range;
  const size = side * side;
  const all = new Float32Array(variants * images.length);
  for (let copy = 0; copy < variants; copy++) {
    for (let i = 0; i < count; i++) {
      const turn = within(A_LITTLE.rotation);
      const scale = 1 + within(A_LITTLE.scale);
      const shear = within(A_LITTLE.shear);
      const [cos, sin] = [Math.cos(turn) / scale, Math.sin(turn) / scale];
      const map = [cos, -sin + shear, sin, cos] as const;
      const shift = [within(A_LITTLE.shift) * side, within(A_LITTLE.shift) * side] as const;
      const from = images.subarray(i * size, (i + 1) * size);
      transform(from, all.subarray((copy * count + i) * size), side, map, shift);
    }
  }
  const classes = Int32Array.from({ length: variants * count }, (_, i) => labels[i % count]);
  return { count: variants * count, images: all, labels: classes };
}

/**
 * Each pixel of `to` is what lies at `map`·(its place from the centre) + `shift` in `from`, between
 * pixels a bilinear mean.
 */
export function transform(
  from: Float32Array,
  to: Float32Array,
  side: number,
  [xx, xy, yx, yy]: readonly [number, number, number, number],
  [right, down]: readonly [number, number],
): void {
  const centre = (side - 1) / 2;
  const at = (y: number, x: number): number =>
    y < 0 || y >= side || x < 0 || x >= side ? 0 : from[y * side + x];
  for (let row = 0; row < side; row++) {
    for (let col = 0; col < side; col++) {
      const [dx, dy] = [col - centre, row - centre];
      const x = centre + xx * dx + xy * dy + right;
      const y = centre + yx * dx + yy * dy + down;
      const [left, top] = [Math.floor(x), Math.floor(y)];
      const [a, b] = [x - left, y - top];
      to[row * side + col] =
        (1 - b) * ((1 - a) * at(top, left) + a * at(top, left + 1)) +
        b * ((1 - a) * at(top + 1, left) + a * at(top + 1, left + 1));
    }
  }
}
