import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OPS } from '../../ops/catalogue';
import { disagreements } from '../../testing/kernel-checks';
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

const kernels = OPS.filter((op) => typeof op.kernel === 'function');

describe('every kernel agrees with its reference', () => {
  test.each(kernels)('$name', async (op) => {
    expect(await disagreements(op, op.samples, backend)).toEqual([]);
  });
});

describe('kernels with and without barriers agree with their reference', () => {
  test.each(kernels.filter(hasTwoWays))('$name', async (op) => {
    expect(await disagreements(op, op.samples, opposite)).toEqual([]);
  });
});

function hasTwoWays(op: AnyOp): boolean {
  return op.samples.some(({ attrs, inputs: given }) => {
    const inputs = given.map(({ shape, dtype = 'f32' as const }) => ({ dtype, shape }));
    const use = { attrs, inputs, output: op.infer(inputs, attrs) };
    return typeof op.kernel === 'function' && op.kernel(use).withoutBarriers !== undefined;
  });
}
