import { expect, test } from 'vitest';
import { CLUTTERED_SIDE, clutteredShapes } from './cluttered-shapes';

const sizes = { train: 120, validation: 30 };
const side = CLUTTERED_SIDE;
/** Ink from here on; paper has at most 0.15. */
const INK = 0.6;

test('each shape as often, the same every time, no picture in both parts', () => {
  const data = clutteredShapes(8, sizes);
  for (let label = 0; label < 6; label++) {
    expect([...data.train.values.target].filter((l) => l === label)).toHaveLength(20);
    expect([...data.validation.values.target].filter((l) => l === label)).toHaveLength(5);
  }
  expect(clutteredShapes(8, sizes).train.values.image).toEqual(data.train.values.image);
  const key = (of: Float32Array | Int32Array, i: number) =>
    of.subarray(i * side ** 2, (i + 1) * side ** 2).join(' ');
  const keys = new Set([
    ...Array.from({ length: 120 }, (_, i) => key(data.train.values.image, i)),
    ...Array.from({ length: 30 }, (_, i) => key(data.validation.values.image, i)),
  ]);
  expect(keys.size).toBe(150);
});

test('without clutter all ink lies in the box, and fills it', () => {
  const { places, train } = clutteredShapes(0, sizes);
  for (const [i, { top, left }] of places.train.entries()) {
    const image = train.values.image.subarray(i * side ** 2, (i + 1) * side ** 2);
    const ink = [...image].flatMap((value, at) => (value >= INK ? [at] : []));
    const rows = ink.map((at) => Math.floor(at / side));
    const cols = ink.map((at) => at % side);
    expect([Math.min(...rows), Math.max(...rows)]).toEqual([top, top + 7]);
    expect([Math.min(...cols), Math.max(...cols)]).toEqual([left, left + 7]);
  }
});

test('clutter leaves the shape whole and adds ink elsewhere', () => {
  const { train } = clutteredShapes(8, sizes);
  const { train: bare } = clutteredShapes(0, sizes);
  const ink = (of: typeof train) => of.values.image.filter((value) => value >= INK).length;
  expect(ink(train)).toBeGreaterThan(1.5 * ink(bare));
});
