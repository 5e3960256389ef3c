import { expect, test } from 'vitest';
import { barOf, ranked } from './ranking';

test('bars begin at 0 and reach to their number, on one scale', () => {
  // The scale goes from −1 to 3: 0 lies at a quarter of it.
  const all = [3, -1, 1];
  expect(all.map((value) => barOf(value, all))).toEqual([
    { start: 0.25, length: 0.75 },
    { start: 0, length: 0.25 },
    { start: 0.25, length: 0.25 },
  ]);
  expect(barOf(2, [2, 4])).toEqual({ start: 0, length: 0.5 });
  expect(barOf(-2, [-2, -4])).toEqual({ start: 0.5, length: 0.5 });
  expect(barOf(0, [0, 0])).toEqual({ start: 0, length: 0 });
});

test('what costs most comes first, what is equal stays in order', () => {
  const all = [0.1, -0.2, 0.5, 0.1].map((deltaLoss, head) => ({ head, deltaLoss }));
  expect(ranked(all).map(({ head }) => head)).toEqual([2, 0, 3, 1]);
});
