import { expect, test } from 'vitest';
import { histogramOf } from './histogram';

test('numbers are counted in equal parts of their range', () => {
  const data = Float32Array.of(0, 0.5, 1, 2, 3.9, 4, Number.NaN, -Infinity);
  expect(histogramOf(data, 4)).toEqual({ min: 0, max: 4, counts: [2, 1, 1, 2] });
});

test('equal numbers are in one part, no number has none', () => {
  expect(histogramOf(Float32Array.of(2, 2, 2), 3)).toEqual({ min: 2, max: 2, counts: [3, 0, 0] });
  expect(histogramOf(Float32Array.of(Number.NaN), 3)).toBeNull();
});
