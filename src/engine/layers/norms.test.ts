import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Node } from '../graph/node';
import { fill } from '../ops/fill';
import { layerNorm } from '../ops/layer-norm';
import { rmsNorm } from '../ops/rms-norm';
import { sizeOf } from '../tensor/shape';
import type { Shape } from '../tensor/types';
import { distance, type Layer, LayerBench, slopes } from '../testing/layer-bench';
import { batchNorm, groupNorm, instanceNorm, layerNormLayer, rmsNormLayer } from './norms';

const runs = { seed: 11, numRuns: 25 };

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>) {
  expect(distance(actual, expected)).toBeLessThan(1e-10);
}

/** Batches of maps with an even number of channels. */
const maps = fc.record({
  batch: fc.integer({ min: 1, max: 3 }),
  pairs: fc.integer({ min: 1, max: 3 }),
  rest: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 2 }),
  seed: fc.nat(),
});

/** Mean and variance of each channel, by loops. */
function statistics([batch, channels, ...rest]: Shape, x: ArrayLike<number>) {
  const size = sizeOf(rest);
  return Array.from({ length: channels }, (_, c) => {
    const own: number[] = [];
    for (let n = 0; n < batch; n++) {
      for (let k = 0; k < size; k++) own.push(x[(n * channels + c) * size + k]);
    }
    const mean = own.reduce((s, v) => s + v, 0) / own.length;
    const squares = own.reduce((s, v) => s + (v - mean) ** 2, 0);
    return { mean, biased: squares / own.length, unbiased: squares / (own.length - 1) };
  });
}

const channelOf = ([, channels, ...rest]: Shape, flat: number) =>
  Math.floor(flat / sizeOf(rest)) % channels;

describe('batch normalisation', () => {
  test('in training uses the batch and carries the unbiased variance along', () => {
    fc.assert(
      fc.property(maps, fc.double({ min: 0, max: 1, noNaN: true }), (map, momentum) => {
        const shape = [map.batch + 1, map.pairs, ...map.rest];
        const eps = 0.01;
        const bench = new LayerBench((m, x) => batchNorm(m, 'norm', x, { eps, momentum }), shape);
        const values = bench.values(map.seed);
        const read = bench.run(values);
        const stats = statistics(shape, values.x);
        const expected = values.x.map((v, i) => {
          const c = channelOf(shape, i);
          const { mean, biased } = stats[c];
          return (
            (values['norm.gain'][c] * (v - mean)) / Math.sqrt(biased + eps) + values['norm.bias'][c]
          );
        });
        expectClose(read(bench.y), expected);
        const next = (name: string) => read(bench.m.updates.get(name) as Node);
        stats.forEach(({ mean, unbiased }, c) => {
          const kept = 1 - momentum;
          expect(next('norm.runningMean')[c]).toBeCloseTo(
            kept * values['norm.runningMean'][c] + momentum * mean,
            10,
          );
          expect(next('norm.runningVar')[c]).toBeCloseTo(
            kept * values['norm.runningVar'][c] + momentum * unbiased,
            10,
          );
        });
      }),
      runs,
    );
  });

  test('elsewhere uses the running statistics and leaves them, whatever the batch', () => {
    const shape = [1, 3, 1, 1];
    const bench = new LayerBench((m, x) => batchNorm(m, 'norm', x), shape, false);
    const values = bench.values(4);
    const expected = values.x.map(
      (v, c) =>
        (values['norm.gain'][c] * (v - values['norm.runningMean'][c])) /
          Math.sqrt(values['norm.runningVar'][c] + 1e-5) +
        values['norm.bias'][c],
    );
    expectClose(bench.read(values), expected);
    expect(bench.m.updates.size).toBe(0);
    expect(bench.m.states.map(({ name, value }) => [name, value])).toEqual([
      ['norm.runningMean', 0],
      ['norm.runningVar', 1],
    ]);
  });

  test('of one example is instance normalisation', () => {
    const shape = [1, 3, 2, 4];
    const batch = new LayerBench((m, x) => batchNorm(m, 'norm', x), shape);
    const instance = new LayerBench((m, x) => instanceNorm(m, 'norm', x, { affine: true }), shape);
    const values = batch.values(5);
    const { x, 'norm.gain': gain, 'norm.bias': bias } = values;
    expectClose(batch.read(values), instance.read({ x, 'norm.gain': gain, 'norm.bias': bias }));
  });

  test('refuses to learn from one element per channel, and says what would help', () => {
    const layer: Layer = (m, x) => batchNorm(m, 'cnn.norm', x);
    expect(() => new LayerBench(layer, [1, 4])).toThrow(
      /batchNorm "cnn.norm": x has shape \[1,4\].*at least two/,
    );
    expect(() => new LayerBench(layer, [1, 4, 1, 1])).toThrow(/one element per channel/);
    expect(() => new LayerBench(layer, [5])).toThrow(/expected \[B,C\]/);
    expect(() => new LayerBench((m, x) => batchNorm(m, 'n', x, { momentum: 2 }), [2, 3])).toThrow(
      /momentum is 2/,
    );
  });
});

describe('group normalisation', () => {
  test('with a group per channel is instance normalisation', () => {
    fc.assert(
      fc.property(maps, (map) => {
        const shape = [map.batch, 2 * map.pairs, ...map.rest, 2];
        const groups = 2 * map.pairs;
        const group = new LayerBench((m, x) => groupNorm(m, 'norm', x, { groups }), shape);
        const instance = new LayerBench(
          (m, x) => instanceNorm(m, 'norm', x, { affine: true }),
          shape,
        );
        const values = group.values(map.seed);
        expectClose(group.read(values), instance.read(values));
      }),
      runs,
    );
  });

  test('with one group is layer normalisation over everything but the batch', () => {
    fc.assert(
      fc.property(maps, (map) => {
        const rest = [2 * map.pairs, ...map.rest];
        const shape = [map.batch, ...rest];
        const group = new LayerBench((m, x) => groupNorm(m, 'norm', x, { groups: 1 }), shape);
        const layer = new LayerBench(
          ({ b }, x) => layerNorm(b, x, fill(b, rest, 1), fill(b, rest, 0), { eps: 1e-5 }),
          shape,
        );
        const { x } = group.values(map.seed);
        const ones = new Float64Array(rest[0]).fill(1);
        const values = { x, 'norm.gain': ones, 'norm.bias': new Float64Array(rest[0]) };
        expectClose(group.read(values), layer.read({ x }));
      }),
      runs,
    );
  });

  test('refuses channels that do not divide', () => {
    const layer: Layer = (m, x) => groupNorm(m, 'norm', x, { groups: 2 });
    expect(() => new LayerBench(layer, [1, 3, 2])).toThrow(
      /3 channels do not divide into 2 groups/,
    );
  });
});

test('instance normalisation without gain and bias has no parameters, and refuses single elements', () => {
  const bench = new LayerBench((m, x) => instanceNorm(m, 'norm', x), [2, 3, 4]);
  expect(bench.m.parameters).toEqual([]);
  const y = bench.read(bench.values(1));
  for (let row = 0; row < 6; row++) {
    expect(y.slice(4 * row, 4 * row + 4).reduce((s, v) => s + v, 0)).toBeCloseTo(0, 10);
  }
  expect(() => new LayerBench((m, x) => instanceNorm(m, 'norm', x), [2, 3, 1])).toThrow(
    /instanceNorm "norm": .*one element/,
  );
});

describe('RMS normalisation', () => {
  test('is the definition', () => {
    fc.assert(
      fc.property(maps, (map) => {
        const shape = [map.batch, map.pairs, ...map.rest];
        const bench = new LayerBench((m, x) => rmsNormLayer(m, 'norm', x, { eps: 0.01 }), shape);
        const values = bench.values(map.seed);
        const width = shape[shape.length - 1];
        const expected = values.x.map((v, i) => {
          const start = i - (i % width);
          let squares = 0;
          for (let j = start; j < start + width; j++) squares += values.x[j] ** 2;
          return (values['norm.gain'][i % width] * v) / Math.sqrt(squares / width + 0.01);
        });
        expectClose(bench.read(values), expected);
      }),
      runs,
    );
  });

  test('refuses a gain of another length, and eps of 0', () => {
    const refused = (width: number, eps: number) => () =>
      new LayerBench(({ b }, x) => rmsNorm(b, x, fill(b, [width], 1), { eps }), [2, 3]);
    expect(refused(2, 1e-6)).toThrow(/rmsNorm: the gain has shape \[2\]/);
    expect(refused(3, 0)).toThrow(/rmsNorm: eps is 0/);
  });
});

test.each<{ name: string; layer: Layer; shape: Shape; training: boolean }>([
  {
    name: 'batch norm in training',
    layer: (m, x) => batchNorm(m, 'n', x),
    shape: [3, 2, 2, 3],
    training: true,
  },
  {
    name: 'batch norm of vectors in training',
    layer: (m, x) => batchNorm(m, 'n', x),
    shape: [4, 3],
    training: true,
  },
  {
    name: 'batch norm elsewhere',
    layer: (m, x) => batchNorm(m, 'n', x),
    shape: [2, 3, 4],
    training: false,
  },
  {
    name: 'group norm',
    layer: (m, x) => groupNorm(m, 'n', x, { groups: 2 }),
    shape: [2, 4, 3],
    training: true,
  },
  {
    name: 'instance norm',
    layer: (m, x) => instanceNorm(m, 'n', x, { affine: true }),
    shape: [2, 3, 2, 3],
    training: true,
  },
  {
    name: 'layer norm',
    layer: (m, x) => layerNormLayer(m, 'n', x),
    shape: [2, 3, 4],
    training: true,
  },
  {
    name: 'RMS norm',
    layer: (m, x) => rmsNormLayer(m, 'n', x),
    shape: [2, 3, 4],
    training: true,
  },
])('$name: gradients of x, gain and bias agree with central differences', (given) => {
  const bench = new LayerBench(given.layer, given.shape, given.training);
  const names = ['x', ...bench.m.parameters.map(({ name }) => name)];
  for (const { name, computed, difference } of slopes(bench, bench.values(13), names)) {
    expect(computed, name).toBeCloseTo(difference, 6);
  }
});
