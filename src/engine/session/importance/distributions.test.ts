import { describe, expect, test } from 'vitest';
import { randomSource } from '../../data/random';
import { equalWeights, jensenShannon, shuffledWeights, totalVariation } from './distributions';

describe('how far two distributions lie apart', () => {
  test('total variation, by hand', () => {
    expect(totalVariation([0.5, 0.5, 0], [0.25, 0.25, 0.5])).toBe(0.5);
    expect(totalVariation([1, 0], [0, 1])).toBe(1);
    expect(totalVariation([0.2, 0.8], [0.2, 0.8])).toBe(0);
  });

  test('Jensen–Shannon divergence, by its definition through entropies', () => {
    const entropy = (p: readonly number[]) =>
      -p.reduce((sum, x) => sum + (x > 0 ? x * Math.log(x) : 0), 0);
    const [p, q] = [
      [0.7, 0.2, 0.1, 0],
      [0.1, 0.1, 0.4, 0.4],
    ];
    const middle = p.map((x, i) => (x + q[i]) / 2);
    expect(jensenShannon(p, q)).toBeCloseTo(entropy(middle) - (entropy(p) + entropy(q)) / 2, 12);
    expect(jensenShannon([1, 0], [0, 1])).toBeCloseTo(Math.log(2), 12);
    expect(jensenShannon(p, p)).toBe(0);
  });
});

describe('other weights', () => {
  test('are the same numbers elsewhere; what was 0 stays 0', () => {
    const row = [0.5, 0, 0.25, 0.125, 0, 0.125];
    const random = randomSource(3);
    const sorted = (all: ArrayLike<number>) => Array.from(all).sort((a, b) => a - b);
    const seen = new Set<string>();
    for (let i = 0; i < 200; i++) {
      const other = shuffledWeights(row, random);
      expect([other[1], other[4]]).toEqual([0, 0]);
      expect(sorted(other)).toEqual(sorted(row));
      seen.add(other.join());
    }
    // 4 places, two of them with the same number: 4! / 2 orders, each as likely.
    expect(seen.size).toBe(12);
  });

  test('or equal ones with the same sum', () => {
    expect([...equalWeights([0.5, 0, 0.25, 0.25])].map((x) => Number(x.toFixed(6)))).toEqual([
      0.333333, 0, 0.333333, 0.333333,
    ]);
    expect([...equalWeights([0, 0])]).toEqual([0, 0]);
  });
});
