import { describe, expect, it } from 'vitest';
import { labelledPositions, positionsOf } from './ticks';

describe('positions of the slider', () => {
  it('are the snapshots and the present, once each', () => {
    expect(positionsOf([], 0)).toEqual([0]);
    expect(positionsOf([0, 1, 2], 3)).toEqual([0, 1, 2, 3]);
    expect(positionsOf([0, 1, 2], 2)).toEqual([0, 1, 2]);
  });
});

describe('texts below the slider', () => {
  const digits = (step: number): number => 10 * String(step).length;

  it('are all there where there is room', () => {
    expect(labelledPositions([0, 1, 2], digits, 100, 5)).toEqual([0, 1, 2]);
    expect(labelledPositions([0], digits, 100, 5)).toEqual([0]);
  });

  it('do not touch each other, nor the last, which is always there', () => {
    // Centres at 0, 20, 40, 60, 80, 100; texts are 10, 20, 20, 20, 20 and 30 px wide. The second
    // begins at 10, 5 after the first ends; the third would begin at 30, where the second ends; the
    // fourth ends at 70; the fifth would end at 90, the last begins at 85.
    expect(labelledPositions([0, 10, 20, 50, 90, 100], digits, 100, 5)).toEqual([0, 1, 3, 5]);
  });
});
