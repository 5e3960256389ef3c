import { describe, expect, test } from 'vitest';
import { centredDigit, inkOf, resampled, shrunkDigit, toLevel } from './digit-picture';

const grey = (width: number, pixels: number[]) =>
  ({ width, height: pixels.length / width, channels: 1, pixels: Uint8Array.from(pixels) }) as const;

describe('resampled', () => {
  test('gives each pixel the mean of what it covers', () => {
    // Three pixels to two: each covers one and a half, the first the whole 0 and half of the 1.
    const box = { left: 0, top: 0, right: 3, bottom: 1 };
    const [left, right] = resampled([0, 1, 0.5], 3, box, 2, 1);
    expect(left).toBeCloseTo(0.5 / 1.5, 6);
    expect(right).toBeCloseTo((0.5 + 0.5) / 1.5, 6);
  });

  test('of a part of a picture, enlarged, repeats its pixels', () => {
    const box = { left: 1, top: 1, right: 3, bottom: 2 };
    const values = [9, 9, 9, 9, 1, 2];
    expect([...resampled(values, 3, box, 4, 2)]).toEqual([1, 1, 2, 2, 1, 1, 2, 2]);
  });
});

describe('shrunkDigit', () => {
  test('leaves off a border of 2 and has the means of 3×3', () => {
    const large = new Float32Array(28 * 28);
    large[0] = 1; // in the border
    large[2 * 28 + 2] = 0.9; // the first pixel of the first block
    for (let y = 23; y < 26; y++) large.fill(0.5, y * 28 + 23, y * 28 + 26); // the last block
    const small = shrunkDigit(large);
    expect(small).toHaveLength(64);
    expect(small[0]).toBeCloseTo(0.1, 6);
    expect(small[63]).toBeCloseTo(0.5, 6);
    expect(small.reduce((sum, value) => sum + value)).toBeCloseTo(0.6, 6);
  });
});

describe('centredDigit', () => {
  test('fits the ink into 20×20 and puts its centre of mass in the middle', () => {
    // A block of 2×4 pixels in a corner of 30×30 becomes 10×20, in columns 9 … 18 and rows 4 … 23.
    const ink = new Float32Array(30 * 30);
    for (let y = 0; y < 4; y++) ink.fill(1, y * 30, y * 30 + 2);
    const digit = centredDigit(ink, 30, 30) ?? [];
    const expected = Array.from({ length: 28 * 28 }, (_, i) => {
      const [x, y] = [i % 28, Math.floor(i / 28)];
      return x >= 9 && x < 19 && y >= 4 && y < 24 ? 1 : 0;
    });
    expect([...digit]).toEqual(expected);
  });

  test('moves a digit that is heavier below upwards', () => {
    // 10×20 as above, of which only the lower half has full ink: rows 0 … 9 weigh 0.5, 10 … 19 weigh 1,
    // the mean of (4.5 + ½) and (14.5 + ½) by 1 : 2 is 11⅔ rows, so the first row is 14 − 11⅔ ≈ 2.
    const ink = new Float32Array(10 * 20).fill(0.5, 0, 100).fill(1, 100);
    const digit = centredDigit(ink, 10, 20) ?? [];
    const first = [...digit].findIndex((value) => value > 0);
    expect(Math.floor(first / 28)).toBe(2);
    expect(first % 28).toBe(9);
  });

  test('is nothing without ink', () => {
    expect(centredDigit(new Float32Array(16), 4, 4)).toBeNull();
  });
});

describe('inkOf', () => {
  test('is the same of dark on light and light on dark, and leaves out shadows', () => {
    // Paper 200, a shadow 20 darker, ink 100 darker, half of it 55.
    const border = [200, 200, 200, 200, 200, 200, 200, 200, 200, 200];
    const dark = grey(5, [...border.slice(0, 6), 180, 100, 145, 200, ...border.slice(0, 5)]);
    const ink = inkOf(dark) ?? [];
    const light = { ...dark, pixels: dark.pixels.map((value) => 255 - value) };
    const rounded = (values: Iterable<number>) => [...values].map((value) => value.toFixed(4));
    expect(rounded(ink.slice(6, 9))).toEqual(['0.0000', '1.0000', '0.5000']);
    expect(rounded(inkOf(light) ?? [])).toEqual(rounded(ink));
  });

  test('is nothing where all is paper', () => {
    expect(inkOf(grey(3, [255, 250, 255, 251, 240, 255, 255, 255, 255]))).toBeNull();
  });
});

test('levels are fifteenths', () => {
  expect([0, 0.03, 0.034, 0.5, 1].map(toLevel)).toEqual([0, 0, 1 / 15, 8 / 15, 1]);
});
