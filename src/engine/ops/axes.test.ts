import { expect, test } from 'vitest';
import { Builder } from '../graph/builder';
import { add } from './add';
import { matmul } from './matmul';
import { mean } from './mean';
import { input } from './source';
import { expand, sum } from './sum';

const b = new Builder();
const x = input(b, [2, 3, 4], { axes: ['B', 'T', 'C'] });

test('a broadcast result names each axis after the operand that has it in full', () => {
  const bias = input(b, [4], { axes: ['C'] });
  const column = input(b, [2, 1, 1], { axes: ['B', '1', '1'] });
  expect(add(b, x, bias).axes).toEqual(['B', 'T', 'C']);
  expect(add(b, bias, column).axes).toEqual(['B', '1', 'C']);
  expect(add(b, column, x).axes).toEqual(['B', 'T', 'C']);
});

test('a product keeps the axes that are not summed over', () => {
  const weight = input(b, [4, 5], { axes: ['C', 'V'] });
  const keys = input(b, [2, 6, 4], { axes: ['B', 'Tk', 'C'] });
  const query = input(b, [1, 4], { axes: ['Tq', 'C'] });
  expect(matmul(b, x, weight).axes).toEqual(['B', 'T', 'V']);
  expect(matmul(b, x, keys, { transposeB: true }).axes).toEqual(['B', 'T', 'Tk']);
  expect(matmul(b, x, x, { transposeA: true }).axes).toEqual(['B', 'C', 'C']);
  expect(matmul(b, query, keys, { transposeB: true }).axes).toEqual(['B', 'Tq', 'Tk']);
});

test('a reduction drops its axes or keeps them nameless', () => {
  expect(sum(b, x, { axes: [1] }).axes).toEqual(['B', 'C']);
  expect(mean(b, x, { axes: [-1], keepDims: true }).axes).toEqual(['B', 'T', '1']);
  expect(sum(b, x).axes).toEqual([]);
});

test('a repeated tensor keeps its names at the end', () => {
  const row = input(b, [4], { axes: ['C'] });
  expect(expand(b, row, [3, 4]).axes).toEqual(['1', 'C']);
});

test('names that are given win', () => {
  expect(add(b, x, x, { axes: ['B', 'Tq', 'D'] }).axes).toEqual(['B', 'Tq', 'D']);
});
