import { describe, expect, test } from 'vitest';
import { ranksOf, spearman } from './rank-correlation';

describe('rank correlation', () => {
  test('without ties it is 1 − 6 Σ d² / n (n² − 1)', () => {
    const a = [0.2, 3, -1, 8, 5];
    const b = [1, 0.5, 0.7, 4, 2];
    // Ranks 2 3 1 5 4 and 3 1 2 5 4: differences −1 2 −1 0 0, so that Σ d² is 6.
    expect(spearman(a, b)).toBeCloseTo(1 - (6 * 6) / (5 * 24), 12);
    expect(spearman(a, a)).toBeCloseTo(1, 12);
    expect(
      spearman(
        a,
        a.map((x) => -(x ** 3)),
      ),
    ).toBeCloseTo(-1, 12);
  });

  test('equal numbers share their ranks', () => {
    expect(ranksOf([4, 1, 4, 2])).toEqual([3.5, 1, 3.5, 2]);
    // Ranks 1.5 1.5 3 and 1 2 3 about 2: (0.5 + 0 + 1) / √(1.5 · 2).
    expect(spearman([0, 0, 1], [1, 2, 3])).toBeCloseTo(1.5 / Math.sqrt(3), 12);
  });

  test('where nothing differs there is none', () => {
    expect(spearman([1, 1, 1], [1, 2, 3])).toBeNull();
    expect(spearman([], [])).toBeNull();
  });
});
