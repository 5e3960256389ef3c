import { describe, expect, it } from 'vitest';
import { choose, type SamplingRule } from './sampling';

const PLAIN: SamplingRule = { temperature: 1, topK: 0, topP: 1 };
const P = [0.1, 0.5, 0.15, 0.25];

/** How often each is drawn by evenly spread random numbers. */
function shares(rule: Partial<SamplingRule>, excluded?: ReadonlySet<number>): number[] {
  const draws = 1000;
  const counts = P.map(() => 0);
  for (let i = 0; i < draws; i++) {
    counts[choose(P, { ...PLAIN, ...rule }, (i + 0.5) / draws, excluded)]++;
  }
  return counts.map((count) => count / draws);
}

function expectShares(found: readonly number[], expected: readonly number[]): void {
  found.forEach((share, i) => {
    expect(Math.abs(share - expected[i])).toBeLessThan(2e-3);
  });
}

describe('drawing the next character', () => {
  it('follows the probabilities', () => {
    expectShares(shares({}), P);
  });

  it('at temperature 1/2 squares them, at 0 takes the largest', () => {
    // 0.01 + 0.25 + 0.0225 + 0.0625 = 0.345
    expectShares(
      shares({ temperature: 0.5 }),
      [0.01, 0.25, 0.0225, 0.0625].map((p) => p / 0.345),
    );
    expectShares(shares({ temperature: 0 }), [0, 1, 0, 0]);
  });

  it('with top-k keeps the k largest', () => {
    expectShares(shares({ topK: 2 }), [0, 2 / 3, 0, 1 / 3]);
    expectShares(shares({ topK: 1 }), [0, 1, 0, 0]);
    expectShares(shares({ topK: 9 }), P);
  });

  it('with top-p keeps the fewest that reach p', () => {
    expectShares(shares({ topP: 0.5 }), [0, 1, 0, 0]);
    expectShares(shares({ topP: 0.8 }), [0, 0.5 / 0.9, 0.15 / 0.9, 0.25 / 0.9]);
  });

  it('counts top-p among what top-k has left', () => {
    // Of 0.5 and 0.25 the first alone is two thirds.
    expectShares(shares({ topK: 2, topP: 0.6 }), [0, 1, 0, 0]);
    expectShares(shares({ topK: 2, topP: 0.7 }), [0, 2 / 3, 0, 1 / 3]);
  });

  it('never draws what is excluded', () => {
    expectShares(shares({}, new Set([1])), [0.2, 0, 0.3, 0.5]);
  });
});
