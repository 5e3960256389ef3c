import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createWebGPUBackend, type WebGPUBackend } from '../backends/webgpu/webgpu-backend';
import { Builder } from '../graph/builder';
import type { Node } from '../graph/node';
import type { AnyOp } from '../graph/op';
import { sizeOf } from '../tensor/shape';
import type { Shape, TensorData } from '../tensor/types';
import { disagreement } from '../testing/agree';
import { evaluateGraph } from '../testing/evaluate';
import { evaluateOn } from '../testing/evaluate-on';
import { normal, seededRandom } from '../testing/samples';
import { argMax } from './arg-max';
import { OPS } from './catalogue';
import { concat } from './concat';
import { gather } from './gather';
import { max } from './max';
import { min } from './min';
import { pad, slice } from './slice';
import { input } from './source';
import { sum } from './sum';
import { transpose } from './transpose';
import { where } from './where';

let gpu: WebGPUBackend;
beforeAll(async () => {
  gpu = await createWebGPUBackend();
});
afterAll(() => gpu.destroy());

const SMALLEST_NORMAL = 2 ** -126;

/** Not finite, both zeros, denormals, the ends of the range, and where exponentials leave it. */
const SPECIAL = [
  NaN,
  Infinity,
  -Infinity,
  0,
  -0,
  1e-40,
  -1e-40,
  3e-38,
  -3e-38,
  3.4e38,
  -3.4e38,
  1,
  -1,
  0.5,
  -0.5,
  3,
  -3,
  20,
  -20,
  87,
  -87,
  89,
  -89,
  104,
  -104,
  1e4,
  -1e4,
];

const flushed = (data: TensorData): Float32Array =>
  Float32Array.from(data, (v) => (Math.abs(v) < SMALLEST_NORMAL ? (v < 0 ? -0 : 0) : v));

/**
 * Where results differ from the references'. WGSL lets a device take denormals for zeros, in what it
 * reads and in what it writes (“Differences from IEEE-754”): an element may also be what the flushed inputs give.
 */
async function differences(
  b: Builder,
  values: Readonly<Record<string, TensorData>>,
  outputs: readonly Node[],
): Promise<string[]> {
  const names = outputs.map(({ name }) => name);
  const actual = await evaluateOn(gpu, b, values, names);
  const exact = evaluateGraph(b, values);
  const coarse = evaluateGraph(
    b,
    Object.fromEntries(
      Object.entries(values).map(([name, data]) => [
        name,
        data instanceof Float32Array ? flushed(data) : data,
      ]),
    ),
  );
  return outputs.flatMap(({ name, op }) => {
    const [full, zeroed] = [exact.get(name), coarse.get(name)] as TensorData[];
    return Array.from(actual[name], (value, i) => {
      const tolerance = { abs: op.tolerance.abs + SMALLEST_NORMAL, rel: op.tolerance.rel };
      const whys = [full, zeroed].map((expected) =>
        disagreement(Float32Array.of(value), Float32Array.of(expected[i]), tolerance),
      );
      return whys.includes(null) ? [] : [`${name}[${i}]: ${whys[0]}`];
    }).flat();
  });
}

const specialPairs = () => {
  const pairs = SPECIAL.flatMap((x) => SPECIAL.map((y) => [x, y]));
  return [0, 1].map((side) => Float32Array.from(pairs, (pair) => pair[side]));
};

describe('what is not finite comes out as from the references', () => {
  const named = (names: readonly string[]) =>
    names.map((name) => OPS.find((op) => op.name === name) as AnyOp);

  test('through functions of one number', async () => {
    const b = new Builder();
    const x = input(b, [SPECIAL.length], { name: 'x' });
    const outputs = named([
      'relu',
      'tanh',
      'sigmoid',
      'exp',
      'log',
      'sqrt',
      'abs',
      'square',
      'silu',
      'softplus',
      'logSigmoid',
      'hardSigmoid',
    ]).map((op) => b.apply(op, [x], {}, { name: op.name }));
    outputs.push(
      b.apply(named(['leakyRelu'])[0], [x], { slope: 0.01 }, { name: 'leakyRelu' }),
      b.apply(named(['elu'])[0], [x], { alpha: 1.5 }, { name: 'elu' }),
    );
    expect(await differences(b, { x: Float32Array.from(SPECIAL) }, outputs)).toEqual([]);
  });

  test('through their derivatives', async () => {
    const b = new Builder();
    const x = input(b, [SPECIAL.length], { name: 'x' });
    const g = input(b, [SPECIAL.length], { name: 'g' });
    const outputs = named([
      'reluGrad',
      'absGrad',
      'squareGrad',
      'siluGrad',
      'softplusGrad',
      'logSigmoidGrad',
      'hardSigmoidGrad',
    ]).map((op) => b.apply(op, [x, g], {}, { name: op.name }));
    outputs.push(
      b.apply(named(['leakyReluGrad'])[0], [x, g], { slope: 0.01 }, { name: 'leakyReluGrad' }),
      b.apply(named(['eluGrad'])[0], [x, g], { alpha: 1.5 }, { name: 'eluGrad' }),
    );
    const values = {
      x: Float32Array.from(SPECIAL),
      g: Float32Array.from(SPECIAL, (_, i) => (i % 2 ? 0.5 : -2)),
    };
    expect(await differences(b, values, outputs)).toEqual([]);
  });

  test('through operations on two and three tensors', async () => {
    const [x, y] = specialPairs();
    const b = new Builder();
    const sources = [x, y].map((data, i) => input(b, [data.length], { name: `${i}` }));
    const outputs = named(['maximum', 'minimum', 'greater', 'less', 'equal', 'extremumShare']).map(
      (op) => b.apply(op, sources, {}, { name: op.name }),
    );
    outputs.push(where(b, sources[0], sources[1], sources[0], { name: 'where' }));
    expect(await differences(b, { 0: x, 1: y }, outputs)).toEqual([]);
  });

  test('through extrema, short and long', async () => {
    const rows = SPECIAL.length;
    const b = new Builder();
    const values: Record<string, TensorData> = {};
    const outputs = [2, 200].flatMap((length) => {
      const name = `x${length}`;
      // One special value in each row, among others that are special for the last row only.
      values[name] = Float32Array.from({ length: rows * length }, (_, flat) => {
        const [row, column] = [Math.floor(flat / length), flat % length];
        if (row === rows - 1) return SPECIAL[1 + (column % (rows - 1))];
        return column === length - 1 ? SPECIAL[row] : -2 + (column % 3);
      });
      const x = input(b, [rows, length], { name });
      return [
        max(b, x, { axes: [1] }, { name: `max${length}` }),
        min(b, x, { axes: [1] }, { name: `min${length}` }),
        argMax(b, x, { axis: 1 }, { name: `argMax${length}` }),
      ];
    });
    expect(await differences(b, values, outputs)).toEqual([]);
  });
});

test('random shapes and axes agree with the references', async () => {
  const shapes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(shapes, fc.integer({ min: 0, max: 1e6 }), async (shape, seed) => {
      const random = seededRandom(seed);
      const below = (n: number) => Math.floor(random() * n);
      const b = new Builder();
      const values: Record<string, TensorData> = {};
      const given = (name: string, of: Shape, ids?: number) => {
        values[name] = ids
          ? Int32Array.from({ length: sizeOf(of) }, () => below(ids + 2) - 1)
          : Float32Array.from({ length: sizeOf(of) }, () => normal(random));
        return input(b, of, { name, dtype: ids ? 'i32' : 'f32' });
      };
      const thin = () => shape.map((d) => (random() < 0.4 ? 1 : d));
      const axis = below(shape.length);
      const axes = shape.map((_, i) => i).filter(() => random() < 0.5);
      const order = shape.map((_, i) => (i + axis) % shape.length);
      const x = given('x', shape);
      const other = given('other', shape.with(axis, 1 + below(9)));
      const index = given('index', shape.with(axis, 1 + below(9)), shape[axis]);
      const condition = given('condition', thin());
      const step = 1 + below(2);
      const length = 1 + below(Math.ceil(shape[axis] / step));
      const outputs = [
        max(b, x, { axes }),
        min(b, x, { axes, keepDims: true }),
        sum(b, x, { axes }),
        argMax(b, x, { axis }),
        transpose(b, x, { order }),
        concat(b, [x, other, x], { axis }),
        gather(b, x, index, { axis }),
        where(b, condition, given('a', thin()), x),
        slice(b, x, { axis, start: 0, length, step }),
        pad(b, x, { axis, before: below(3), after: below(3), step, value: -Infinity }),
      ];
      expect(await differences(b, values, outputs)).toEqual([]);
    }),
    { seed: 5, numRuns: 4 },
  );
});
