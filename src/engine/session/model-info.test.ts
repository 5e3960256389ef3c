import { describe, expect, test } from 'vitest';
import type { ShownExample } from '../data/dataset';
import type { ModelSpec } from '../models/spec';
import { exampleInfo } from './model-info';

const shown = (target: readonly number[], shape: readonly number[]): ShownExample => ({
  values: { target: { data: Int32Array.from(target), shape } },
  text: '',
  words: ['a', 'b', 'c'],
  unknown: [],
  target: null,
  source: '',
});
const spec = (kind: 'crossEntropy' | 'mse'): { model: ModelSpec } => ({
  model: { layers: [], loss: { kind, from: 'head', target: 'target' } },
});
const info = (of: ShownExample, kind: 'crossEntropy' | 'mse' = 'crossEntropy') =>
  exampleInfo({ kind: 'data', split: 'train', index: 0 }, of, of.words, spec(kind));

describe('what the page is told of an example', () => {
  test('the right class at each position, where a model answers at each', () => {
    expect(info(shown([2, -1, 0], [3])).targets).toEqual([2, -1, 0]);
  });

  test('no such list for one answer, or for numbers', () => {
    expect(info(shown([2], [])).targets).toBeUndefined();
    expect(info(shown([2, 1, 0], [3]), 'mse').targets).toBeUndefined();
  });
});
