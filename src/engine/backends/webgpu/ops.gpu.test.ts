import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Builder } from '../../graph/builder';
import { OPS } from '../../ops/catalogue';
import { input } from '../../ops/source';
import { evaluateOn } from '../../testing/evaluate-on';
import { sampleInputs } from '../../testing/samples';
import { disagreement } from '../../testing/agree';
import { zeros } from '../../tensor/shape';
import type { TensorData } from '../../tensor/types';
import type { AnyOp } from '../../graph/op';
import { openDevice } from './adapter';
import { WebGPUBackend } from './webgpu-backend';

let backend: WebGPUBackend;
/** The same for the kind of adapter that this one is not. */
let opposite: WebGPUBackend;
beforeAll(async () => {
  const open = await openDevice();
  backend = new WebGPUBackend(open);
  opposite = new WebGPUBackend({ ...(await openDevice()), software: !open.software });
});
afterAll(() => {
  backend.destroy();
  opposite.destroy();
});

const runtime = { seed: 0xdecade, step: 3, cursor: 2 };

const kernels = OPS.filter((op) => typeof op.kernel === 'function');

describe('every kernel agrees with its reference', () => {
  test.each(kernels)('$name', async (op) => {
    expect(await disagreements(op, backend)).toEqual([]);
  });
});

describe('kernels with and without barriers agree with their reference', () => {
  test.each(kernels.filter(hasTwoWays))('$name', async (op) => {
    expect(await disagreements(op, opposite)).toEqual([]);
  });
});

function hasTwoWays(op: AnyOp): boolean {
  return op.samples.some(({ attrs, inputs: given }) => {
    const inputs = given.map(({ shape, dtype = 'f32' as const }) => ({ dtype, shape }));
    const use = { attrs, inputs, output: op.infer(inputs, attrs) };
    return typeof op.kernel === 'function' && op.kernel(use).withoutBarriers !== undefined;
  });
}

/** All samples of an operation side by side in one graph: one submit and one read. */
async function disagreements(op: AnyOp, on: WebGPUBackend): Promise<string[]> {
  const b = new Builder();
  const values: Record<string, TensorData> = {};
  const cases = op.samples.map((sample, s) => {
    const data = sampleInputs(sample);
    const nodes = sample.inputs.map(({ shape, dtype }, i) => {
      const node = input(b, shape, { name: `${s}.${i}`, dtype });
      values[node.name] = data[i];
      return node;
    });
    const { name, type } = b.apply(op, nodes, sample.attrs, { name: `${s}` });
    const out = zeros(type);
    const inputs = nodes.map((node) => node.type);
    op.reference({ attrs: sample.attrs, inputs, output: type, data, out, runtime })();
    return { title: sample.title, name, out };
  });
  const names = cases.map(({ name }) => name);
  const actual = await evaluateOn(on, b, values, names, runtime);
  return cases.flatMap(({ title, name, out }) => {
    const why = disagreement(actual[name], out, op.tolerance);
    return why ? [`${title}: ${why}`] : [];
  });
}
