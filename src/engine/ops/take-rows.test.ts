import { expect, test } from 'vitest';
import { TestGraph } from '../testing/test-graph';
import { embedding } from './embedding';
import { takeRows } from './take-rows';

const TABLE = [1, 2, 3, 4, 5, 6];

test('rows come in the order of the ids, as often as asked for', () => {
  const g = new TestGraph();
  const rows = embedding(g.b, g.f32([3, 2], TABLE), g.i32([2, 2], [2, 0, 2, 1]));
  expect(rows.type.shape).toEqual([2, 2, 2]);
  expect(g.read(rows)).toEqual([5, 6, 1, 2, 5, 6, 3, 4]);
});

test('ids that the table does not have give the fill value', () => {
  const g = new TestGraph();
  const ids = g.i32([4], [-1, 1, 3, -2147483648]);
  expect(g.read(takeRows(g.b, g.f32([3, 2], TABLE), ids))).toEqual([0, 0, 3, 4, 0, 0, 0, 0]);
  const labels = takeRows(g.b, g.i32([3], [7, 8, 9]), ids, { fill: -100 });
  expect(labels.type).toEqual({ dtype: 'i32', shape: [4] });
  expect(g.read(labels)).toEqual([-100, 8, -100, -100]);
});

test('the gradient of a row is the sum over its uses', () => {
  const g = new TestGraph();
  const table = g.f32([3, 2], TABLE);
  const rows = embedding(g.b, table, g.i32([4], [2, 0, -1, 2]));
  expect(g.gradient(rows, table, [1, 2, 3, 4, 5, 6, 7, 8])).toEqual([3, 4, 0, 0, 8, 10]);
});

test('the padding row gets no gradient', () => {
  const g = new TestGraph();
  const table = g.f32([3, 2], TABLE);
  const rows = embedding(g.b, table, g.i32([3], [2, 0, 1]), { paddingIndex: 2 });
  expect(g.gradient(rows, table)).toEqual([1, 1, 1, 1, 0, 0]);
});

test('ids must be whole numbers, and so must the fill value of a table of such', () => {
  const g = new TestGraph();
  const table = g.i32([2], [1, 2]);
  expect(() => takeRows(g.b, table, g.f32([1], [0]))).toThrow(/takeRows: the ids must be i32/);
  expect(() => takeRows(g.b, table, g.i32([1], [0]), { fill: 0.5 })).toThrow(/0.5 does not fit/);
});
