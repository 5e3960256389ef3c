import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Builder } from '../graph/builder';
import type { Node } from '../graph/node';
import { ShapeError } from '../tensor/errors';
import { sizeOf } from '../tensor/shape';
import { normal, seededRandom } from '../testing/samples';
import { TestGraph } from '../testing/test-graph';
import { avgPool2d } from './avg-pool2d';
import { globalAveragePool, globalMaxPool } from './global-pool';
import { maxPool2d } from './max-pool2d';
import { avgPool1d, maxPool1d } from './pool1d';
import { input } from './source';
import { upsample2d } from './upsample2d';

const runs = { seed: 6, numRuns: 60 };

const axis = fc
  .record({
    kernel: fc.integer({ min: 1, max: 4 }),
    stride: fc.integer({ min: 1, max: 5 }),
    halves: fc.integer({ min: 0, max: 2 }),
    more: fc.integer({ min: 0, max: 6 }),
  })
  .map(({ kernel, stride, halves, more }) => {
    const padding = Math.min(halves, Math.floor(kernel / 2));
    return { kernel, stride, padding, length: Math.max(1, kernel - 2 * padding) + more };
  });
const uses = fc.record({
  axes: fc.tuple(axis, axis),
  ceil: fc.boolean(),
  countIncludePad: fc.boolean(),
  maps: fc.integer({ min: 1, max: 3 }),
  seed: fc.nat(),
});
type Use = typeof uses extends fc.Arbitrary<infer T> ? T : never;

const settingsOf = ({ axes, ceil, countIncludePad }: Use) => ({
  kernel: axes.map((a) => a.kernel),
  stride: axes.map((a) => a.stride),
  padding: axes.map((a) => a.padding),
  ceil,
  countIncludePad,
});
const shapeOf = ({ maps, axes }: Use) => [1, maps, axes[0].length, axes[1].length];

/** Where windows start: every stride from the padding on while they fit, or begin soon enough. */
function starts({ kernel, stride, padding, length }: Use['axes'][0], ceil: boolean): number[] {
  const all: number[] = [];
  for (let start = -padding; start < length + padding; start += stride) {
    const fits = start + kernel <= length + padding;
    // In ceil mode also one that reaches beyond, if the one before did not reach the end.
    const reaches = start - stride + kernel < length + padding && start < length;
    if (fits || (ceil && reaches)) all.push(start);
  }
  return all;
}

/** Every window's elements with their positions in the map, and how many it counts with the padding. */
function windows({ axes, ceil }: Use) {
  const [y, x] = axes;
  return starts(y, ceil).flatMap((top) =>
    starts(x, ceil).map((left) => {
      const elements: number[] = [];
      let padded = 0;
      for (let i = top; i < Math.min(top + y.kernel, y.length + y.padding); i++) {
        for (let j = left; j < Math.min(left + x.kernel, x.length + x.padding); j++) {
          padded++;
          if (i >= 0 && i < y.length && j >= 0 && j < x.length) elements.push(i * x.length + j);
        }
      }
      return { elements, padded };
    }),
  );
}

const draw = (count: number, seed: number) => {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => Math.fround(normal(random)));
};

function expectClose(actual: readonly number[], expected: readonly number[]) {
  expect(actual.length).toBe(expected.length);
  expect(Math.max(...actual.map((v, i) => Math.abs(v - expected[i])))).toBeLessThan(1e-5);
}

describe('pooling is its definition', () => {
  test('by the largest element, forward and backward, with ties', () => {
    fc.assert(
      fc.property(uses, (use) => {
        const shape = shapeOf(use);
        // Few different values: many ties.
        const x = draw(sizeOf(shape), use.seed).map(Math.round);
        const t = new TestGraph();
        const node = t.f32(shape, x);
        const y = maxPool2d(t.b, node, settingsOf(use));
        const area = shape[2] * shape[3];
        const won = Array.from({ length: use.maps }, (_, map) =>
          windows(use).map(({ elements }) => {
            const values = elements.map((i) => x[map * area + i]);
            return map * area + elements[values.indexOf(Math.max(...values))];
          }),
        ).flat();
        expect(t.read(y)).toEqual(won.map((at) => x[at]));
        const g = draw(won.length, use.seed + 1);
        const expected = x.map(() => 0);
        won.forEach((at, o) => {
          expected[at] += g[o];
        });
        expectClose(t.gradient(y, node, g), expected);
      }),
      runs,
    );
  });

  test('by the mean, forward and backward', () => {
    fc.assert(
      fc.property(uses, (use) => {
        const shape = shapeOf(use);
        const x = draw(sizeOf(shape), use.seed);
        const t = new TestGraph();
        const node = t.f32(shape, x);
        const y = avgPool2d(t.b, node, settingsOf(use));
        const area = shape[2] * shape[3];
        const all = Array.from({ length: use.maps }, (_, map) =>
          windows(use).map(({ elements, padded }) => ({
            elements: elements.map((i) => map * area + i),
            count: use.countIncludePad ? padded : elements.length,
          })),
        ).flat();
        const mean = ({ elements, count }: (typeof all)[0]) =>
          elements.reduce((s, i) => s + x[i], 0) / count;
        expectClose(t.read(y), all.map(mean));
        const g = draw(all.length, use.seed + 1);
        const expected = x.map(() => 0);
        all.forEach(({ elements, count }, o) => {
          for (const i of elements) expected[i] += g[o] / count;
        });
        expectClose(t.gradient(y, node, g), expected);
      }),
      runs,
    );
  });
});

describe('max pooling', () => {
  const pooled = (x: number[], upstream: number[]) => {
    const t = new TestGraph();
    const node = t.f32([1, 1, 1, x.length], x);
    const y = maxPool2d(t.b, node, { kernel: [1, 3], stride: 1 });
    return [t.read(y), t.gradient(y, node, upstream)];
  };

  test('gives a NaN wherever one is, and the gradient to the last of them', () => {
    expect(pooled([1, NaN, 9, NaN, 2, 3, 4], [1, 10, 100, 1000, 10000])).toEqual([
      [NaN, NaN, NaN, NaN, 4],
      [0, 1, 0, 1110, 0, 0, 10000],
    ]);
  });

  test('of −∞ alone gives the gradient to the first', () => {
    const none = -Infinity;
    expect(pooled([none, none, none, none], [1, 10])).toEqual([
      [none, none],
      [1, 10, 0, 0],
    ]);
  });
});

test('a second derivative of average pooling is pooling again', () => {
  const t = new TestGraph();
  const x = t.f32([1, 1, 2, 2], [1, 2, 3, 4]);
  const y = avgPool2d(t.b, x, { kernel: 2 });
  expect(t.read(y)).toEqual([2.5]);
  expect(t.gradient(y, x, [8])).toEqual([2, 2, 2, 2]);
});

test('sequences are maps of one row; global pooling is over whole maps and sequences', () => {
  const t = new TestGraph();
  const x = t.f32([1, 2, 5], [1, 5, 2, 4, 3, 9, 8, 7, 6, 5]);
  const largest = maxPool1d(t.b, x, { kernel: 2, ceil: true });
  expect(largest.type.shape).toEqual([1, 2, 3]);
  expect(t.read(largest)).toEqual([5, 4, 3, 9, 7, 5]);
  const means = avgPool1d(t.b, x, { kernel: 2, stride: 3, padding: 1, countIncludePad: false });
  expect(t.read(means)).toEqual([1, 3, 9, 6.5]);
  expect(t.read(globalAveragePool(t.b, x))).toEqual([3, 7]);
  expect(t.read(globalMaxPool(t.b, t.f32([2, 1, 1, 2], [1, 2, 4, 3])))).toEqual([2, 4]);
  expect(() => globalMaxPool(t.b, t.f32([1, 2], [1, 2]))).toThrow(/globalMaxPool: .*\[1,2\]/);
});

describe('up-sampling', () => {
  test('repeats elements, or draws lines between their centres', () => {
    const t = new TestGraph();
    const x = t.f32([1, 1, 1, 3], [1, 2, 6]);
    const nearest = upsample2d(t.b, x, { factor: [2, 2] });
    expect(t.read(nearest)).toEqual([1, 1, 2, 2, 6, 6, 1, 1, 2, 2, 6, 6]);
    // By hand: new centres lie at −¼, ¼, ¾, 1¼, 1¾ and 2¼; outside the outer ones the ends are kept.
    const lines = upsample2d(t.b, x, { factor: [1, 2], mode: 'bilinear' });
    expect(t.read(lines)).toEqual([1, 1.25, 1.75, 3, 5, 6]);
  });

  test('of a plane is the plane, and its gradient the adjoint', () => {
    const factors = fc.record({
      fy: fc.integer({ min: 1, max: 5 }),
      fx: fc.integer({ min: 1, max: 5 }),
      y: fc.integer({ min: 1, max: 5 }),
      x: fc.integer({ min: 1, max: 5 }),
      mode: fc.constantFrom('nearest' as const, 'bilinear' as const),
      seed: fc.nat(),
    });
    fc.assert(
      fc.property(factors, ({ fy, fx, y, x, mode, seed }) => {
        const t = new TestGraph();
        const data = draw(2 * y * x, seed);
        const node = t.f32([1, 2, y, x], data);
        const large = upsample2d(t.b, node, { factor: [fy, fx], mode });
        expect(large.type.shape).toEqual([1, 2, fy * y, fx * x]);
        const g = draw(sizeOf(large.type.shape), seed + 1);
        const gradient = t.gradient(large, node, g);
        const left = t.read(large).reduce((s, v, i) => s + v * g[i], 0);
        const right = data.reduce((s, v, i) => s + v * gradient[i], 0);
        expect(Math.abs(left - right)).toBeLessThan(1e-4);
        // Rising by 1 per column: the centres' positions within the map.
        const ramp = t.f32(
          [1, 1, y, x],
          Array.from({ length: y * x }, (_, i) => i % x),
        );
        const position = (o: number) =>
          mode === 'nearest'
            ? Math.floor(o / fx)
            : Math.min(x - 1, Math.max(0, (o + 0.5) / fx - 0.5));
        const wanted = Array.from({ length: fy * y * fx * x }, (_, i) => position(i % (fx * x)));
        expectClose(t.read(upsample2d(t.b, ramp, { factor: [fy, fx], mode })), wanted);
      }),
      { ...runs, numRuns: 40 },
    );
  });
});

describe('what cannot be is refused with names and numbers', () => {
  const b = new Builder();
  const x = input(b, [1, 2, 5, 6]);
  const cases: [string, RegExp, () => Node][] = [
    [
      'a kernel that is too large',
      /^maxPool2d: the kernel is 6 along Y, .* has 5/,
      () => maxPool2d(b, x, { kernel: 6 }),
    ],
    [
      'stride 0',
      /^avgPool2d: stride along Y is 0/,
      () => avgPool2d(b, x, { kernel: 2, stride: 0 }),
    ],
    ['no kernel', /^maxPool2d: the kernel along X is 0/, () => maxPool2d(b, x, { kernel: [1, 0] })],
    [
      'more padding than half the kernel',
      /^maxPool2d: padding along Y is 2; .* half .* 3/,
      () => maxPool2d(b, x, { kernel: 3, padding: 2 }),
    ],
    ['no maps', /^avgPool2d: x has shape \[3\]/, () => avgPool2d(b, input(b, [3]), { kernel: 1 })],
    [
      'sequences without channels',
      /^maxPool1d: .* three axes/,
      () => maxPool1d(b, input(b, [3]), { kernel: 1 }),
    ],
    [
      'half a factor',
      /^upsample2d: the factor along Y is 1.5/,
      () => upsample2d(b, x, { factor: 1.5 }),
    ],
    [
      'another mode',
      /^upsample2d: the mode is "cubic"/,
      () => upsample2d(b, x, { factor: 2, mode: 'cubic' as 'nearest' }),
    ],
  ];
  test.each(cases)('%s', (_, message, build) => {
    expect(build).toThrow(ShapeError);
    expect(build).toThrow(message);
  });
});
