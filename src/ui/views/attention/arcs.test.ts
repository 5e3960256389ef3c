import { expect, test } from 'vitest';
import { arcsOf, besideColumn, betweenColumns } from './arcs';

const data = Float32Array.of(7, 0.75, 0.25, 0, 0.125, 0.125, 0.75);
const head = { offset: 1, rows: 2, cols: 3 };

test('arcs reach the threshold, and the strongest come last', () => {
  expect(arcsOf(data, head, 0.2, null)).toEqual([
    { query: 0, key: 1, weight: 0.25 },
    { query: 0, key: 0, weight: 0.75 },
    { query: 1, key: 2, weight: 0.75 },
  ]);
  // A weight of 0 is no arc, whatever the threshold.
  expect(arcsOf(data, head, 0, null)).toHaveLength(5);
});

test('of a word that is pointed at, only its own', () => {
  expect(arcsOf(data, head, 0, { side: 'query', at: 1 }).map(({ key }) => key)).toEqual([0, 1, 2]);
  expect(arcsOf(data, head, 0, { side: 'key', at: 0 }).map(({ query }) => query)).toEqual([1, 0]);
});

test('between columns an arc ends at the middle of both words', () => {
  expect(betweenColumns({ query: 0, key: 2, weight: 1 }, 20, 100)).toBe('M0,10C50,10 50,50 100,50');
});

test('beside a column, what comes before is at the left and what follows at the right', () => {
  const x = (path: string): number => Number(/C(-?[\d.]+)/.exec(path)?.[1]);
  expect(x(besideColumn({ query: 2, key: 0, weight: 1 }, 20, 100))).toBeLessThan(0);
  expect(x(besideColumn({ query: 0, key: 2, weight: 1 }, 20, 100))).toBeGreaterThan(0);
  expect(besideColumn({ query: 1, key: 1, weight: 1 }, 20, 100)).toContain('A');
});
