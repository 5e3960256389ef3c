import { describe, expect, it } from 'vitest';
import { directionOf, isTyped, moved } from './cell-keys';

const size = { rows: 3, cols: 4 };

describe('moved', () => {
  it('goes one cell in the direction of the arrow', () => {
    const at = { row: 1, col: 1 };
    expect(moved(at, 'up', size, false)).toEqual({ row: 0, col: 1 });
    expect(moved(at, 'down', size, false)).toEqual({ row: 2, col: 1 });
    expect(moved(at, 'left', size, false)).toEqual({ row: 1, col: 0 });
    expect(moved(at, 'right', size, false)).toEqual({ row: 1, col: 2 });
  });

  it('stays inside of the matrix', () => {
    expect(moved({ row: 0, col: 0 }, 'up', size, false)).toEqual({ row: 0, col: 0 });
    expect(moved({ row: 2, col: 3 }, 'down', size, false)).toEqual({ row: 2, col: 3 });
    expect(moved({ row: 2, col: 3 }, 'right', size, false)).toEqual({ row: 2, col: 3 });
  });

  it('goes to the ends of the row, and of the matrix', () => {
    expect(moved({ row: 1, col: 2 }, 'first', size, false)).toEqual({ row: 1, col: 0 });
    expect(moved({ row: 1, col: 2 }, 'last', size, true)).toEqual({ row: 2, col: 3 });
    expect(moved({ row: 1, col: 2 }, 'down', size, true)).toEqual({ row: 2, col: 2 });
  });
});

describe('directionOf', () => {
  it('knows arrows, Home and End only', () => {
    expect(['ArrowUp', 'End', 'a', 'Enter'].map(directionOf)).toEqual([
      'up',
      'last',
      undefined,
      undefined,
    ]);
  });
});

describe('isTyped', () => {
  it('takes what a number begins with, and leaves shortcuts and the dot to the page', () => {
    const plain = { altKey: false, ctrlKey: false, metaKey: false };
    expect(['0', '9', '-', '+'].every((key) => isTyped({ key, ...plain }))).toBe(true);
    expect(['.', 'a', 'F1', ' '].some((key) => isTyped({ key, ...plain }))).toBe(false);
    expect(isTyped({ key: '0', ...plain, ctrlKey: true })).toBe(false);
  });
});
