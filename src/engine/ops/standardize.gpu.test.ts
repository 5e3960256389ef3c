import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { appendGradients } from '../autodiff/gradients';
import { openDevice } from '../backends/webgpu/adapter';
import { WebGPUBackend } from '../backends/webgpu/webgpu-backend';
import { Builder } from '../graph/builder';
import type { Node } from '../graph/node';
import { sizeOf } from '../tensor/shape';
import type { Shape, TensorData } from '../tensor/types';
import { disagreement } from '../testing/agree';
import { evaluateGraph } from '../testing/evaluate';
import { evaluateOn } from '../testing/evaluate-on';
import { normal, seededRandom } from '../testing/samples';
import { add } from './add';
import { mul } from './mul';
import { rmsNorm } from './rms-norm';
import { input } from './source';
import { standardize } from './standardize';
import { sum } from './sum';

/** As this adapter is, and as the other kind would be: with and without barriers. */
let backends: WebGPUBackend[];
beforeAll(async () => {
  const open = await openDevice();
  const other = await openDevice();
  backends = [new WebGPUBackend(open), new WebGPUBackend({ ...other, software: !other.software })];
});
afterAll(() => {
  for (const backend of backends) backend.destroy();
});

type Norm = (b: Builder, x: Node, gain: Node, name: string) => Node;

/** Several uses side by side, each with its gradient, and how they differ from the references. */
async function disagreements(
  uses: readonly { readonly shape: Shape; readonly norm: Norm; readonly data: TensorData }[],
  tolerance: { readonly abs: number; readonly rel: number },
): Promise<string[]> {
  const b = new Builder();
  const values: Record<string, TensorData> = {};
  const random = seededRandom(17);
  const losses = uses.map(({ shape, norm, data }, k) => {
    const x = input(b, shape, { name: `x${k}` });
    const weights = input(b, shape, { name: `upstream${k}` });
    const gain = input(b, shape.slice(-1), { name: `gain${k}` });
    values[x.name] = data;
    values[gain.name] = drawn(shape.slice(-1), k);
    values[weights.name] = Float32Array.from(data, () => normal(random));
    return sum(b, mul(b, norm(b, x, gain, `y${k}`), weights));
  });
  const loss = losses.reduce((all, one) => add(b, all, one));
  const given = uses.flatMap((_, k) => [`x${k}`, `gain${k}`]);
  const gradients = appendGradients(b, loss, given);
  const names = [
    ...uses.map((_, k) => `y${k}`),
    ...given.flatMap((name) => gradients.get(name)?.name ?? []),
  ];
  // Double precision from the same single-precision numbers: the truth for both.
  const expected = evaluateGraph(b, values, { double: true });
  const found: string[] = [];
  for (const backend of backends) {
    const actual = await evaluateOn(backend, b, values, names);
    for (const name of names) {
      const truth = Float32Array.from(expected.get(name) as TensorData);
      const why = disagreement(actual[name], truth, tolerance);
      if (why) found.push(`${name}: ${why}`);
    }
  }
  return found;
}

function drawn(shape: Shape, seed: number, mean = 0): Float32Array {
  const random = seededRandom(seed);
  return Float32Array.from({ length: sizeOf(shape) }, () => mean + normal(random));
}

const shapes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });

test('random shapes over random axes, forward and backward', async () => {
  const cases = fc.sample(
    shapes.chain((shape) =>
      fc.record({
        shape: fc.constant(shape),
        axes: fc.subarray(
          shape.map((_, axis) => axis),
          { minLength: 1 },
        ),
      }),
    ),
    { seed: 4, numRuns: 6 },
  );
  const uses = cases.map(({ shape, axes }, seed) => ({
    shape,
    data: drawn(shape, seed),
    norm: (b: Builder, x: Node, _: Node, name: string) =>
      standardize(b, x, { axes, eps: 0.01 }, { name }),
  }));
  expect(await disagreements(uses, { abs: 4e-6, rel: 2e-5 })).toEqual([]);
});

test('a large mean costs no digits', async () => {
  const uses = [[0, 2], [1]].map((axes, seed) => ({
    shape: [16, 3, 25],
    data: drawn([16, 3, 25], seed, 1e4),
    norm: (b: Builder, x: Node, _: Node, name: string) =>
      standardize(b, x, { axes, eps: 1e-5 }, { name }),
  }));
  expect(await disagreements(uses, { abs: 4e-6, rel: 2e-5 })).toEqual([]);
});

test('a NaN or an infinity makes its whole group NaN, short or long', async () => {
  for (const length of [5, 100]) {
    const data = drawn([4, length], length);
    data[2] = Number.NaN;
    data[length] = Infinity;
    data[3 * length - 1] = -Infinity;
    const b = new Builder();
    const x = input(b, [4, length], { name: 'x' });
    standardize(b, x, { axes: [1], eps: 1e-5 }, { name: 'y' });
    for (const backend of backends) {
      const { y } = await evaluateOn(backend, b, { x: data }, ['y']);
      expect(y.slice(0, 3 * length).every(Number.isNaN)).toBe(true);
      expect(y.slice(3 * length).every(Number.isFinite)).toBe(true);
    }
  }
});

test('RMS normalisation of random shapes, forward and backward', async () => {
  const cases = [...fc.sample(shapes, { seed: 6, numRuns: 3 }), [3, 200]];
  const uses = cases.map((shape, seed) => ({
    shape,
    data: drawn(shape, seed),
    norm: (b: Builder, x: Node, gain: Node, name: string) =>
      rmsNorm(b, x, gain, { eps: 1e-3 }, { name }),
  }));
  expect(await disagreements(uses, { abs: 4e-6, rel: 2e-5 })).toEqual([]);
});
