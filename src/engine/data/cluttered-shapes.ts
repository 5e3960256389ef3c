import type { Dataset, SplitName } from './dataset';
import { type PictureSplit, pictures } from './pictures';
import { randomSource } from './random';

/** Six shapes of 8×8 pixels. */
const SHAPES: Readonly<Record<string, readonly string[]>> = {
  circle: ['..####..', '.##..##.', '##....##', '#......#', '#......#', '##....##', '.##..##.', '..####..'],
  square: ['########', '########', '##....##', '##....##', '##....##', '##....##', '########', '########'],
  triangle: ['...##...', '...##...', '..#..#..', '..#..#..', '.#....#.', '.#....#.', '########', '########'],
  diamond: ['...##...', '..####..', '.##..##.', '##....##', '##....##', '.##..##.', '..####..', '...##...'],
  plus: ['...##...', '...##...', '...##...', '########', '########', '...##...', '...##...', '...##...'],
  cross: ['##....##', '###..###', '.##..##.', '..####..', '..####..', '.##..##.', '###..###', '##....##'],
}; // biome-ignore format: pictures

export const CLUTTERED_SIDE = 24;
/** Side of a shape, and of a piece of clutter. */
const SHAPE = 8;
const PIECE = 4;
const SEED = 31;
/** Pictures of each part. */
const SIZES = { train: 12000, validation: 1000 };
/** The ink of each shape and piece is this much or more, that of paper this much or less. */
const LEAST_INK = 0.6;
const NOISE = 0.15;

/** Where the shape of an example lies: its box, of 8×8 pixels. */
export interface Place {
  readonly top: number;
  readonly left: number;
}

export interface ClutteredShapes extends Dataset {
  readonly places: Readonly<Record<SplitName, readonly Place[]>>;
}

/**
 * One of six shapes somewhere in 24×24 pixels, among pieces of 4×4 that are cut out of such shapes, so
 * that a corner or a stroke alone says little. Seeded.
 * After: Mnih et al. 2014, section 4.1 (cluttered translated MNIST).
 * @param clutter how many pieces
 */
export function clutteredShapes(
  clutter: number,
  sizes: Readonly<Record<SplitName, number>> = SIZES,
): ClutteredShapes {
  const random = randomSource(SEED);
  const train = drawn(random, sizes.train, clutter);
  const validation = drawn(random, sizes.validation, clutter);
  const dataset = pictures({
    channels: 1,
    side: CLUTTERED_SIDE,
    classes: Object.keys(SHAPES),
    train: train.split,
    validation: validation.split,
  });
  return { ...dataset, places: { train: train.places, validation: validation.places } };
}

function drawn(random: () => number, count: number, clutter: number) {
  const whole = (below: number): number => Math.floor(random() * below);
  const shapes = Object.values(SHAPES);
  const size = CLUTTERED_SIDE ** 2;
  const images = new Float32Array(count * size);
  const labels = Int32Array.from({ length: count }, (_, i) => i % shapes.length);
  const anywhere = (side: number): Place => ({
    top: whole(CLUTTERED_SIDE - side + 1),
    left: whole(CLUTTERED_SIDE - side + 1),
  });
  const places = Array.from({ length: count }, (_, i) => {
    const image = images.subarray(i * size, (i + 1) * size).map(() => random() * NOISE);
    for (let piece = 0; piece < clutter; piece++) {
      const from = { top: whole(SHAPE - PIECE + 1), left: whole(SHAPE - PIECE + 1) };
      put(image, shapes[whole(shapes.length)], from, PIECE, anywhere(PIECE), ink(random));
    }
    const place = anywhere(SHAPE);
    put(image, shapes[labels[i]], { top: 0, left: 0 }, SHAPE, place, ink(random));
    images.set(image, i * size);
    return place;
  });
  const split: PictureSplit = { count, images, labels };
  return { split, places };
}

function ink(random: () => number): number {
  return LEAST_INK + (1 - LEAST_INK) * random();
}

/** Lays a square part of a shape onto a picture, paper and all. */
function put(
  image: Float32Array,
  shape: readonly string[],
  from: Place,
  side: number,
  to: Place,
  value: number,
): void {
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      if (shape[from.top + y][from.left + x] !== '#') continue;
      image[(to.top + y) * CLUTTERED_SIDE + to.left + x] = value;
    }
  }
}
