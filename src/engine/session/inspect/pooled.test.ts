import { expect, test } from 'vitest';
import { pooled } from './pooled';

test('a pixel is the mean of its cells', () => {
  // 2 matrices of 2 × 3; by hand: (1+2+4+5)/4 = 3, (3+6)/2 = 4.5; the second is the first, negative.
  const data = Float32Array.of(1, 2, 3, 4, 5, 6, -1, -2, -3, -4, -5, -6);
  expect(pooled(data, 2, 3, 2)).toEqual({ data: Float32Array.of(3, 4.5, -3, -4.5), max: 6 });
});

test('one cell a pixel leaves all as it is', () => {
  const data = Float32Array.of(0.1, -7, Number.NaN, -Infinity);
  expect(pooled(data, 2, 2, 1)).toEqual({ data, max: 7 });
});

test('masked cells count only where all are masked, NaN always', () => {
  const data = Float32Array.of(-Infinity, 4, -Infinity, -Infinity, Number.NaN, 1, 2, 3);
  expect([...pooled(data, 2, 2, 2).data]).toEqual([4, Number.NaN]);
  expect([...pooled(data.subarray(0, 4), 4, 1, 2).data]).toEqual([4, -Infinity]);
});

test('sizes that do not fit are an error', () => {
  expect(() => pooled(new Float32Array(6), 4, 1, 1)).toThrow('6 numbers cannot have 4 × 1 cells');
  expect(() => pooled(new Float32Array(6), 2, 3, 0)).toThrow('0 a pixel');
});
