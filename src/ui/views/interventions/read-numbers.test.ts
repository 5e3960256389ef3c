import { describe, expect, it } from 'vitest';
import { placeNumbers, readNumbers } from './read-numbers';

describe('pasted numbers', () => {
  it.each([
    [
      '1,2\n3,4',
      [
        [1, 2],
        [3, 4],
      ],
    ],
    [
      '1\t-2.5\r\n3e2\t4\r\n',
      [
        [1, -2.5],
        [300, 4],
      ],
    ],
    [
      '1; 2;\n3; 4;',
      [
        [1, 2],
        [3, 4],
      ],
    ],
    [
      ' 0.5  −1 \n\n 2 3',
      [
        [0.5, -1],
        [2, 3],
      ],
    ],
    ['"1","2"', [[1, 2]]],
    ['[1, 2, 3]', [[1, 2, 3]]],
    [
      '[[1, 2], [3, 4]]',
      [
        [1, 2],
        [3, 4],
      ],
    ],
    ['7', [[7]]],
  ])('are read from %j', (text, rows) => {
    expect(readNumbers(text)).toEqual({ rows });
  });

  it.each([
    ['', { kind: 'empty' }],
    ['[]', { kind: 'empty' }],
    ['[1, 2', { kind: 'json' }],
    ['[[1], 2]', { kind: 'json' }],
    ['1,2\n3', { kind: 'ragged', row: 2, got: 1, expected: 2 }],
    ['1,two', { kind: 'notANumber', text: 'two', row: 1, col: 2 }],
    ['1,,2', { kind: 'notANumber', text: '', row: 1, col: 2 }],
    ['1e99', { kind: 'notANumber', text: '1e99', row: 1, col: 1 }],
    ['[null]', { kind: 'notANumber', text: 'null', row: 1, col: 1 }],
    ['NaN', { kind: 'notANumber', text: 'NaN', row: 1, col: 1 }],
  ])('are refused in %j', (text, problem) => {
    expect(readNumbers(text)).toEqual({ problem });
  });

  it('go to the right and down from a cell, on the last two axes', () => {
    expect(
      placeNumbers(
        [
          [1, 2],
          [3, 4],
        ],
        [1, 2, 3, 3],
        [0, 1, 1, 0],
      ),
    ).toEqual({
      cells: [
        { index: [0, 1, 1, 0], value: 1 },
        { index: [0, 1, 1, 1], value: 2 },
        { index: [0, 1, 2, 0], value: 3 },
        { index: [0, 1, 2, 1], value: 4 },
      ],
    });
    expect(placeNumbers([[1], [2]], [4], [2])).toEqual({
      cells: [
        { index: [2], value: 1 },
        { index: [3], value: 2 },
      ],
    });
    expect(placeNumbers([[5]], [], [])).toEqual({ cells: [{ index: [], value: 5 }] });
  });

  it('must fit', () => {
    expect(placeNumbers([[1, 2, 3]], [3, 3], [0, 1])).toEqual({ got: '1 × 3', room: '3 × 2' });
    expect(placeNumbers([[1], [2]], [1, 3], [0, 0])).toEqual({ got: '2 × 1', room: '1 × 3' });
  });
});
