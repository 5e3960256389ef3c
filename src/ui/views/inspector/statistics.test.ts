import { describe, expect, it } from 'vitest';
import { statisticsOf } from './statistics';

describe('statisticsOf', () => {
  it('agrees with a calculation by hand', () => {
    expect(statisticsOf(new Float32Array([1, 2, 3, 4]))).toEqual({
      count: 4,
      infinite: 0,
      min: 1,
      max: 4,
      mean: 2.5,
      deviation: Math.sqrt(1.25),
      norm: Math.sqrt(30),
    });
  });

  it('leaves out what is masked, and says how much that is', () => {
    const { count, infinite, min, max, mean } = statisticsOf(
      new Float32Array([1, -Infinity, 3, Number.NaN]),
    );
    expect({ count, infinite, min, max, mean }).toEqual({
      count: 4,
      infinite: 2,
      min: 1,
      max: 3,
      mean: 2,
    });
  });

  it('has nothing to say where nothing is finite', () => {
    const { min, mean } = statisticsOf(new Float32Array([-Infinity]));
    expect([min, mean]).toEqual([Number.NaN, Number.NaN]);
  });
});
