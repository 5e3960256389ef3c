import { expect, test } from 'vitest';
import { colouredShapes } from './coloured-shapes';

const sizes = { train: 60, validation: 20 };
const data = colouredShapes(sizes);

test('ten shapes in colour, each as often, the same every time', () => {
  expect(data.fields.image.shape).toEqual([3, 32, 32]);
  expect([data.train.count, data.validation.count]).toEqual([60, 20]);
  expect(data.classes).toHaveLength(10);
  for (let label = 0; label < 10; label++) {
    expect([...data.train.values.target].filter((l) => l === label)).toHaveLength(6);
    expect([...data.validation.values.target].filter((l) => l === label)).toHaveLength(2);
  }
  const { image } = data.train.values;
  expect(image.every((value) => value >= 0 && value <= 1)).toBe(true);
  const again = colouredShapes(sizes).validation.values.image;
  expect(Buffer.from(again.buffer).equals(Buffer.from(data.validation.values.image.buffer))).toBe(
    true,
  );
});

test('no picture is in both parts', () => {
  const size = 3 * 32 * 32;
  const key = (values: Int32Array | Float32Array, i: number) =>
    values.subarray(i * size, i * size + 40).join(' ');
  const train = new Set(Array.from({ length: 60 }, (_, i) => key(data.train.values.image, i)));
  for (let i = 0; i < 20; i++) expect(train.has(key(data.validation.values.image, i))).toBe(false);
});

test('an own picture gives its middle square, channel by channel', () => {
  // 4×2 pixels, of which the middle 2×2 count: red, green over blue, white.
  const pixels = new Uint8Array(3 * 8);
  const set = (x: number, y: number, colour: number[]) => pixels.set(colour, 3 * (4 * y + x));
  set(1, 0, [255, 0, 0]);
  set(2, 0, [0, 255, 0]);
  set(1, 1, [0, 0, 255]);
  set(2, 1, [255, 255, 255]);
  const shown = data.fromPicture?.({ width: 4, height: 2, channels: 3, pixels });
  const at = (c: number, y: number, x: number) => shown?.values.image.data[(c * 32 + y) * 32 + x];
  const colour = (y: number, x: number) => [at(0, y, x), at(1, y, x), at(2, y, x)];
  expect(colour(0, 0)).toEqual([1, 0, 0]);
  expect(colour(15, 31)).toEqual([0, 1, 0]);
  expect(colour(31, 15)).toEqual([0, 0, 1]);
  expect(colour(16, 16)).toEqual([1, 1, 1]);
});

test('grey is all three colours alike', () => {
  const pixels = Uint8Array.of(51);
  const shown = data.fromPicture?.({ width: 1, height: 1, channels: 1, pixels });
  expect(new Set(shown?.values.image.data)).toEqual(new Set([Math.fround(0.2)]));
});
