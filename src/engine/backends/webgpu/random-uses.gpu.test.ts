import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { OPS } from '../../ops/catalogue';
import { disagreements } from '../../testing/kernel-checks';
import { RANDOM_USES } from '../../testing/random-uses';
import { createWebGPUBackend, type WebGPUBackend } from './webgpu-backend';

const USES = 6;

let gpu: WebGPUBackend;
beforeAll(async () => {
  gpu = await createWebGPUBackend();
});
afterAll(() => gpu.destroy());

test.each(OPS.filter(({ name }) => name in RANDOM_USES))(
  '$name, used at random, agrees with its reference',
  async (op) => {
    const samples = fc.sample(RANDOM_USES[op.name], { seed: 21, numRuns: USES });
    expect(await disagreements(op, samples, gpu)).toEqual([]);
  },
);
