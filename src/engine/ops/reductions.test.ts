import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Builder } from '../graph/builder';
import type { Node } from '../graph/node';
import { indexOf, sizeOf } from '../tensor/shape';
import type { Shape } from '../tensor/types';
import { seededRandom } from '../testing/samples';
import { TestGraph } from '../testing/test-graph';
import { argMax } from './arg-max';
import { logSumExp } from './log-sum-exp';
import { max } from './max';
import { mean } from './mean';
import { min } from './min';
import { sum } from './sum';
import { variance } from './variance';

const RUNS = { seed: 7, numRuns: 40 };

const seeds = fc.integer({ min: 0, max: 1e6 });
const shapes = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 });

/** Small whole numbers, so that ties occur and results are exact. */
const digits = (shape: Shape, random: () => number) =>
  Array.from({ length: sizeOf(shape) }, () => Math.floor(random() * 7) - 3);

/** Groups of input positions that a reduction over these axes makes one, in order of the outputs. */
function groupsOf(shape: Shape, axes: readonly number[]): number[][] {
  const groups = new Map<string, number[]>();
  for (let flat = 0; flat < sizeOf(shape); flat++) {
    const key = String(indexOf(shape, flat).filter((_, axis) => !axes.includes(axis)));
    groups.set(key, [...(groups.get(key) ?? []), flat]);
  }
  return [...groups.values()];
}

const total = (values: readonly number[]) => values.reduce((s, v) => s + v, 0);
const squares = (values: readonly number[]) => {
  const m = total(values) / values.length;
  return total(values.map((v) => (v - m) ** 2)) / values.length;
};

type Reduction = (b: Builder, x: Node, o: { axes: number[]; keepDims: boolean }) => Node;
const REDUCTIONS: [string, Reduction, (values: readonly number[]) => number][] = [
  ['sum', sum, total],
  ['mean', mean, (values) => total(values) / values.length],
  ['max', max, (values) => Math.max(...values)],
  ['min', min, (values) => Math.min(...values)],
  ['variance', variance, squares],
  ['logSumExp', logSumExp, (values) => Math.log(total(values.map(Math.exp)))],
];

describe('reductions', () => {
  test.each(REDUCTIONS)('%s over any axes', (_, build, compute) => {
    fc.assert(
      fc.property(shapes, seeds, fc.boolean(), (shape, seed, keepDims) => {
        const random = seededRandom(seed);
        const axes = shape.map((_, i) => i).filter(() => random() < 0.5);
        // Some of them counted from the back.
        const given = axes.map((axis) => (random() < 0.3 ? axis - shape.length : axis));
        const x = digits(shape, random);
        const g = new TestGraph();
        const y = build(g.b, g.f32(shape, x), { axes: given, keepDims });
        expect(y.type.shape).toEqual(
          keepDims
            ? shape.map((d, i) => (axes.includes(i) ? 1 : d))
            : shape.filter((_, i) => !axes.includes(i)),
        );
        const expected = groupsOf(shape, axes).map((group) => compute(group.map((at) => x[at])));
        g.read(y).forEach((value, i) => {
          expect(value).toBeCloseTo(expected[i], 4);
        });
      }),
      RUNS,
    );
  });

  test.each([
    ['max', max],
    ['min', min],
  ] as const)('equal extrema of %s share the gradient evenly', (name, build) => {
    fc.assert(
      fc.property(shapes, seeds, (shape, seed) => {
        const random = seededRandom(seed);
        const axes = shape.map((_, i) => i).filter(() => random() < 0.6);
        const x = digits(shape, random);
        const g = new TestGraph();
        const source = g.f32(shape, x);
        const y = build(g.b, source, { axes });
        const upstream = digits(y.type.shape, random);
        const gradient = g.gradient(y, source, upstream);
        groupsOf(shape, axes).forEach((group, o) => {
          const best = Math[name](...group.map((at) => x[at]));
          const ties = group.filter((at) => x[at] === best).length;
          for (const at of group) {
            expect(gradient[at]).toBeCloseTo(x[at] === best ? upstream[o] / ties : 0, 5);
          }
        });
      }),
      RUNS,
    );
  });

  test('NaN wins over all other elements', () => {
    const g = new TestGraph();
    const x = g.f32([2, 3], [1, NaN, Infinity, -Infinity, -1, -2]);
    expect(g.read(max(g.b, x, { axes: [1] }))).toEqual([NaN, -1]);
    expect(g.read(min(g.b, x, { axes: [1] }))).toEqual([NaN, -Infinity]);
    expect(g.read(argMax(g.b, x, { axis: 1 }))).toEqual([1, 1]);
  });

  test('argMax finds the first of the largest', () => {
    const somewhere = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(somewhere, seeds, (shape, seed) => {
        const random = seededRandom(seed);
        const axis = Math.floor(random() * shape.length);
        const x = digits(shape, random);
        const g = new TestGraph();
        const y = g.read(argMax(g.b, g.f32(shape, x), { axis: axis - shape.length }));
        const expected = groupsOf(shape, [axis]).map((group) => {
          const values = group.map((at) => x[at]);
          return values.indexOf(Math.max(...values));
        });
        expect(y).toEqual(expected);
      }),
      RUNS,
    );
  });

  test('logSumExp neither overflows nor loses masked rows', () => {
    const g = new TestGraph();
    const none = -Infinity;
    const x = g.f32([4, 2], [1000, 1000, none, none, none, -5, Infinity, 0]);
    const expected = [Math.fround(1000 + Math.LN2), none, -5, Infinity];
    expect(g.read(logSumExp(g.b, x, { axes: [1] }))).toEqual(expected);
  });

  test('the gradient of logSumExp is softmax', () => {
    const g = new TestGraph();
    const x = g.f32([3], [0, Math.log(2), Math.log(5)]);
    const gradient = g.gradient(logSumExp(g.b, x), x, [8]);
    [1, 2, 5].forEach((share, i) => {
      expect(gradient[i]).toBeCloseTo(share, 5);
    });
  });

  test('variance with a correction divides by fewer', () => {
    const g = new TestGraph();
    const x = g.f32([4], [1, 2, 4, 5]);
    expect(g.read(variance(g.b, x))).toEqual([2.5]);
    expect(g.read(variance(g.b, x, { correction: 1 }))).toEqual([expect.closeTo(10 / 3, 6)]);
    expect(() => variance(g.b, g.f32([1], [1]), { correction: 1 })).toThrow(
      /variance: 1 elements with a correction of 1/,
    );
  });
});
