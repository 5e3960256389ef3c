import { describe, expect, it } from 'vitest';
import type { ConvolutionLayer, ExplainedTerm, MapPooling } from '../../../engine/session/client';
import { cellOfPlace, placeIn, stepped, windowAt } from './place';
import { poolingWinners } from './pooling-winners';
import { productsOf } from './products';

describe('productsOf', () => {
  it('puts each term under its tap, and leaves out what lies outside of the map', () => {
    const term = (value: number, weight: number, weightIndex: number[]): ExplainedTerm => ({
      name: 'x',
      index: [],
      value,
      weight,
      weightName: 'W',
      weightIndex,
    });
    // Two channels, a 2 × 2 kernel: 1·2 + 3·(−1) = −1 and 0.5·4 = 2.
    const [first, second] = productsOf({ channels: 2, groups: 1, kernel: [2, 2] }, [
      term(1, 2, [0, 0, 0, 1]),
      term(3, -1, [0, 0, 1, 0]),
      term(0.5, 4, [0, 1, 1, 1]),
    ]);
    expect(first.taps.map((tap) => tap?.product)).toEqual([undefined, 2, -3, undefined]);
    expect([first.sum, second.sum]).toEqual([-1, 2]);
    expect(first.largest).toEqual({ value: 3, weight: 4, product: 3 });
  });

  it('knows the taps of a sequence, which have one row', () => {
    const term = { name: 'x', index: [], value: 2, weight: 3, weightIndex: [0, 0, 2] };
    const [only] = productsOf({ channels: 1, groups: 1, kernel: [1, 3] }, [term]);
    expect(only.taps.map((tap) => tap?.product ?? null)).toEqual([null, null, 6]);
  });
});

describe('poolingWinners', () => {
  const pooling = (
    size: number[],
    windows: number[],
    rest: Partial<MapPooling> = {},
  ): MapPooling => ({
    input: 'x',
    output: 'y',
    kernel: [2, 2],
    stride: [2, 2],
    padding: [0, 0],
    size,
    windows,
    ...rest,
  });

  it('finds the largest of each window, of equal ones the first', () => {
    // 1 5 0 0
    // 2 3 0 7
    expect(poolingWinners([1, 5, 0, 0, 2, 3, 0, 7], pooling([2, 4], [1, 2]))).toEqual([1, 7]);
    expect(poolingWinners([4, 4, 4, 4], pooling([2, 2], [1, 1]))).toEqual([0]);
  });

  it('goes map by map, and never chooses padding', () => {
    const values = [-1, -2, -3, -4, 1, 2, 3, 4];
    expect(poolingWinners(values, pooling([2, 2], [1, 1]))).toEqual([0, 7]);
    const padded = pooling([2, 2], [2, 2], { padding: [1, 1] });
    expect(poolingWinners([-1, -2, -3, -4], padded)).toEqual([0, 1, 2, 3]);
  });
});

describe('places', () => {
  const layer = {
    to: [2, 3],
    features: 2,
    stride: [2, 1],
    padding: [1, 0],
  } as const satisfies Partial<ConvolutionLayer>;

  it('are read from cells and put into them by the axes of the tensor', () => {
    const sequence = { axes: ['B', 'T', 'F'] } as const;
    expect(placeIn(sequence, [0, 4, 7])).toEqual({ feature: 7, row: 0, col: 4 });
    expect(cellOfPlace(sequence, { feature: 7, row: 0, col: 4 })).toEqual([0, 4, 7]);
    const maps = { axes: ['B', 'F', 'Y', 'X'] } as const;
    expect(placeIn(maps, [0, 1, 2, 3])).toEqual({ feature: 1, row: 2, col: 3 });
  });

  it('follow one another row by row and map by map, round the end', () => {
    expect(stepped(layer, { feature: 0, row: 0, col: 2 }, 1)).toEqual({
      feature: 0,
      row: 1,
      col: 0,
    });
    expect(stepped(layer, { feature: 0, row: 0, col: 0 }, -1)).toEqual({
      feature: 1,
      row: 1,
      col: 2,
    });
  });

  it('have a window that begins where stride and padding say', () => {
    expect(windowAt(layer, { row: 1, col: 2 })).toEqual({ top: 1, left: 2 });
  });
});
