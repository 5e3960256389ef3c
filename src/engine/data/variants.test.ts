import { expect, test } from 'vitest';
import { transform, variantsOf } from './variants';

const picture = Float32Array.of(0, 0.25, 0.5, 0.75, 1, 0.5, 0, 0, 0.25);

test('a turn of a quarter and a step are what they are by hand', () => {
  const turned = new Float32Array(9);
  transform(picture, turned, 3, [0, -1, 1, 0], [0, 0]);
  // (x, y) from the centre shows what lies at (−y, x): a quarter against the clock.
  expect([...turned]).toEqual([0.5, 0.5, 0.25, 0.25, 1, 0, 0, 0.75, 0]);
  const moved = new Float32Array(9);
  transform(picture, moved, 3, [1, 0, 0, 1], [0.5, 0]);
  // Half a pixel to the left: means of neighbours, paper beyond the border.
  expect([...moved]).toEqual([0.125, 0.375, 0.25, 0.875, 0.75, 0.25, 0, 0.125, 0.125]);
});

test('variants keep the label and about as much ink, and come again with the seed', () => {
  const side = 12;
  const images = new Float32Array(2 * side * side);
  for (let y = 3; y < 9; y++) images.fill(1, y * side + 4, y * side + 7);
  images.fill(0.5, side * side + 60, side * side + 66);
  const given = { count: 2, images, labels: Int32Array.of(7, 1) };
  const variants = variantsOf(given, side, 3, 5);
  expect(variants.count).toBe(6);
  expect([...variants.labels]).toEqual([7, 1, 7, 1, 7, 1]);
  for (let i = 0; i < 6; i += 2) {
    const of = variants.images.subarray(i * side * side, (i + 1) * side * side);
    const ink = of.reduce((sum, value) => sum + value);
    expect(ink).toBeGreaterThan(18 * 0.75);
    expect(ink).toBeLessThan(18 * 1.3);
    expect(of).not.toEqual(images.subarray(0, side * side));
  }
  expect(variantsOf(given, side, 3, 5)).toEqual(variants);
  expect(variantsOf(given, side, 3, 6).images).not.toEqual(variants.images);
});
