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

/** What a photograph may be turned and moved by without becoming another thing. */
const OF_PHOTOGRAPHS: Range = { rotation: 0.25, shear: 0, scale: 0.15, shift: 0.12 };

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
 * Of each picture in colours some variants: mirrored or not, turned, scaled and moved; what comes in
 * from beyond the border is like the border. Seeded: the same pictures give the same variants.
 * Source: Krizhevsky et al. 2012, section 4.1 (translations and horizontal reflections).
 * @param images f32[count, channels, side, side]
 */
export function colourVariantsOf(
  { count, images, labels }: PictureSplit,
  side: number,
  channels: number,
  variants: number,
  seed: number,
): PictureSplit {
  const random = randomSource(seed);
  const within = (range: number): number => (2 * random() - 1) * range;
  const size = side * side;
  const all = new Float32Array(variants * images.length);
  const { rotation, scale: most, shift } = OF_PHOTOGRAPHS;
  for (let i = 0; i < variants * count; i++) {
    const mirror = random() < 0.5 ? -1 : 1;
    const turn = within(rotation);
    const scale = 1 + within(most);
    const [cos, sin] = [Math.cos(turn) / scale, Math.sin(turn) / scale];
    const map = [mirror * cos, -mirror * sin, sin, cos] as const;
    const by = [within(shift) * side, within(shift) * side] as const;
    for (let c = 0; c < channels; c++) {
      const [from, to] = [(i % count) * channels + c, i * channels + c];
      const picture = images.subarray(from * size, (from + 1) * size);
      transform(picture, all.subarray(to * size), side, map, by, 'border');
    }
  }
  const classes = Int32Array.from({ length: variants * count }, (_, i) => labels[i % count]);
  return { count: variants * count, images: all, labels: classes };
}

/**
 * Each pixel of `to` is what lies at `map`·(its place from the centre) + `shift` in `from`, between
 * pixels a bilinear mean. Beyond the border is 0, or what the border has.
 */
export function transform(
  from: Float32Array,
  to: Float32Array,
  side: number,
  [xx, xy, yx, yy]: readonly [number, number, number, number],
  [right, down]: readonly [number, number],
  beyond: 'zero' | 'border' = 'zero',
): void {
  const centre = (side - 1) / 2;
  const inside = (place: number): number => Math.max(0, Math.min(side - 1, place));
  const at = (y: number, x: number): number => {
    const outside = y < 0 || y >= side || x < 0 || x >= side;
    return outside && beyond === 'zero' ? 0 : from[inside(y) * side + inside(x)];
  };
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
