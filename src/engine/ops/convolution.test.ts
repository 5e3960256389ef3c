import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { appendGradients } from '../autodiff/gradients';
import { Builder } from '../graph/builder';
import type { Node } from '../graph/node';
import type { AnyOp, OpSample } from '../graph/op';
import { ShapeError } from '../tensor/errors';
import { sizeOf } from '../tensor/shape';
import type { Shape } from '../tensor/types';
import { fastError } from '../testing/op-checks';
import { normal, seededRandom } from '../testing/samples';
import { TestGraph } from '../testing/test-graph';
import { conv1d, convTranspose1d } from './conv1d';
import { conv2d, conv2dGradWeightOp, conv2dOp, convTranspose2d, convTranspose2dOp } from './conv2d';
import { mul } from './mul';
import { input } from './source';
import { sum } from './sum';

const runs = { seed: 5, numRuns: 60 };

/** Sizes of 1 and 2 more often than others; the map is large enough for the kernel. */
const axis = fc
  .record({
    taps: fc.integer({ min: 1, max: 4 }),
    stride: fc.integer({ min: 1, max: 4 }),
    padding: fc.integer({ min: 0, max: 3 }),
    dilation: fc.integer({ min: 1, max: 3 }),
    more: fc.integer({ min: 0, max: 5 }),
  })
  .map(({ taps, stride, padding, dilation, more }) => {
    const length = Math.max(1, dilation * (taps - 1) + 1 - 2 * padding) + more;
    return { taps, stride, padding, dilation, length };
  });
const uses = fc.record({
  y: axis,
  x: axis,
  batch: fc.integer({ min: 1, max: 5 }),
  groups: fc.integer({ min: 1, max: 3 }),
  channels: fc.integer({ min: 1, max: 3 }),
  features: fc.integer({ min: 1, max: 5 }),
  seed: fc.nat(),
});
type Use = typeof uses extends fc.Arbitrary<infer T> ? T : never;

const settingsOf = ({ y, x, groups }: Use) => ({
  stride: [y.stride, x.stride],
  padding: [y.padding, x.padding],
  dilation: [y.dilation, x.dilation],
  groups,
});
const mapShape = ({ batch, groups, channels, y, x }: Use) => [
  batch,
  groups * channels,
  y.length,
  x.length,
];
const weightShape = ({ groups, features, channels, y, x }: Use) => [
  groups * features,
  channels,
  y.taps,
  x.taps,
];

function draw(shape: Shape, random: () => number): number[] {
  return Array.from({ length: sizeOf(shape) }, () => Math.fround(normal(random)));
}

/** Σ over the taps that lie in the map, by seven loops as the definition has them. */
function naive(use: Use, outShape: Shape, x: number[], w: number[]): number[] {
  const [, channels, height, width] = mapShape(use);
  const [features, perGroup, tapsY, tapsX] = weightShape(use);
  const { stride, padding, dilation, groups } = settingsOf(use);
  const [batch, , outY, outX] = outShape;
  const out: number[] = [];
  for (let n = 0; n < batch; n++) {
    for (let f = 0; f < features; f++) {
      const group = Math.floor(f / (features / groups));
      for (let oy = 0; oy < outY; oy++) {
        for (let ox = 0; ox < outX; ox++) {
          let sum = 0;
          for (let c = 0; c < perGroup; c++) {
            for (let ty = 0; ty < tapsY; ty++) {
              for (let tx = 0; tx < tapsX; tx++) {
                const i = oy * stride[0] - padding[0] + ty * dilation[0];
                const j = ox * stride[1] - padding[1] + tx * dilation[1];
                if (i < 0 || i >= height || j < 0 || j >= width) continue;
                const at = ((n * channels + group * perGroup + c) * height + i) * width + j;
                sum += x[at] * w[((f * perGroup + c) * tapsY + ty) * tapsX + tx];
              }
            }
          }
          out.push(sum);
        }
      }
    }
  }
  return out;
}

const dot = (a: readonly number[], b: readonly number[]) => a.reduce((s, v, i) => s + v * b[i], 0);

function expectClose(actual: readonly number[], expected: readonly number[]) {
  expect(actual.length).toBe(expected.length);
  const largest = Math.max(1, ...expected.map(Math.abs));
  const worst = Math.max(...actual.map((v, i) => Math.abs(v - expected[i])));
  expect(worst).toBeLessThan(1e-6 * largest);
}

describe('a convolution', () => {
  test('is its definition, for every size, stride, padding, dilation and grouping', () => {
    fc.assert(
      fc.property(uses, (use) => {
        const random = seededRandom(use.seed);
        const [x, w] = [draw(mapShape(use), random), draw(weightShape(use), random)];
        const g = new TestGraph();
        const y = conv2d(g.b, g.f32(mapShape(use), x), g.f32(weightShape(use), w), settingsOf(use));
        expectClose(g.read(y), naive(use, y.type.shape, x, w));
      }),
      runs,
    );
  });

  test('and its two gradients are one product, seen from three sides', () => {
    fc.assert(
      fc.property(uses, (use) => {
        const random = seededRandom(use.seed);
        const shapes = [mapShape(use), weightShape(use)];
        const [x, w] = shapes.map((shape) => draw(shape, random));
        const t = new TestGraph();
        const [nodeX, nodeW] = [t.f32(shapes[0], x), t.f32(shapes[1], w)];
        const settings = settingsOf(use);
        const y = conv2d(t.b, nodeX, nodeW, settings);
        const g = draw(y.type.shape, random);
        const nodeG = t.f32(y.type.shape, g);
        const rest = [use.y, use.x].map(
          (a) => (a.length + 2 * a.padding - a.dilation * (a.taps - 1) - 1) % a.stride,
        );
        const back = convTranspose2d(t.b, nodeG, nodeW, { ...settings, outputPadding: rest });
        const kernel = shapes[1].slice(2);
        const weightwise = t.b.apply(conv2dGradWeightOp, [nodeX, nodeG], { ...settings, kernel });
        expect(back.type.shape).toEqual(shapes[0]);
        expect(weightwise.type.shape).toEqual(shapes[1]);
        const product = dot(naive(use, y.type.shape, x, w), g);
        const scale = 1e-6 * (1 + Math.sqrt(x.length * g.length));
        expect(Math.abs(dot(x, t.read(back)) - product)).toBeLessThan(scale);
        expect(Math.abs(dot(w, t.read(weightwise)) - product)).toBeLessThan(scale);
        const loss = sum(t.b, mul(t.b, y, nodeG));
        const gradients = appendGradients(t.b, loss, [nodeX.name, nodeW.name]);
        expect(t.read(gradients.get(nodeX.name) as Node)).toEqual(t.read(back));
        expect(t.read(gradients.get(nodeW.name) as Node)).toEqual(t.read(weightwise));
      }),
      { ...runs, numRuns: 20 },
    );
  });

  test('of one element keeps or moves the map', () => {
    const t = new TestGraph();
    const x = t.f32([1, 1, 2, 3], [1, 2, 3, 4, 5, 6]);
    const one = t.f32([1, 1, 1, 1], [2]);
    expect(t.read(conv2d(t.b, x, one))).toEqual([2, 4, 6, 8, 10, 12]);
    const left = t.f32([1, 1, 1, 3], [1, 0, 0]);
    const moved = conv2d(t.b, x, left, { padding: [0, 1] });
    expect(t.read(moved)).toEqual([0, 1, 2, 0, 4, 5]);
  });

  test('has a NaN only where the kernel meets it, and no product with the padding', () => {
    const t = new TestGraph();
    const x = t.f32([1, 1, 1, 5], [Number.NaN, 1, 2, 3, 4]);
    const w = t.f32([1, 1, 1, 3], [1, 1, Infinity]);
    const y = t.read(conv2d(t.b, x, w, { padding: [0, 1] }));
    expect(y).toEqual([NaN, NaN, Infinity, Infinity, 7]);
  });
});

describe('a transposed convolution', () => {
  test('gives back the sizes that a convolution took', () => {
    fc.assert(
      fc.property(uses, (use) => {
        const b = new Builder();
        const settings = settingsOf(use);
        const x = input(b, mapShape(use));
        const w = input(b, weightShape(use));
        const y = conv2d(b, x, w, settings);
        // Where the padding swallows the whole map, some sizes would be 0.
        const { stride, padding, dilation, taps } = use.y;
        const least = (y.type.shape[2] - 1) * stride - 2 * padding + dilation * (taps - 1) + 1;
        for (let oy = Math.max(0, 1 - least); oy < stride; oy++) {
          const [, , height] = convTranspose2d(b, y, w, {
            ...settings,
            outputPadding: [oy, 0],
          }).type.shape;
          // Convolving what comes out gives the size back that went in.
          const again = conv2d(b, input(b, [1, x.type.shape[1], height, 99]), w, settings);
          expect(again.type.shape[2]).toBe(y.type.shape[2]);
        }
      }),
      { ...runs, numRuns: 20 },
    );
  });

  test('stamps the kernel', () => {
    const t = new TestGraph();
    const x = t.f32([1, 1, 1, 3], [1, 2, 3]);
    const w = t.f32([1, 1, 1, 2], [1, 10]);
    expect(t.read(convTranspose2d(t.b, x, w, { stride: [1, 2] }))).toEqual([1, 10, 2, 20, 3, 30]);
    expect(t.read(convTranspose2d(t.b, x, w))).toEqual([1, 12, 23, 30]);
    const gap = convTranspose2d(t.b, x, w, { stride: [1, 3], outputPadding: [0, 2] });
    expect(t.read(gap)).toEqual([1, 10, 0, 2, 20, 0, 3, 30, 0, 0]);
  });
});

describe('the quicker way on the CPU', () => {
  /** All three operations on the shapes of a use. */
  const samples = (use: Use): [AnyOp, OpSample][] => {
    const attrs = settingsOf(use);
    const [maps, weight] = [mapShape(use), weightShape(use)];
    const types = [maps, weight].map((shape) => ({ dtype: 'f32' as const, shape }));
    const outputs = conv2dOp.infer(types, attrs).shape;
    const outputPadding = [use.y, use.x].map(
      (a) => (a.length + 2 * a.padding - a.dilation * (a.taps - 1) - 1) % a.stride,
    );
    const sample = (own: object, ...shapes: Shape[]): OpSample => ({
      title: '',
      attrs: { ...attrs, ...own },
      inputs: shapes.map((shape) => ({ shape })),
    });
    return [
      [conv2dOp, sample({}, maps, weight)],
      [convTranspose2dOp, sample({ outputPadding }, outputs, weight)],
      [conv2dGradWeightOp, sample({ kernel: weight.slice(2) }, maps, outputs)],
    ];
  };

  test('is the same on every size that it takes', () => {
    const larger = uses.map((use) => ({
      ...use,
      groups: 1,
      channels: 3 + use.channels,
      features: 5 + use.features,
      y: { ...use.y, length: use.y.length + 9 },
      x: { ...use.x, length: use.x.length + 9 },
    }));
    fc.assert(
      fc.property(larger, (use) => {
        for (const [op, sample] of samples(use)) expect(fastError(op, sample)).toBeNull();
      }),
      { ...runs, numRuns: 20 },
    );
  });

  test('is the same where the images are too many to be unfolded at once', () => {
    const axis = { taps: 3, stride: 1, padding: 1, dilation: 1, length: 64 };
    const use = { y: axis, x: axis, batch: 8, groups: 1, channels: 16, features: 4, seed: 0 };
    for (const [op, sample] of samples(use)) expect(fastError(op, sample)).toBeNull();
  });
});

test('sequences are maps of one row', () => {
  const t = new TestGraph();
  const x = t.f32([1, 2, 4], [1, 2, 3, 4, 10, 20, 30, 40]);
  const w = t.f32([1, 2, 2], [1, 1, 1, 0]);
  const y = conv1d(t.b, x, w, { stride: 2 });
  expect(y.type.shape).toEqual([1, 1, 2]);
  expect(t.read(y)).toEqual([1 + 2 + 10, 3 + 4 + 30]);
  const back = convTranspose1d(t.b, y, w, { stride: 2 });
  expect(back.type.shape).toEqual([1, 2, 4]);
  expect(t.read(back)).toEqual([13, 13, 37, 37, 13, 0, 37, 0]);
});

describe('what cannot be is refused with names and numbers', () => {
  const b = new Builder();
  const maps = (...shape: number[]) => input(b, shape);
  const [x, w] = [maps(2, 4, 5, 6), maps(6, 4, 3, 3)];
  const cases: [string, RegExp, () => Node][] = [
    [
      'a kernel that is too large',
      /^conv2d: the kernel spans 9 along Y/,
      () => conv2d(b, x, w, { dilation: 4, padding: 1 }),
    ],
    ['stride 0', /^conv2d: stride along X is 0/, () => conv2d(b, x, w, { stride: [1, 0] })],
    ['half a padding', /^conv2d: padding along Y is 0.5/, () => conv2d(b, x, w, { padding: 0.5 })],
    ['no dilation', /^conv2d: dilation along Y is 0/, () => conv2d(b, x, w, { dilation: 0 })],
    [
      'a list that is too short',
      /^conv2d: stride is \[2\]; it must be two/,
      () => conv2d(b, x, w, { stride: [2] }),
    ],
    [
      'groups that divide no channels',
      /^conv2d: 4 channels cannot be divided into 3/,
      () => conv2d(b, x, w, { groups: 3 }),
    ],
    [
      'groups that divide no features',
      /^conv2d: 6 features cannot be divided into 4/,
      () => conv2d(b, x, maps(6, 1, 3, 3), { groups: 4 }),
    ],
    [
      'other channels',
      /^conv2d: x .* has 4 channels, but the weight .* takes 8/,
      () => conv2d(b, x, w, { groups: 2 }),
    ],
    [
      'no maps',
      /^conv2d: x has shape \[2,4\]; it must have four axes/,
      () => conv2d(b, maps(2, 4), w),
    ],
    [
      'other features',
      /^convTranspose2d: x .* has 4 features, but the weight .* takes 6/,
      () => convTranspose2d(b, x, w),
    ],
    [
      'output padding of a stride',
      /^convTranspose2d: output padding along Y is 2/,
      () => convTranspose2d(b, x, maps(4, 3, 2, 2), { stride: 2, outputPadding: 2 }),
    ],
    [
      'padding that leaves nothing',
      /^convTranspose2d: padding 3 leaves 0/,
      () => convTranspose2d(b, x, maps(4, 3, 2, 1), { padding: [3, 0] }),
    ],
    [
      'sequences without channels',
      /^conv1d: .* must have three axes/,
      () => conv1d(b, maps(4, 5), maps(2, 4, 3)),
    ],
  ];
  test.each(cases)('%s', (_, message, build) => {
    expect(build).toThrow(ShapeError);
    expect(build).toThrow(message);
  });
});
