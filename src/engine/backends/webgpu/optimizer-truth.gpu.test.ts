import { afterAll, beforeAll, expect, test } from 'vitest';
import { OPTIMIZER_CASES, trainCase } from '../../testing/optimizer-truth';
import { createWebGPUBackend, type WebGPUBackend } from './webgpu-backend';

let gpu: WebGPUBackend;
beforeAll(async () => {
  gpu = await createWebGPUBackend();
});
afterAll(() => gpu.destroy());

test.each(OPTIMIZER_CASES)('$name follows PyTorch for 20 steps on the GPU', async (truth) => {
  expect(await trainCase(gpu, truth)).toEqual([]);
});
