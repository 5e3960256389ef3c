import type { Dataset, SplitName } from './dataset';
import { type PictureSplit, pictures } from './pictures';
import { randomSource } from './random';
import { fromMiddle } from './square-picture';

const SHAPES_SIDE = 32;
const CHANNELS = 3;
const SEED = 41;
/** Pictures of each part. */
const SIZES = { train: 2000, validation: 400 };
/** How much of a pixel a shape covers is found at so many times so many points of it. */
const POINTS = 2;
/** Most lines and dots of the background. */
const MOST_CLUTTER = 5;
/** Least difference of brightness between a shape and its background. */
const LEAST_CONTRAST = 0.25;

/** Whether a point belongs to a shape that reaches about from −1 to 1. */
type Shape = (x: number, y: number) => boolean;

const SHAPES: Readonly<Record<string, Shape>> = {
  circle: (x, y) => Math.hypot(x, y) < 0.9,
  ring: (x, y) => Math.hypot(x, y) < 0.95 && Math.hypot(x, y) > 0.55,
  square: (x, y) => Math.max(Math.abs(x), Math.abs(y)) < 0.8,
  frame: (x, y) => {
    const far = Math.max(Math.abs(x), Math.abs(y));
    return far < 0.85 && far > 0.5;
  },
  triangle: (x, y) => y < 0.7 && y > 2 * Math.abs(x) - 0.95,
  diamond: (x, y) => 1.5 * Math.abs(x) + Math.abs(y) < 1,
  plus: (x, y) =>
    Math.min(Math.abs(x), Math.abs(y)) < 0.24 && Math.max(Math.abs(x), Math.abs(y)) < 0.95,
  star: (x, y) => Math.hypot(x, y) < 0.68 + 0.32 * Math.cos(5 * Math.atan2(x, -y)),
  crescent: (x, y) => Math.hypot(x, y) < 0.95 && Math.hypot(x - 0.45, y) > 0.75,
  hourglass: (x, y) => Math.abs(y) < 0.85 && Math.abs(x) < 0.12 + Math.abs(y) * 0.8,
};

type Colour = readonly [number, number, number];

/** Ten shapes of any colour, size and place before a background of another colour with lines and dots. Seeded. */
export function colouredShapes(sizes: Readonly<Record<SplitName, number>> = SIZES): Dataset {
  const random = randomSource(SEED);
  return pictures({
    channels: CHANNELS,
    side: SHAPES_SIDE,
    classes: Object.keys(SHAPES),
    train: drawn(random, sizes.train),
    validation: drawn(random, sizes.validation),
    fromPicture: (picture) => fromMiddle(picture, SHAPES_SIDE),
  });
}

function drawn(random: () => number, count: number): PictureSplit {
  const shapes = Object.values(SHAPES);
  const size = CHANNELS * SHAPES_SIDE * SHAPES_SIDE;
  const images = new Float32Array(count * size);
  // Every shape equally often.
  const labels = Int32Array.from({ length: count }, (_, i) => i % shapes.length);
  for (let i = 0; i < count; i++) {
    draw(images.subarray(i * size, (i + 1) * size), shapes[labels[i]], random);
  }
  return { count, images, labels };
}

/** f32[3, 32, 32], red, green and blue from 0 to 1. */
function draw(image: Float32Array, shape: Shape, random: () => number): void {
  const between = (from: number, to: number): number => from + random() * (to - from);
  const colour = (): Colour => [random(), random(), random()];
  const back = colour();
  let front = colour();
  while (Math.abs(brightness(front) - brightness(back)) < LEAST_CONTRAST) front = colour();
  const clutter = Array.from({ length: Math.floor(random() * (MOST_CLUTTER + 1)) }, () =>
    piece(random, colour()),
  );
  const radius = between(6, 12);
  const [left, top] = [
    between(radius, SHAPES_SIDE - radius),
    between(radius, SHAPES_SIDE - radius),
  ];
  const turn = between(-0.35, 0.35);
  const [cos, sin] = [Math.cos(turn) / radius, Math.sin(turn) / radius];
  const noise = between(0, 0.08);
  const places = SHAPES_SIDE * SHAPES_SIDE;
  for (let at = 0; at < places; at++) {
    const [x, y] = [at % SHAPES_SIDE, Math.floor(at / SHAPES_SIDE)];
    let inside = 0;
    // No shape reaches further.
    if (Math.hypot(x - left, y - top) < 1.5 * radius) {
      for (let point = 0; point < POINTS ** 2; point++) {
        const dx = x + ((point % POINTS) + 0.5) / POINTS - left;
        const dy = y + (Math.floor(point / POINTS) + 0.5) / POINTS - top;
        if (shape(cos * dx + sin * dy, cos * dy - sin * dx)) inside += 1 / POINTS ** 2;
      }
    }
    const behind = clutter.find(({ covers }) => covers(x + 0.5, y + 0.5))?.of ?? back;
    for (let c = 0; c < CHANNELS; c++) {
      const value = inside * front[c] + (1 - inside) * behind[c] + between(-noise, noise);
      image[c * places + at] = Math.max(0, Math.min(1, value));
    }
  }
}

/** A line across the picture, or a dot. */
function piece(random: () => number, of: Colour) {
  const [x0, y0] = [random() * SHAPES_SIDE, random() * SHAPES_SIDE];
  const angle = random() * Math.PI;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const half = 0.4 + random();
  const line = random() < 0.5;
  const covers = (x: number, y: number): boolean =>
    line ? Math.abs(cos * (x - x0) + sin * (y - y0)) < half : Math.hypot(x - x0, y - y0) < 2 * half;
  return { of, covers };
}

function brightness([red, green, blue]: Colour): number {
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
