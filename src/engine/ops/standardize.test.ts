import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { appendGradients } from '../autodiff/gradients';
import { Builder } from '../graph/builder';
import { indexOf, sizeOf } from '../tensor/shape';
import type { Shape, TensorData } from '../tensor/types';
import { evaluateGraph } from '../testing/evaluate';
import { normal, seededRandom } from '../testing/samples';
import { TestGraph } from '../testing/test-graph';
import { mul } from './mul';
import { input } from './source';
import { standardize } from './standardize';
import { sum } from './sum';

interface Case {
  readonly shape: Shape;
  readonly axes: readonly number[];
  readonly seed: number;
}

/** Shapes of one to five axes with some of them, at least one, to go over. */
const cases: fc.Arbitrary<Case> = fc
  .array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 5 })
  .chain((shape) =>
    fc.record({
      shape: fc.constant(shape),
      axes: fc.subarray(
        shape.map((_, axis) => axis),
        { minLength: 1 },
      ),
      seed: fc.nat(),
    }),
  );

const runs = { seed: 5, numRuns: 60 };

function values({ shape, seed }: Case, mean = 0, deviation = 1): Float64Array {
  const random = seededRandom(seed);
  return Float64Array.from({ length: sizeOf(shape) }, () => mean + deviation * normal(random));
}

/** In double precision. */
function standardized({ shape, axes }: Case, x: Float64Array, eps: number): Float64Array {
  const b = new Builder();
  const y = standardize(b, input(b, shape, { name: 'x' }), { axes, eps });
  const results = evaluateGraph(b, { x: asData(x) }, { double: true });
  return results.get(y.name) as unknown as Float64Array;
}

const asData = (x: Float64Array) => x as unknown as TensorData;

/** Positions of the elements, group by group: those whose other indices are the same. */
function groupsOf({ shape, axes }: Case): number[][] {
  const groups = new Map<string, number[]>();
  for (let flat = 0; flat < sizeOf(shape); flat++) {
    const key = indexOf(shape, flat)
      .filter((_, axis) => !axes.includes(axis))
      .join();
    groups.set(key, [...(groups.get(key) ?? []), flat]);
  }
  return [...groups.values()];
}

const meanOf = (x: readonly number[]) => x.reduce((s, v) => s + v, 0) / x.length;
const varianceOf = (x: readonly number[]) => {
  const mean = meanOf(x);
  return meanOf(x.map((v) => (v - mean) ** 2));
};

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, allowed: number) {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    expect(Math.abs(actual[i] - expected[i])).toBeLessThanOrEqual(allowed);
  }
}

describe('standardisation over any axes', () => {
  test('gives every group the mean 0 and the variance v/(v + eps)', () => {
    fc.assert(
      fc.property(cases, fc.double({ min: 1e-6, max: 2, noNaN: true }), (c, eps) => {
        const x = values(c, 3, 2);
        const y = standardized(c, x, eps);
        for (const group of groupsOf(c)) {
          const before = varianceOf(group.map((i) => x[i]));
          const after = group.map((i) => y[i]);
          expect(Math.abs(meanOf(after))).toBeLessThan(1e-12);
          expect(varianceOf(after)).toBeCloseTo(before / (before + eps), 10);
        }
      }),
      runs,
    );
  });

  test('is what the definition says, element by element', () => {
    fc.assert(
      fc.property(cases, (c) => {
        const x = values(c);
        const expected = new Float64Array(x.length);
        for (const group of groupsOf(c)) {
          const mean = meanOf(group.map((i) => x[i]));
          const variance = varianceOf(group.map((i) => x[i]));
          for (const i of group) expected[i] = (x[i] - mean) / Math.sqrt(variance + 0.01);
        }
        expectClose(standardized(c, x, 0.01), expected, 1e-12);
      }),
      runs,
    );
  });

  test('does not change when x is shifted and scaled, but for the sign', () => {
    fc.assert(
      fc.property(
        cases.filter((c) => groupsOf(c)[0].length > 1),
        fc.double({ min: -50, max: 50, noNaN: true }),
        fc.double({ min: 0.1, max: 10, noNaN: true }),
        fc.boolean(),
        (c, shift, size, negative) => {
          const factor = negative ? -size : size;
          const x = values(c);
          const moved = standardized(
            c,
            x.map((v) => factor * v + shift),
            1e-20,
          );
          const still = standardized(c, x, 1e-20);
          expectClose(
            moved,
            still.map((v) => Math.sign(factor) * v),
            1e-7,
          );
        },
      ),
      runs,
    );
  });

  test('has the gradient that central differences give', () => {
    fc.assert(
      fc.property(cases, (c) => {
        const x = values(c, 1);
        const upstream = values({ ...c, seed: c.seed + 1 });
        const direction = values({ ...c, seed: c.seed + 2 });
        const eps = 0.1;
        const b = new Builder();
        const source = input(b, c.shape, { name: 'x' });
        const y = standardize(b, source, { axes: c.axes, eps });
        const loss = sum(b, mul(b, y, input(b, c.shape, { name: 'upstream' })));
        const gradient = appendGradients(b, loss, ['x']).get('x');
        const results = evaluateGraph(
          b,
          { x: asData(x), upstream: asData(upstream) },
          { double: true },
        );
        const computed = results.get(gradient?.name ?? '') as TensorData;
        const at = (t: number) =>
          standardized(
            c,
            x.map((v, i) => v + t * direction[i]),
            eps,
          ).reduce((s, v, i) => s + v * upstream[i], 0);
        const slope = direction.reduce((s, d, i) => s + d * computed[i], 0);
        expect(slope).toBeCloseTo((at(1e-5) - at(-1e-5)) / 2e-5, 6);
      }),
      runs,
    );
  });
});

test('a large mean costs no digits: mean 10,000 and deviation 1, in single precision', () => {
  const c: Case = { shape: [4, 3, 25], axes: [0, 2], seed: 3 };
  const x = Float64Array.from(Float32Array.from(values(c, 1e4)));
  const g = new TestGraph();
  const y = g.read(standardize(g.b, g.f32(c.shape, x), { axes: c.axes, eps: 1e-5 }));
  for (const group of groupsOf(c)) {
    const mean = meanOf(group.map((i) => x[i]));
    const variance = varianceOf(group.map((i) => x[i]));
    for (const i of group) {
      expect(Math.abs(y[i] - (x[i] - mean) / Math.sqrt(variance + 1e-5))).toBeLessThan(1e-6);
    }
  }
});

test('equal elements become 0, with a gradient of 0 or finite', () => {
  const g = new TestGraph();
  const x = g.f32([2, 3], [7, 7, 7, -1, -1, -1]);
  const y = standardize(g.b, x, { axes: [1], eps: 1e-5 });
  expect(g.read(y).every((v) => v === 0)).toBe(true);
  for (const v of g.gradient(y, x, [1, -1, 2, 0, 3, 1])) expect(Number.isFinite(v)).toBe(true);
});

test('a NaN or an infinity stays within its group', () => {
  const g = new TestGraph();
  const x = g.f32([3, 3], [1, Number.NaN, 2, 4, 5, Infinity, 1, 2, 3]);
  const y = g.read(standardize(g.b, x, { axes: [-1], eps: 1e-5 }));
  expect(y.slice(0, 6).every(Number.isNaN)).toBe(true);
  expect(y.slice(6).every(Number.isFinite)).toBe(true);
});

test('what cannot be standardised is refused with the reason', () => {
  const g = new TestGraph();
  const x = g.f32([2, 3], [1, 2, 3, 4, 5, 6]);
  expect(() => standardize(g.b, x, { axes: [], eps: 1e-5 })).toThrow(/standardize: no axes/);
  expect(() => standardize(g.b, x, { axes: [2], eps: 1e-5 })).toThrow(/standardize: axis 2/);
  expect(() => standardize(g.b, x, { axes: [1], eps: 0 })).toThrow(/eps is 0/);
});
