import { describe, expect, it } from 'vitest';
import { flatOf, indexOf } from '../../../engine/tensor/shape';
import { cellAt, flatAt, sliceOf, turned } from './slice';

describe('sliceOf', () => {
  it('shows a matrix as it is', () => {
    const slice = sliceOf([3, 4], ['Tq', 'D']);
    expect(slice).toMatchObject({ rows: 3, cols: 4, rowAxis: 'Tq', colAxis: 'D' });
    expect(flatAt(slice, 2, 1)).toBe(9);
  });

  it('shows a scalar as one cell', () => {
    const slice = sliceOf([], []);
    expect(slice).toMatchObject({ rows: 1, cols: 1, rowAxis: null, colAxis: null });
    expect(flatAt(slice, 0, 0)).toBe(0);
  });

  it('shows a vector as one row', () => {
    expect(sliceOf([5], ['K'])).toMatchObject({ rows: 1, cols: 5, rowAxis: null, colAxis: 'K' });
  });

  it('leaves the batch axis out', () => {
    expect(sliceOf([1, 7], ['B', 'K'])).toMatchObject({ rows: 1, cols: 7, rowAxis: null });
    expect(sliceOf([1], ['B'])).toMatchObject({ rows: 1, cols: 1, colAxis: null });
    expect(sliceOf([1, 3, 4], ['B', 'T', 'C'])).toMatchObject({ rows: 3, cols: 4, rowAxis: 'T' });
  });

  it('shows the chosen head', () => {
    const shape = [1, 2, 3, 4];
    const slice = sliceOf(shape, ['B', 'H', 'Tq', 'Tk'], { head: 1 });
    expect(slice).toMatchObject({ rows: 3, cols: 4, rowAxis: 'Tq', colAxis: 'Tk' });
    expect(flatAt(slice, 2, 3)).toBe(flatOf(shape, [0, 1, 2, 3]));
  });

  it('shows the last head when asked for one that is not there', () => {
    expect(sliceOf([2, 3, 3], ['H', 'Tq', 'Tk'], { head: 7 }).offset).toBe(9);
  });

  it('finds the chosen head also behind the position', () => {
    const shape = [3, 2, 4];
    const slice = sliceOf(shape, ['T', 'H', 'D'], { head: 1 });
    expect(flatAt(slice, 2, 3)).toBe(flatOf(shape, [2, 1, 3]));
  });

  it('drops an axis of length one before the last', () => {
    expect(sliceOf([1, 1, 9], ['B', '1', 'Tk'])).toMatchObject({ rows: 1, cols: 9, rowAxis: null });
  });

  it('keeps a column as a column', () => {
    expect(sliceOf([4, 1], ['T', '1'])).toMatchObject({ rows: 4, cols: 1, rowAxis: 'T' });
  });

  it('stacks what is left over in rows', () => {
    const shape = [2, 3, 4];
    const slice = sliceOf(shape, ['F', 'T', 'C']);
    expect(slice).toMatchObject({ rows: 6, cols: 4 });
    expect(flatAt(slice, 4, 2)).toBe(flatOf(shape, [1, 1, 2]));
  });

  it('sets maps side by side, at least twice as many across as down', () => {
    const shape = [1, 8, 3, 5];
    const slice = sliceOf(shape, ['B', 'F', 'Y', 'X']);
    expect(slice).toMatchObject({ rows: 2 * 3, cols: 4 * 5, rowAxis: 'Y', colAxis: 'X' });
    // Row 4, column 7 is in the second map of the second line: its row 1 and column 2.
    expect(flatAt(slice, 4, 7)).toBe(flatOf(shape, [0, 5, 1, 2]));
  });

  it('gives filters a line for each output and a column for each input', () => {
    const shape = [6, 2, 3, 3];
    const slice = sliceOf(shape, ['F', 'C', 'Y', 'X'], { maxRows: 10, around: 12 });
    expect(slice).toMatchObject({ rows: 9, cols: 6, firstRow: 9, allRows: 18 });
    expect(flatAt(slice, 3, 4)).toBe(flatOf(shape, [4, 1, 0, 1]));
  });

  it('shows a single map as a matrix', () => {
    expect(sliceOf([1, 1, 4, 6], ['B', 'C', 'Y', 'X'])).toMatchObject({ rows: 4, cols: 6 });
    expect(sliceOf([1, 1, 4, 6], ['B', 'C', 'Y', 'X']).tiles).toBeUndefined();
  });

  it('shows a part of a long tensor, around the row asked for', () => {
    const slice = sliceOf([2000, 8], ['V', 'C'], { maxRows: 64, around: 1000 });
    expect(slice).toMatchObject({ rows: 64, firstRow: 968, allRows: 2000 });
    expect(flatAt(slice, 32, 0)).toBe(8000);
    expect(sliceOf([2000, 8], ['V', 'C'], { maxRows: 64, around: 1999 }).firstRow).toBe(1936);
  });
});

describe('turned', () => {
  it('gives a position a column and a unit a row', () => {
    const slice = turned(sliceOf([1, 5, 3], ['B', 'T', 'C']));
    expect(slice).toMatchObject({ rows: 3, cols: 5, rowAxis: 'C', colAxis: 'T' });
    expect(flatAt(slice, 2, 4)).toBe(flatOf([1, 5, 3], [0, 4, 2]));
  });
});

describe('cellAt', () => {
  it('is the inverse of flatAt for every cell that is shown', () => {
    for (const slice of [
      sliceOf([1, 2, 3, 4], ['B', 'H', 'Tq', 'Tk'], { head: 1 }),
      sliceOf([3, 2, 4], ['T', 'H', 'D'], { head: 1 }),
      sliceOf([7], ['K']),
      sliceOf([], []),
      sliceOf([1, 8, 3, 5], ['B', 'F', 'Y', 'X']),
      sliceOf([6, 2, 3, 3], ['F', 'C', 'Y', 'X'], { maxRows: 10, around: 12 }),
      sliceOf([7, 3, 3], ['F', 'Y', 'X']),
      sliceOf([50, 3], ['V', 'C'], { maxRows: 9, around: 30 }),
      turned(sliceOf([1, 5, 3], ['B', 'T', 'C'])),
      turned(sliceOf([1, 2, 7], ['B', 'T', 'C'])),
    ]) {
      for (let row = 0; row < slice.rows; row++) {
        for (let col = 0; col < slice.cols; col++) {
          expect(cellAt(slice, flatAt(slice, row, col))).toEqual({ row, col });
        }
      }
    }
  });

  it('finds nothing that is on another head or outside of the part shown', () => {
    const shape = [2, 3, 4];
    const slice = sliceOf(shape, ['H', 'Tq', 'Tk'], { head: 0 });
    for (let flat = 12; flat < 24; flat++) {
      expect(indexOf(shape, flat)[0]).toBe(1);
      expect(cellAt(slice, flat)).toBeNull();
    }
    expect(cellAt(sliceOf([50, 3], ['V', 'C'], { maxRows: 9, around: 30 }), 0)).toBeNull();
    expect(cellAt(sliceOf([3, 2, 4], ['T', 'H', 'D'], { head: 1 }), 0)).toBeNull();
  });
});
