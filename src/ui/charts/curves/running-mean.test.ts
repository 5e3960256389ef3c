import { expect, it } from 'vitest';
import { runningMean } from './running-mean';

it('averages over the window, and over what there is at the start', () => {
  expect(runningMean([2, 4, 6, 8], 2)).toEqual([2, 3, 5, 7]);
  expect(runningMean([2, 4], 10)).toEqual([2, 3]);
  expect(runningMean([], 3)).toEqual([]);
});
