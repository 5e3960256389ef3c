import { describe, expect, test } from 'vitest';
import type { TensorInfo } from '../../../engine/session/client';
import { coverPath, exampleCell, stepsOf } from './steps-of';

const tensor = (name: string, kind: TensorInfo['kind'], dtype: 'f32' | 'i32' = 'f32') =>
  ({ name, kind, dtype, shape: [2, 3], axes: ['T', 'C'], values: 'signed', op: '' }) as TensorInfo;

describe('the operations of a training step', () => {
  const tensors = [
    tensor('tokens', 'input', 'i32'),
    tensor('W', 'parameter'),
    tensor('y', 'activation'),
    tensor('loss', 'activation'),
    tensor('accuracy', 'activation'),
    tensor('grad:loss', 'gradient'),
    tensor('grad:y', 'gradient'),
    tensor('grad:W', 'gradient'),
  ];

  test('are forward, backward, then the update', () => {
    const steps = stepsOf({ tensors, data: {} as never });
    expect(steps.map(({ phase, tensor }) => `${phase} ${tensor}`)).toEqual([
      'forward y',
      'forward loss',
      'backward grad:loss',
      'backward grad:y',
      'backward grad:W',
      'update W',
    ]);
  });

  test('have no update where nothing is trained', () => {
    expect(stepsOf({ tensors, data: null }).some(({ phase }) => phase === 'update')).toBe(false);
  });
});

test('the example is in the middle, of the shown head', () => {
  const info = { shape: [1, 2, 5, 7], axes: ['B', 'H', 'Tq', 'Tk'] as const };
  expect(exampleCell(info, 1)).toEqual([0, 1, 2, 3]);
  expect(exampleCell(info, 9)).toEqual([0, 1, 2, 3]);
  expect(exampleCell({ shape: [], axes: [] }, 0)).toEqual([]);
});

test('the cover leaves out what is computed, and the example', () => {
  const grid = { rows: 2, cols: 3 };
  const cell = { width: 10, height: 5 };
  expect(coverPath(grid, cell, 0, null)).toBe('M0 0H30V10H0V5H0Z');
  expect(coverPath(grid, cell, 4, null)).toBe('M10 5H30V10H0V10H10Z');
  expect(coverPath(grid, cell, 0, { row: 1, col: 2 })).toBe('M0 0H30V10H0V5H0ZM20 5h10v5h-10Z');
  expect(coverPath(grid, cell, 4, { row: 0, col: 1 })).toBe('M10 5H30V10H0V10H10Z');
  expect(coverPath(grid, cell, 6, null)).toBe('M0 0');
});
