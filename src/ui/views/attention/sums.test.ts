import { describe, expect, test } from 'vitest';
import {
  columnOf,
  columnSums,
  headWindow,
  largestAt,
  largestIn,
  multiplied,
  rowOf,
  rowSums,
} from './sums';

// Two heads of two queries and three keys.
const data = Float32Array.of(9, 9, 9, 9, 9, 9, 0.5, 0.25, 0.25, 0, 1, 0);
const second = headWindow({ queries: 2, keys: 3 }, 1);

describe('of one head', () => {
  test('the sums of rows and columns', () => {
    expect(rowSums(data, second)).toEqual([1, 1]);
    // ½ + 0, ¼ + 1, ¼ + 0: the attention that each key receives.
    expect(columnSums(data, second)).toEqual([0.5, 1.25, 0.25]);
  });

  test('a row, a column and the largest number', () => {
    expect(rowOf(data, second, 0)).toEqual([0.5, 0.25, 0.25]);
    expect(columnOf(data, second, 1)).toEqual([0.25, 1]);
    expect(largestIn(data, second)).toBe(1);
  });
});

test('the largest number counts without its sign, and infinities not at all', () => {
  const mixed = Float32Array.of(-3, 2, -Infinity, Number.NaN);
  expect(largestIn(mixed, { offset: 0, rows: 1, cols: 4 })).toBe(3);
});

test('the largest of equals is the first', () => {
  expect(largestAt([0.1, 0.4, 0.4])).toBe(1);
  expect(largestAt([-2, -1])).toBe(1);
});

test('gradient times weight is taken element by element', () => {
  const out = multiplied(
    Float32Array.of(0.5, 0.25, 0.25),
    Float32Array.of(-2, 4, 0),
    new Float32Array(3),
  );
  expect([...out]).toEqual([-1, 1, 0]);
});
