import { describe, expect, test } from 'vitest';
import { cellAtPoint, pointOfCell, tilesOf } from './tiles';

describe('cells on the map', () => {
  test('a matrix is one, whatever its batch', () => {
    expect(tilesOf([1, 13, 32], ['B', 'T', 'C'])).toMatchObject({
      rows: 13,
      cols: 32,
      count: 1,
      rowAxis: 'T',
      colAxis: 'C',
    });
  });

  test('vectors are a row, scalars a cell', () => {
    expect(tilesOf([1, 12], ['B', 'K'])).toMatchObject({ rows: 1, cols: 12, count: 1 });
    expect(tilesOf([], [])).toMatchObject({ rows: 1, cols: 1, count: 1 });
  });

  test('heads stand side by side', () => {
    const tiles = tilesOf([1, 12, 256, 256], ['B', 'H', 'Tq', 'Tk']);
    expect(tiles).toMatchObject({ rows: 256, cols: 256, count: 12 });
    expect(tiles.perLine * tiles.lines).toBeGreaterThanOrEqual(12);
    expect(tiles.width).toBeLessThan(300);
    expect(tiles.perLine * tiles.lines).toBe(12);
  });

  test('kernels have a line for each map that they make', () => {
    const tiles = tilesOf([16, 8, 3, 3], ['F', 'C', 'Y', 'X']);
    expect(tiles).toMatchObject({ count: 128, perLine: 8, lines: 16 });
  });

  test.each([
    [
      [1, 2, 5, 7],
      ['B', 'H', 'Tq', 'Tk'],
    ],
    [
      [3, 2, 3, 3],
      ['F', 'C', 'Y', 'X'],
    ],
    [
      [1, 9],
      ['B', 'K'],
    ],
  ] as const)('every cell of %j is found where it is drawn', (shape, axes) => {
    const tiles = tilesOf(shape, axes);
    const size = shape.reduce<number>((n, d) => n * d, 1);
    for (let flat = 0; flat < size; flat++) {
      const { x, y } = pointOfCell(tiles, flat);
      const middle = [x + tiles.cellWidth / 2, y + tiles.cellHeight / 2] as const;
      expect(cellAtPoint(tiles, ...middle)).toBe(flat);
    }
    expect(cellAtPoint(tiles, -1, 0)).toBeNull();
    expect(cellAtPoint(tiles, tiles.width + 1, 0)).toBeNull();
  });
});
