import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ShapeError } from '../tensor/errors';
import { TestGraph } from '../testing/test-graph';
import { logSoftmax } from './log-softmax';
import { softmax } from './softmax';

const none = -Infinity;
const row = (values: number[]) => {
  const g = new TestGraph();
  return { g, x: g.f32([values.length], values) };
};
const softmaxOf = (values: number[]) => {
  const { g, x } = row(values);
  return g.read(softmax(g.b, x, { axis: -1 }));
};
const logSoftmaxOf = (values: number[]) => {
  const { g, x } = row(values);
  return g.read(logSoftmax(g.b, x, { axis: -1 }));
};

describe('softmax', () => {
  test('gives positive weights that sum to 1, along every axis', () => {
    const values = fc.array(fc.float({ min: -100, max: 100, noNaN: true }), {
      minLength: 24,
      maxLength: 24,
    });
    fc.assert(
      fc.property(values, fc.constantFrom(0, 1, 2, -1, -2, -3), (data, axis) => {
        const g = new TestGraph();
        const y = g.read(softmax(g.b, g.f32([2, 3, 4], data), { axis }));
        const sizes = [2, 3, 4];
        const at = (axis + 3) % 3;
        const stride = [12, 4, 1][at];
        for (let start = 0; start < 24; start++) {
          if (Math.floor(start / stride) % sizes[at] !== 0) continue;
          let total = 0;
          for (let j = 0; j < sizes[at]; j++) total += y[start + j * stride];
          expect(total).toBeCloseTo(1, 5);
        }
        expect(Math.min(...y)).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 30 },
    );
  });

  test('gives masked elements no weight', () => {
    expect(softmaxOf([none, 0, none, Math.log(3)])).toEqual([0, 0.25, 0, expect.closeTo(0.75, 6)]);
  });

  test('of a row that is masked altogether is zeros, and so is its gradient', () => {
    const { g, x } = row([none, none, none]);
    const y = softmax(g.b, x, { axis: -1 });
    expect(g.read(y)).toEqual([0, 0, 0]);
    expect(g.gradient(y, x, [1, -2, 3]).map(Math.abs)).toEqual([0, 0, 0]);
  });

  test('of one element is 1 without a gradient', () => {
    const { g, x } = row([-7]);
    const y = softmax(g.b, x, { axis: -1 });
    expect(g.read(y)).toEqual([1]);
    expect(g.gradient(y, x, [5])).toEqual([0]);
  });

  test('neither overflows nor vanishes at large logits', () => {
    expect(softmaxOf([1e4, 1e4, -1e4])).toEqual([0.5, 0.5, 0]);
    expect(softmaxOf([-1e4, -1e4])).toEqual([0.5, 0.5]);
  });

  test('passes a NaN on to its whole row, and no further', () => {
    const g = new TestGraph();
    const x = g.f32([2, 3], [Number.NaN, 1, none, 0, 0, none]);
    expect(g.read(softmax(g.b, x, { axis: 1 }))).toEqual([NaN, NaN, NaN, 0.5, 0.5, 0]);
  });

  test('says which axes there are when asked for another', () => {
    const { g, x } = row([1, 2]);
    expect(() => softmax(g.b, x, { axis: 1 })).toThrow(ShapeError);
    expect(() => softmax(g.b, x, { axis: 1 })).toThrow(/softmax: axis 1 .*\[2\]; use -1 to 0/);
  });
});

describe('logSoftmax', () => {
  test('is the logarithm of softmax', () => {
    const values = [0.5, -1, 2, 0];
    const logs = logSoftmaxOf(values);
    softmaxOf(values).forEach((p, i) => {
      expect(logs[i]).toBeCloseTo(Math.log(p), 6);
    });
  });

  test('leaves masked elements masked, without a gradient', () => {
    const { g, x } = row([0, none, 0]);
    const y = logSoftmax(g.b, x, { axis: -1 });
    expect(g.read(y)).toEqual([-Math.fround(Math.LN2), none, -Math.fround(Math.LN2)]);
    expect(g.gradient(y, x, [1, 9, 0])).toEqual([
      expect.closeTo(0.5, 6),
      0,
      expect.closeTo(-0.5, 6),
    ]);
  });

  test('of a row that is masked altogether is zeros, and so is its gradient', () => {
    const { g, x } = row([none, none]);
    const y = logSoftmax(g.b, x, { axis: -1 });
    expect(g.read(y)).toEqual([0, 0]);
    expect(g.gradient(y, x, [1, 2])).toEqual([0, 0]);
  });

  test('of one element is 0 without a gradient', () => {
    const { g, x } = row([1e4]);
    const y = logSoftmax(g.b, x, { axis: -1 });
    expect(g.read(y)).toEqual([0]);
    expect(g.gradient(y, x, [5])).toEqual([0]);
  });

  test('is exact at large logits', () => {
    expect(logSoftmaxOf([1e4, -1e4])).toEqual([0, -2e4]);
  });

  test('passes a NaN on to its whole row', () => {
    expect(logSoftmaxOf([1, Number.NaN, none])).toEqual([NaN, NaN, NaN]);
  });
});
