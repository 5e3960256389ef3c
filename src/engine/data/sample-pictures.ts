import { OWN_SIDE } from './own-limits';
import type { OwnPictureClass } from './own-pictures';
import { randomSource } from './random';

const PER_CLASS = 40;
const SEED = 57;
/** How much of a pixel a pattern covers is found at so many times so many points of it. */
const POINTS = 3;

/** Whether a point belongs to a pattern that repeats after 1 and is turned and moved already. */
const PATTERNS: Readonly<Record<string, (x: number, y: number) => boolean>> = {
  stripes: (x) => part(x) < 0.5,
  dots: (x, y) => Math.hypot(part(x) - 0.5, part(y) - 0.5) < 0.32,
  rings: (x, y) => part(Math.hypot(x, y)) < 0.5,
};

/** A hundred and twenty patterns of three kinds, to try the experiment with before there are own pictures. Seeded. */
export function samplePictures(): readonly OwnPictureClass[] {
  const random = randomSource(SEED);
  return Object.entries(PATTERNS).map(([name, covers]) => ({
    name,
    pictures: Array.from({ length: PER_CLASS }, (_, i) => ({
      name: `${name} ${i + 1}`,
      pixels: drawn(covers, random),
    })),
  }));
}

/** Bytes [32, 32, 3]: a pattern of any two colours, somewhere, of any size, turned by anything. */
function drawn(covers: (x: number, y: number) => boolean, random: () => number): Uint8Array {
  const colour = (from: number): number[] => [0, 0, 0].map(() => from + 0.45 * random());
  // One is dark and one is light, so that the pattern can be seen.
  const [dark, light] = [colour(0), colour(0.55)];
  const [front, back] = random() < 0.5 ? [dark, light] : [light, dark];
  const period = 7 + 5 * random();
  const [left, top] = [OWN_SIDE * random(), OWN_SIDE * random()];
  const turn = Math.PI * random();
  const [cos, sin] = [Math.cos(turn) / period, Math.sin(turn) / period];
  const pixels = new Uint8Array(OWN_SIDE * OWN_SIDE * 3);
  for (let at = 0; at < OWN_SIDE * OWN_SIDE; at++) {
    let inside = 0;
    for (let point = 0; point < POINTS ** 2; point++) {
      const dx = (at % OWN_SIDE) + ((point % POINTS) + 0.5) / POINTS - left;
      const dy = Math.floor(at / OWN_SIDE) + (Math.floor(point / POINTS) + 0.5) / POINTS - top;
      if (covers(cos * dx + sin * dy, cos * dy - sin * dx)) inside += 1 / POINTS ** 2;
    }
    for (let c = 0; c < 3; c++) {
      const value = inside * front[c] + (1 - inside) * back[c] + 0.1 * (random() - 0.5);
      pixels[3 * at + c] = Math.round(255 * Math.max(0, Math.min(1, value)));
    }
  }
  return pixels;
}

function part(value: number): number {
  return value - Math.floor(value);
}
