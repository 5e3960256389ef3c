import { describe, expect, it } from 'vitest';
import type { TensorInfo } from '../../../engine/session/client';
import { choicesOf, countOf, plainKinds, whereOf } from './scope';

const pattern: TensorInfo = {
  name: 'pattern',
  shape: [1, 2, 4, 4],
  dtype: 'f32',
  kind: 'activation',
  axes: ['B', 'H', 'Tq', 'Tk'],
  values: 'probability',
  op: 'softmax',
};

describe('where an intervention acts', () => {
  it('can be narrowed down along every axis but the batch', () => {
    const choices = choicesOf(pattern, [0, 1, 2, 3], 0);
    expect(choices.map(({ axis, at }) => [axis, at])).toEqual([
      ['H', 1],
      ['Tq', 2],
      ['Tk', 3],
    ]);
    expect(whereOf(pattern, choices, new Set())).toEqual([null, null, null]);
    expect(whereOf(pattern, choices, new Set([1, 3]))).toEqual([[1], null, [3]]);
    expect(countOf(pattern, [[1], null, [3]])).toBe(4);
    expect(countOf(pattern, [null, null, null])).toBe(32);
    expect(countOf(pattern, [null, [2, 9], null])).toBe(8);
  });

  it('is the shown head where no cell is chosen', () => {
    const choices = choicesOf(pattern, null, 1);
    expect(choices.map(({ at }) => at)).toEqual([1, null, null]);
    expect(whereOf(pattern, choices, new Set([1, 2]))).toEqual([[1], null, null]);
  });

  it('keeps an entry for axes of length one', () => {
    const one = { axes: ['B', '1', 'K'], shape: [1, 1, 3] } as const;
    expect(whereOf(one, choicesOf(one, [0, 0, 2], 0), new Set([2]))).toEqual([null, [2]]);
  });
});

describe('what can be done to a tensor', () => {
  it('depends on what it holds', () => {
    expect(plainKinds(pattern)).toEqual(['zero', 'uniform', 'mean', 'shuffle', 'freeze']);
    expect(plainKinds({ ...pattern, op: 'matmul', values: 'signed' })).toEqual([
      'zero',
      'mean',
      'shuffle',
      'freeze',
    ]);
    expect(plainKinds({ ...pattern, values: 'mask', op: 'source' })).toEqual([
      'zero',
      'shuffle',
      'freeze',
    ]);
    expect(plainKinds({ ...pattern, dtype: 'i32', values: 'index' })).toEqual([]);
    expect(plainKinds({ ...pattern, kind: 'given' })).toEqual([]);
    expect(plainKinds({ ...pattern, shape: [], axes: [], op: 'mse', values: 'signed' })).toEqual([
      'zero',
      'freeze',
    ]);
  });
});
