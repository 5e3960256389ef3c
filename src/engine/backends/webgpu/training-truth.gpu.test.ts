import { afterAll, beforeAll, expect, test } from 'vitest';
import { followTraining, TRAINING_CASES } from '../../testing/training-truth';
import { SPEC_CASES, specGraph } from '../../testing/truth-specs';
import { createWebGPUBackend, type WebGPUBackend } from './webgpu-backend';

let gpu: WebGPUBackend;
beforeAll(async () => {
  gpu = await createWebGPUBackend();
});
afterAll(() => gpu.destroy());

test.each(TRAINING_CASES)('$name follows PyTorch for 30 steps on the GPU', async (truth) => {
  expect(await followTraining(gpu, truth)).toEqual([]);
});

test.each(SPEC_CASES)(
  '$name, built from a specification, follows PyTorch for 30 steps on the GPU',
  async ({ truth, spec }) => {
    expect(await followTraining(gpu, truth, specGraph(truth, spec))).toEqual([]);
  },
);
