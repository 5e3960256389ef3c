import { describe, expect, it } from 'vitest';
import { Curve } from './curve';

function run(steps: number, most: number, every = 1): number[] {
  const curve = new Curve<{ step: number }>(most);
  for (let step = every; step <= steps; step += every) curve.add({ step });
  return curve.points.map(({ step }) => step);
}

describe('Curve', () => {
  it('keeps every point while there are few', () => {
    expect(run(10, 10)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('then lets older ones go, one for each that comes', () => {
    expect(run(12, 8)).toEqual([2, 4, 6, 8, 9, 10, 11, 12]);
    expect(run(16, 8)).toEqual([2, 4, 6, 8, 10, 12, 14, 16]);
  });

  it('holds the same number however long it goes on, from the first steps to the last', () => {
    for (const [most, every] of [
      [8, 1],
      [50, 1],
      [50, 100],
    ]) {
      for (const steps of [1000, 12_345, 100_000]) {
        const kept = run(steps * every, most, every);
        const gaps = kept.slice(1).map((step, i) => step - kept[i]);
        const widest = Math.max(...gaps);
        expect(kept.length).toBeGreaterThanOrEqual(most - 1);
        expect(kept.length).toBeLessThanOrEqual(most);
        expect(kept[0]).toBeLessThanOrEqual(widest);
        expect(steps * every - (kept.at(-1) ?? 0)).toBeLessThan(widest);
        // Even: no gap is more than twice another.
        expect(widest).toBeLessThanOrEqual(2 * Math.min(...gaps));
      }
    }
  });

  it('goes on evenly from points that were thinned elsewhere', () => {
    const kept = run(100_000, 64);
    const curve = new Curve<{ step: number }>(64);
    for (const step of kept) curve.add({ step });
    expect(curve.points).toHaveLength(kept.length);
    for (let step = 100_001; step <= 200_000; step++) curve.add({ step });
    expect(curve.points.length).toBeLessThanOrEqual(64);
    expect(curve.points.at(-1)?.step).toBeGreaterThan(190_000);
  });
});
