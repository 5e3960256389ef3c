import { describe, expect, it } from 'vitest';
import { sliceOf } from '../../charts/heatmap/slice';
import { cellsAlone } from './cells-alone';

const measure = (text: string): number => text.length * 6;
const named = (n: number): string[] => Array.from({ length: n }, (_, i) => `word${i}`);

const alone = (rows: number, cols: number, wordRows: boolean) => ({
  slice: sliceOf([rows, cols], [wordRows ? 'Tq' : 'V', 'C']),
  labels: { rows: named(rows), cols: named(cols), rowsNumbered: false, colsNumbered: true },
  wordRows,
  width: 320,
  em: 15,
  measure,
});

describe('cellsAlone', () => {
  it('makes small matrices large, with room for numbers', () => {
    const { width, height } = cellsAlone(alone(3, 3, true));
    expect(width).toBeGreaterThanOrEqual(40);
    expect(height).toBe(width);
  });

  it('never exceeds the width, down to one pixel for each cell', () => {
    for (const cols of [3, 9, 32, 64, 256]) {
      const { width } = cellsAlone(alone(9, cols, true));
      expect(width * cols).toBeLessThanOrEqual(Math.max(320, cols));
    }
  });

  it('keeps rows of words as high as their labels', () => {
    expect(cellsAlone(alone(32, 64, true)).height).toBeGreaterThanOrEqual(12);
  });

  it('shows a scalar as one wide cell', () => {
    const shape = { ...alone(1, 1, false), slice: sliceOf([], []) };
    expect(cellsAlone(shape)).toEqual({ width: 90, height: 39 });
  });
});
