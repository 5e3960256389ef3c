import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GraphError, ShapeError } from '../tensor/errors';
import { flatOf, indexOf, sizeOf } from '../tensor/shape';
import type { Shape } from '../tensor/types';
import { normal, seededRandom } from '../testing/samples';
import { TestGraph } from '../testing/test-graph';
import { concat } from './concat';
import { flatten } from './flatten';
import { gather } from './gather';
import { oneHot } from './one-hot';
import { pad, slice } from './slice';
import { input } from './source';
import { split } from './split';
import { transpose } from './transpose';

const RUNS = { seed: 11, numRuns: 40 };

const seeds = fc.integer({ min: 0, max: 1e6 });
const shapes = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 });

const numbers = (shape: Shape, random: () => number) =>
  Array.from({ length: sizeOf(shape) }, () => Math.fround(normal(random)));

/** A tensor of a shape, element by element from its index. */
const tabulated = (shape: Shape, element: (index: number[]) => number) =>
  Array.from({ length: sizeOf(shape) }, (_, flat) => element(indexOf(shape, flat)));

const below = (n: number, random: () => number) => Math.floor(random() * n);

const dot = (x: readonly number[], y: readonly number[]) =>
  x.reduce((total, v, i) => total + v * y[i], 0);

function shuffledAxes(rank: number, random: () => number): number[] {
  const order = Array.from({ length: rank }, (_, i) => i);
  for (let i = rank - 1; i > 0; i--) {
    const j = below(i + 1, random);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

describe('transpose', () => {
  test('puts every element where its permuted index says, and back again', () => {
    fc.assert(
      fc.property(shapes, seeds, (shape, seed) => {
        const random = seededRandom(seed);
        const order = shuffledAxes(shape.length, random);
        const x = numbers(shape, random);
        const g = new TestGraph();
        const y = transpose(g.b, g.f32(shape, x), { order });
        expect(y.type.shape).toEqual(order.map((axis) => shape[axis]));
        const expected = tabulated(y.type.shape, (index) => {
          const own = new Array<number>(shape.length);
          order.forEach((axis, i) => {
            own[axis] = index[i];
          });
          return x[flatOf(shape, own)];
        });
        expect(g.read(y)).toEqual(expected);
        const inverse = order.map((_, axis) => order.indexOf(axis));
        expect(g.read(transpose(g.b, y, { order: inverse }))).toEqual(x);
      }),
      RUNS,
    );
  });

  test('two in a row are one by the composed permutation', () => {
    fc.assert(
      fc.property(shapes, seeds, (shape, seed) => {
        const random = seededRandom(seed);
        const [first, second] = [1, 2].map(() => shuffledAxes(shape.length, random));
        const g = new TestGraph();
        const x = g.f32(shape, numbers(shape, random));
        const twice = transpose(g.b, transpose(g.b, x, { order: first }), { order: second });
        const once = transpose(g.b, x, { order: second.map((axis) => first[axis]) });
        expect(twice.type).toEqual(once.type);
        expect(g.read(twice)).toEqual(g.read(once));
      }),
      RUNS,
    );
  });

  test('names the axes in their new order and refuses what is no permutation', () => {
    const g = new TestGraph();
    const x = input(g.b, [2, 3, 5], { name: 'x', axes: ['B', 'T', 'C'] });
    expect(transpose(g.b, x, { order: [2, 0, 1] }).axes).toEqual(['C', 'B', 'T']);
    for (const order of [
      [0, 1],
      [0, 0, 2],
      [0, 1, 3],
      [0, 1, 2, 3],
    ]) {
      expect(() => transpose(g.b, x, { order })).toThrow(ShapeError);
      expect(() => transpose(g.b, x, { order })).toThrow(/transpose: .*\[2,3,5\]/);
    }
  });
});

describe('concat and split', () => {
  test('splitting and joining again changes nothing, nor does the gradient', () => {
    fc.assert(
      fc.property(shapes, seeds, (shape, seed) => {
        const random = seededRandom(seed);
        const axis = below(shape.length, random);
        const sizes = Array.from({ length: 1 + below(5, random) }, () => 1 + below(3, random));
        const whole = shape.with(
          axis,
          sizes.reduce((s, n) => s + n, 0),
        );
        const x = numbers(whole, random);
        const g = new TestGraph();
        const source = g.f32(whole, x);
        const parts = split(g.b, source, { axis: axis - shape.length, sizes });
        const y = concat(g.b, parts, { axis });
        expect(y.type.shape).toEqual(whole);
        expect(g.read(y)).toEqual(x);
        const upstream = numbers(whole, random);
        expect(g.gradient(y, source, upstream)).toEqual(upstream);
      }),
      RUNS,
    );
  });

  test('each part lies behind the ones before it', () => {
    fc.assert(
      fc.property(shapes, seeds, (shape, seed) => {
        const random = seededRandom(seed);
        const axis = below(shape.length, random);
        const sizes = Array.from({ length: 1 + below(5, random) }, () => 1 + below(3, random));
        const g = new TestGraph();
        const data = sizes.map((size) => numbers(shape.with(axis, size), random));
        const parts = data.map((values, p) => g.f32(shape.with(axis, sizes[p]), values));
        const y = concat(g.b, parts, { axis });
        const expected = tabulated(y.type.shape, (index) => {
          let at = index[axis];
          let p = 0;
          while (at >= sizes[p]) at -= sizes[p++];
          return data[p][flatOf(shape.with(axis, sizes[p]), index.with(axis, at))];
        });
        expect(g.read(y)).toEqual(expected);
      }),
      RUNS,
    );
  });

  test('names, and what does not fit', () => {
    const g = new TestGraph();
    const x = g.f32([2, 3], [1, 2, 3, 4, 5, 6]);
    const [q] = split(g.b, x, { axis: 1, sizes: [1, 2] }, ['q', 'k']);
    expect(q.name).toBe('q');
    expect(g.read(g.b.get('k'))).toEqual([2, 3, 5, 6]);
    expect(concat(g.b, [x], { axis: 0 }, { name: 'alone' }).name).toBe('alone');
    expect(() => split(g.b, x, { axis: 1, sizes: [1, 1] })).toThrow(
      /split: lengths \[1,1\] add up to 2, .* has 3/,
    );
    expect(() => concat(g.b, [x, q], { axis: 0 })).toThrow(
      /concat: shapes \[2,3\] and \[2,1\] cannot be joined along axis 0/,
    );
    expect(() => concat(g.b, [], { axis: 0 })).toThrow(GraphError);
  });
});

describe('slice and pad', () => {
  test('a slice takes every step-th element', () => {
    fc.assert(
      fc.property(shapes, seeds, (shape, seed) => {
        const random = seededRandom(seed);
        const axis = below(shape.length, random);
        const whole = shape.with(axis, 1 + below(9, random));
        const start = below(whole[axis], random);
        const step = 1 + below(3, random);
        const length = 1 + below(Math.ceil((whole[axis] - start) / step), random);
        const x = numbers(whole, random);
        const g = new TestGraph();
        const y = slice(g.b, g.f32(whole, x), { axis, start, length, step });
        const expected = tabulated(whole.with(axis, length), (index) => {
          return x[flatOf(whole, index.with(axis, start + index[axis] * step))];
        });
        expect(y.type.shape).toEqual(whole.with(axis, length));
        expect(g.read(y)).toEqual(expected);
      }),
      RUNS,
    );
  });

  test('padding spreads the elements and puts the value everywhere else', () => {
    fc.assert(
      fc.property(shapes, seeds, (shape, seed) => {
        const random = seededRandom(seed);
        const axis = below(shape.length, random);
        const [before, after] = [below(3, random), below(3, random)];
        const step = 1 + below(3, random);
        const value = below(3, random) - 1;
        const x = numbers(shape, random);
        const g = new TestGraph();
        const source = g.f32(shape, x);
        const y = pad(g.b, source, { axis, before, after, step, value });
        const length = before + after + (shape[axis] - 1) * step + 1;
        const expected = tabulated(shape.with(axis, length), (index) => {
          const moved = index[axis] - before;
          const inside = moved >= 0 && moved % step === 0 && moved / step < shape[axis];
          return inside ? x[flatOf(shape, index.with(axis, moved / step))] : value;
        });
        expect(y.type.shape).toEqual(shape.with(axis, length));
        expect(g.read(y)).toEqual(expected);
        // A slice takes them out again.
        const back = { axis, start: before, length: shape[axis], step };
        expect(g.read(slice(g.b, y, back))).toEqual(x);
        // ⟨pad x, u⟩ = ⟨x, gradient for u⟩, less the constant.
        const upstream = numbers(y.type.shape, random);
        const zeros = g.read(pad(g.b, source, { axis, before, after, step }));
        expect(dot(x, g.gradient(y, source, upstream))).toBeCloseTo(dot(zeros, upstream), 4);
      }),
      RUNS,
    );
  });

  test('elements that do not exist are refused', () => {
    const g = new TestGraph();
    const x = g.f32([5], [1, 2, 3, 4, 5]);
    expect(g.read(slice(g.b, x, { axis: 0, start: 0, length: 3, step: 2 }))).toEqual([1, 3, 5]);
    expect(() => slice(g.b, x, { axis: 0, start: 1, length: 3, step: 2 })).toThrow(
      /slice: elements 1 to 5 of axis 0 do not exist in \[5\]/,
    );
    expect(() => slice(g.b, x, { axis: 0, start: 1, length: 1, step: 0 })).toThrow(/step/);
    expect(() => pad(g.b, x, { axis: 0, before: 1, after: 1, value: NaN })).toThrow(/pad: .*NaN/);
  });
});

describe('gather', () => {
  test('takes what the index names, 0 for what there is not, and gives gradients back', () => {
    fc.assert(
      fc.property(shapes, seeds, (shape, seed) => {
        const random = seededRandom(seed);
        const axis = below(shape.length, random);
        const out = shape.with(axis, 1 + below(5, random));
        const length = shape[axis];
        const x = numbers(shape, random);
        // One below and one above the axis too.
        const index = Array.from({ length: sizeOf(out) }, () => below(length + 2, random) - 1);
        const g = new TestGraph();
        const source = g.f32(shape, x);
        const y = gather(g.b, source, g.i32(out, index), { axis: axis - shape.length });
        const exists = (i: number) => i >= 0 && i < length;
        const target = (flat: number) => flatOf(shape, indexOf(out, flat).with(axis, index[flat]));
        expect(g.read(y)).toEqual(index.map((i, flat) => (exists(i) ? x[target(flat)] : 0)));

        const upstream = numbers(out, random);
        const expected = x.map(() => 0);
        index.forEach((i, flat) => {
          if (exists(i)) expected[target(flat)] += upstream[flat];
        });
        g.gradient(y, source, upstream).forEach((value, at) => {
          expect(value).toBeCloseTo(expected[at], 5);
        });
      }),
      RUNS,
    );
  });

  test('an index of another shape is refused', () => {
    const g = new TestGraph();
    const x = g.f32([2, 2], [1, 2, 3, 4]);
    expect(() => gather(g.b, x, g.i32([3, 1], [0, 0, 0]), { axis: 1 })).toThrow(
      /gather: the index has shape \[3,1\], which may differ from that of x, \[2,2\], along axis 1/,
    );
  });
});

test('oneHot is the rows of the identity matrix, zeros for what is no class', () => {
  const ids = fc.array(fc.integer({ min: -2, max: 6 }), { minLength: 1, maxLength: 9 });
  fc.assert(
    fc.property(ids, fc.integer({ min: 1, max: 5 }), (data, classes) => {
      const g = new TestGraph();
      const y = oneHot(g.b, g.i32([data.length], data), { classes });
      expect(y.type.shape).toEqual([data.length, classes]);
      expect(g.read(y)).toEqual(
        data.flatMap((id) => Array.from({ length: classes }, (_, c) => (c === id ? 1 : 0))),
      );
    }),
    RUNS,
  );
});

test('flatten joins an axis and all after it', () => {
  const g = new TestGraph();
  const x = input(g.b, [2, 3, 4, 5], { name: 'x', axes: ['B', 'F', 'Y', 'X'] });
  const joined = flatten(g.b, x, { from: 1 });
  expect(joined.type.shape).toEqual([2, 60]);
  expect(joined.axes).toEqual(['B', '1']);
  expect(flatten(g.b, x, { from: -1 }).axes).toEqual(x.axes);
});
