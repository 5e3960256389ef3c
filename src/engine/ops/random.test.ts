import { describe, expect, test } from 'vitest';
import { TestGraph } from '../testing/test-graph';
import { dropout } from './dropout';
import { randomUniform } from './random-uniform';
import { sampleBatch } from './sample-batch';
import { sequentialBatch } from './sequential-batch';
import { keyOf } from './shared/philox';

const at = (step: number, seed = 1, cursor = 0) => new TestGraph({ seed, step, cursor });

describe('randomUniform', () => {
  const draw = (step: number, seed: number, name: string, n = 1000) => {
    const g = at(step, seed);
    return g.read(randomUniform(g.b, [n], { limit: 0.5, key: keyOf(name) }));
  };

  test('fills the range evenly', () => {
    const values = draw(0, 1, 'W', 20_000);
    const mean = values.reduce((s, v) => s + v, 0) / values.length;
    const variance = values.reduce((s, v) => s + v * v, 0) / values.length;
    expect(mean).toBeCloseTo(0, 2);
    expect(variance).toBeCloseTo(1 / 12, 2);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(-0.5);
    expect(Math.max(...values)).toBeLessThan(0.5);
  });

  test('depends on seed and name, and on nothing else', () => {
    expect(draw(0, 1, 'W')).toEqual(draw(99, 1, 'W'));
    expect(draw(0, 1, 'W')).not.toEqual(draw(0, 2, 'W'));
    expect(draw(0, 1, 'W')).not.toEqual(draw(0, 1, 'V'));
    expect(draw(0, 1, 'W', 10)).toEqual(draw(0, 1, 'W').slice(0, 10));
  });
});

describe('dropout', () => {
  const ones = new Array(4000).fill(1);
  const drop = (step: number, p: number) => {
    const g = at(step);
    const x = g.f32([4000], ones);
    const y = dropout(g.b, x, { p, key: 3 });
    return { y: g.read(y), gradient: g.gradient(y, x) };
  };

  test('drops the wanted share and keeps the mean', () => {
    const { y } = drop(0, 0.25);
    const dropped = y.filter((v) => v === 0).length;
    expect(Math.abs(dropped - 1000)).toBeLessThan(100);
    expect(new Set(y)).toEqual(new Set([0, Math.fround(4 / 3)]));
  });

  test('passes the gradient through what it kept', () => {
    const { y, gradient } = drop(5, 0.5);
    expect(gradient).toEqual(y);
  });

  test('drops others at every step', () => {
    expect(drop(0, 0.5).y).not.toEqual(drop(1, 0.5).y);
    expect(drop(1, 0.5).y).toEqual(drop(1, 0.5).y);
  });

  test('with probability 0 changes nothing, and refuses 1', () => {
    expect(drop(0, 0).y).toEqual(ones);
    expect(() => drop(0, 1)).toThrow(/dropout: the probability p is 1/);
  });
});

describe('sampleBatch', () => {
  const batchAt = (step: number, count: number, batch: number, seed = 1) => {
    const g = at(step, seed);
    return g.read(sampleBatch(g.b, { count, batch, key: 7 }));
  };

  test('goes through the whole data set before it repeats an example', () => {
    const [count, batch] = [35, 10];
    const drawn = Array.from({ length: 7 }, (_, step) => batchAt(step, count, batch)).flat();
    for (const epoch of [drawn.slice(0, 35), drawn.slice(35)]) {
      expect(epoch.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 35 }, (_, i) => i));
    }
    expect(drawn.slice(0, 35)).not.toEqual(drawn.slice(35));
  });

  test('is the same for the same seed and step', () => {
    expect(batchAt(12, 1000, 8)).toEqual(batchAt(12, 1000, 8));
    expect(batchAt(12, 1000, 8)).not.toEqual(batchAt(12, 1000, 8, 2));
  });

  test('stays within the data after billions of examples', () => {
    for (const step of [2 ** 31 / 64 - 1, 2 ** 31 / 64, 2 ** 32 / 64, 2 ** 31 - 1]) {
      const batch = batchAt(step, 12_345, 64);
      expect(new Set(batch).size).toBe(64);
      expect(Math.max(...batch)).toBeLessThan(12_345);
      expect(Math.min(...batch)).toBeGreaterThanOrEqual(0);
    }
  });

  test('refuses an empty data set', () => {
    expect(() => batchAt(0, 0, 4)).toThrow(/the size of the data set is 0/);
  });
});

test('sequentialBatch goes through the data in order and says where it ends', () => {
  const batchAt = (cursor: number) => {
    const g = at(0, 1, cursor);
    return g.read(sequentialBatch(g.b, { count: 7, batch: 4 }));
  };
  expect(batchAt(0)).toEqual([0, 1, 2, 3]);
  expect(batchAt(1)).toEqual([4, 5, 6, -1]);
  expect(batchAt(2)).toEqual([-1, -1, -1, -1]);
});
