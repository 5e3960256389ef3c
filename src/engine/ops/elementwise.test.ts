import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Builder } from '../graph/builder';
import type { Node } from '../graph/node';
import { ShapeError } from '../tensor/errors';
import { flatOf, indexOf, sizeOf } from '../tensor/shape';
import type { Shape } from '../tensor/types';
import { seededRandom } from '../testing/samples';
import { TestGraph } from '../testing/test-graph';
import { abs } from './abs';
import { add } from './add';
import { div } from './div';
import { elu } from './elu';
import { equal } from './equal';
import { exp } from './exp';
import { greater } from './greater';
import { hardSigmoid } from './hard-sigmoid';
import { leakyRelu } from './leaky-relu';
import { less } from './less';
import { log } from './log';
import { logSigmoid } from './log-sigmoid';
import { maximum } from './maximum';
import { minimum } from './minimum';
import { mul } from './mul';
import { silu } from './silu';
import { softplus } from './softplus';
import { sqrt } from './sqrt';
import { square } from './square';
import { stopGradient } from './stop-gradient';
import { sub } from './sub';
import { where } from './where';

const RUNS = { seed: 7, numRuns: 40 };

const seeds = fc.integer({ min: 0, max: 1e6 });
const shapes = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 });

/** Small whole numbers, so that ties occur and results are exact. */
const digits = (shape: Shape, random: () => number) =>
  Array.from({ length: sizeOf(shape) }, () => Math.floor(random() * 7) - 3);

/** A shape that can be broadcast to this one: some axes of length one, some missing in front. */
const shrunk = (shape: Shape, random: () => number): number[] =>
  shape
    .slice(random() < 0.3 ? Math.floor(random() * (shape.length + 1)) : 0)
    .map((d) => (random() < 0.3 ? 1 : d));

/** The element of an operand that NumPy's rule reads for an index of the result. */
const readAt = (data: readonly number[], shape: Shape, index: readonly number[]): number => {
  const own = index.slice(index.length - shape.length);
  return data[
    flatOf(
      shape,
      own.map((i, axis) => (shape[axis] === 1 ? 0 : i)),
    )
  ];
};

/** The shape in which every axis has the largest of the aligned lengths. */
const alignedShape = (...all: Shape[]): number[] => {
  const rank = Math.max(...all.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, i) =>
    Math.max(...all.map((shape) => shape[i - rank + shape.length] ?? 1)),
  );
};

type Binary = (b: Builder, x: Node, y: Node) => Node;
const BINARY: Record<string, [Binary, (x: number, y: number) => number]> = {
  add: [add, (x, y) => x + y],
  sub: [sub, (x, y) => x - y],
  mul: [mul, (x, y) => x * y],
  div: [div, (x, y) => Math.fround(x / y)],
  maximum: [maximum, (x, y) => (x > y ? x : y)],
  minimum: [minimum, (x, y) => (x < y ? x : y)],
  greater: [greater, (x, y) => (x > y ? 1 : 0)],
  less: [less, (x, y) => (x < y ? 1 : 0)],
  equal: [equal, (x, y) => (x === y ? 1 : 0)],
};

describe('operations on two tensors', () => {
  test.each(Object.keys(BINARY))('%s broadcasts as NumPy does', (name) => {
    const [build, compute] = BINARY[name];
    fc.assert(
      fc.property(shapes, seeds, (shape, seed) => {
        const random = seededRandom(seed);
        const [sx, sy] = [shrunk(shape, random), shrunk(shape, random)];
        const [x, y] = [digits(sx, random), digits(sy, random)];
        const g = new TestGraph();
        const result = build(g.b, g.f32(sx, x), g.f32(sy, y));
        const out = alignedShape(sx, sy);
        expect(result.type.shape).toEqual(out);
        const expected = Array.from({ length: sizeOf(out) }, (_, flat) => {
          const index = indexOf(out, flat);
          return compute(readAt(x, sx, index), readAt(y, sy, index));
        });
        expect(g.read(result).map((v) => v + 0)).toEqual(expected.map((v) => v + 0));
      }),
      RUNS,
    );
  });

  test('the gradient of a maximum goes to the larger, at ties half to each', () => {
    const g = new TestGraph();
    const x = g.f32([4], [1, 5, 2, -Infinity]);
    const y = g.f32([4], [3, 4, 2, Infinity]);
    expect(g.gradient(maximum(g.b, x, y), x, [10, 20, 30, 40])).toEqual([0, 20, 15, 0]);
  });

  test('the gradient of a minimum goes to the smaller, at ties half to each', () => {
    const g = new TestGraph();
    const x = g.f32([4], [1, 5, 2, -Infinity]);
    const y = g.f32([1], [2]);
    expect(g.gradient(minimum(g.b, x, y), x, [10, 20, 30, 40])).toEqual([10, 0, 15, 40]);
    const other = new TestGraph();
    const left = other.f32([4], [1, 5, 2, -Infinity]);
    const right = other.f32([1], [2]);
    expect(other.gradient(minimum(other.b, left, right), right, [10, 20, 30, 40])).toEqual([35]);
  });

  test('NaN wins in an extremum and compares false', () => {
    const g = new TestGraph();
    const x = g.f32([3], [NaN, 1, NaN]);
    const y = g.f32([3], [1, NaN, NaN]);
    expect(g.read(maximum(g.b, x, y))).toEqual([NaN, NaN, NaN]);
    expect(g.read(minimum(g.b, x, y))).toEqual([NaN, NaN, NaN]);
    for (const compare of [greater, less, equal]) {
      expect(g.read(compare(g.b, x, y))).toEqual([0, 0, 0]);
    }
  });

  test('shapes that do not fit are named', () => {
    const g = new TestGraph();
    const build = () => greater(g.b, g.f32([2, 3], [0, 0, 0, 0, 0, 0]), g.f32([2], [0, 0]));
    expect(build).toThrow(ShapeError);
    expect(build).toThrow(/greater: shapes \[2,3\] and \[2\] cannot be broadcast/);
  });
});

describe('where', () => {
  test('chooses with broadcasting of all three', () => {
    fc.assert(
      fc.property(shapes, seeds, (shape, seed) => {
        const random = seededRandom(seed);
        const [sc, sx, sy] = [1, 2, 3].map(() => shrunk(shape, random));
        const c = Array.from({ length: sizeOf(sc) }, () => (random() < 0.5 ? 0 : random() - 0.5));
        const [x, y] = [digits(sx, random), digits(sy, random)];
        const g = new TestGraph();
        const result = where(g.b, g.f32(sc, c), g.f32(sx, x), g.f32(sy, y));
        const out = alignedShape(sc, sx, sy);
        expect(result.type.shape).toEqual(out);
        const expected = Array.from({ length: sizeOf(out) }, (_, flat) => {
          const index = indexOf(out, flat);
          return readAt(c, sc, index) !== 0 ? readAt(x, sx, index) : readAt(y, sy, index);
        });
        expect(g.read(result)).toEqual(expected);
      }),
      RUNS,
    );
  });

  test('never lets what it did not choose into value or gradient', () => {
    const g = new TestGraph();
    const x = g.f32([3], [NaN, 2, Infinity]);
    const y = where(g.b, g.f32([3], [0, 1, 0]), x, g.f32([], [7]));
    expect(g.read(y)).toEqual([7, 2, 7]);
    expect(g.gradient(y, x, [Infinity, 5, NaN])).toEqual([0, 5, 0]);
  });
});

/** Values at −∞, −1000, −1, −0, 0, 1, 1000, ∞ and NaN, by hand and as PyTorch gives them. */
const SPECIAL = [-Infinity, -1000, -1, -0, 0, 1, 1000, Infinity, NaN];
const E = Math.E;
const S1 = 1 / (1 + 1 / E);
const SP1 = Math.log(1 + E);
const EXPECTED: [string, (b: Builder, x: Node) => Node, number[]][] = [
  ['exp', exp, [0, 0, 1 / E, 1, 1, E, Infinity, Infinity, NaN]],
  ['log', log, [NaN, NaN, NaN, -Infinity, -Infinity, 0, Math.log(1000), Infinity, NaN]],
  ['sqrt', sqrt, [NaN, NaN, NaN, -0, 0, 1, Math.sqrt(1000), Infinity, NaN]],
  ['abs', abs, [Infinity, 1000, 1, 0, 0, 1, 1000, Infinity, NaN]],
  ['square', square, [Infinity, 1e6, 1, 0, 0, 1, 1e6, Infinity, NaN]],
  ['silu', silu, [NaN, 0, S1 - 1, 0, 0, S1, 1000, Infinity, NaN]],
  ['softplus', softplus, [0, 0, SP1 - 1, Math.LN2, Math.LN2, SP1, 1000, Infinity, NaN]],
  ['logSigmoid', logSigmoid, [-Infinity, -1000, -SP1, -Math.LN2, -Math.LN2, 1 - SP1, 0, 0, NaN]],
  ['hardSigmoid', hardSigmoid, [0, 0, 1 / 3, 0.5, 0.5, 2 / 3, 1, 1, NaN]],
  ['leakyRelu', leakyRelu, [-Infinity, -10, -0.01, 0, 0, 1, 1000, Infinity, NaN]],
  ['elu', elu, [-1, -1, 1 / E - 1, 0, 0, 1, 1000, Infinity, NaN]],
];

describe('functions of one number', () => {
  test.each(EXPECTED)('%s of special values', (_, build, expected) => {
    const g = new TestGraph();
    const values = g.read(build(g.b, g.f32([SPECIAL.length], SPECIAL)));
    values.forEach((value, i) => {
      if (Number.isFinite(expected[i])) expect(value).toBeCloseTo(expected[i], 4);
      else expect(value).toBe(expected[i]);
    });
  });

  test('small results keep their digits', () => {
    const g = new TestGraph();
    const x = g.f32([2], [-40, 40]);
    // ln(1 + u) is u for so small a u.
    expect(g.read(softplus(g.b, x))[0]).toBeCloseTo(Math.exp(-40), 24);
    expect(g.read(logSigmoid(g.b, x))[1]).toBeCloseTo(-Math.exp(-40), 24);
    const [y] = g.read(elu(g.b, g.f32([1], [-1e-7])));
    expect(y / -1e-7).toBeCloseTo(1, 6);
  });

  test('slope and alpha are what was asked for', () => {
    const g = new TestGraph();
    const x = g.f32([3], [-2, 0, 2]);
    const bent = leakyRelu(g.b, x, { slope: 0.25 });
    expect(g.read(bent)).toEqual([-0.5, 0, 2]);
    expect(g.gradient(bent, x)).toEqual([0.25, 0.25, 1]);
    const saturating = elu(g.b, g.f32([1], [-50]), { alpha: 3 });
    expect(g.read(saturating)).toEqual([-3]);
    expect(() => elu(g.b, x, { alpha: NaN })).toThrow(/elu: alpha is NaN; it must be finite/);
  });

  test('a stopped gradient stays out of the sum', () => {
    const g = new TestGraph();
    const x = g.f32([2], [3, -5]);
    // d(x·c)/dx = c when c is a constant that happens to be x.
    expect(g.gradient(mul(g.b, x, stopGradient(g.b, x)), x)).toEqual([3, -5]);
  });
});
