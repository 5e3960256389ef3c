import { describe, expect, it } from 'vitest';
import type { ModelInfo, TensorInfo } from '../../../engine/session/client';
import { sliceOf } from '../../charts/heatmap/slice';
import { axesText, beside, cellName, headOf, layerOf, sideLabels, sizesText } from './labels';

const model = {
  labels: {
    K: ['before', 'after'],
    ...Object.fromEntries(['T', 'Tq', 'Tk'].map((axis) => [axis, ['cat', 'dog']])),
  },
  example: { tokens: ['cat', 'dog'] },
} as unknown as ModelInfo;

const pattern = {
  name: 'encoder.1.attn.pattern',
  shape: [1, 2, 2, 2],
  axes: ['B', 'H', 'Tq', 'Tk'],
} as unknown as TensorInfo;

describe('cellName', () => {
  it('names words by themselves, heads by number, and leaves the batch out', () => {
    expect(cellName(model, pattern, [0, 1, 0, 1])).toBe('encoder.1.attn.pattern[h2, cat, dog]');
  });

  it('numbers features, and names a scalar by its name alone', () => {
    expect(cellName(model, { name: 'q', shape: [2, 8], axes: ['Tq', 'D'] }, [1, 5])).toBe(
      'q[dog, 5]',
    );
    expect(cellName(model, { name: 'loss', shape: [], axes: [] }, [])).toBe('loss');
  });
});

describe('axesText and sizesText', () => {
  it('leave out what says nothing', () => {
    expect(axesText(pattern)).toBe('H×Tq×Tk');
    expect(sizesText(pattern)).toBe('2×2×2');
    expect(axesText({ shape: [1, 1, 9], axes: ['B', '1', 'Tk'] })).toBe('Tk');
  });
});

describe('sideLabels', () => {
  it('writes words and classes along the axes that have names, numbers along the others', () => {
    expect(sideLabels(model, {}, sliceOf([3, 2], ['Tq', 'K']))).toEqual({
      rows: ['cat', 'dog', ''],
      cols: ['before', 'after'],
      rowsNumbered: false,
      colsNumbered: false,
    });
    expect(
      sideLabels(model, {}, sliceOf([9, 2], ['V', 'C'], { maxRows: 2, around: 5 })).rows,
    ).toEqual(['4', '5']);
  });
});

describe('beside', () => {
  it('drops the path that two tensors share, and keeps what marks a gradient', () => {
    expect(beside('encoder.0.attn.scores', 'encoder.0.attn.q[cat, 1]')).toBe('q[cat, 1]');
    expect(beside('grad:encoder.0.attn.q', 'grad:encoder.0.attn.scores')).toBe('grad:scores');
    expect(beside('encoder.0.attn.q', 'embed[cat, 1]')).toBe('embed[cat, 1]');
    expect(beside('out', 'pattern[cat, dog]')).toBe('pattern[cat, dog]');
  });
});

describe('headOf and layerOf', () => {
  it('find the head in the index and the layer in the name', () => {
    expect(headOf(pattern, [0, 1, 0, 0])).toBe(1);
    expect(headOf({ axes: ['T', 'C'] }, [0, 1])).toBeUndefined();
    expect(['encoder.2.attn.q', 'grad:encoder.0.norm1', 'pool.k'].map(layerOf)).toEqual([
      2,
      0,
      undefined,
    ]);
  });
});
