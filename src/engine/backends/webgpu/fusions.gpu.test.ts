import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { disagreement } from '../../testing/agree';
import { FUSED_MODELS, runModel } from '../../testing/fused-models';
import { CpuBackend } from '../reference/cpu-backend';
import { openDevice } from './adapter';
import { WebGPUBackend } from './webgpu-backend';

const TOLERANCE = { abs: 5e-6, rel: 2e-5 };

let backends: WebGPUBackend[];
beforeAll(async () => {
  const open = await openDevice();
  const other = await openDevice();
  backends = [new WebGPUBackend(open), new WebGPUBackend({ ...other, software: !open.software })];
});
afterAll(() => {
  for (const backend of backends) backend.destroy();
});

describe.each([0, 1])('fused kernels, with and without barriers (%i)', (which) => {
  test.each(FUSED_MODELS)('$name: as single operations on the CPU', async (model) => {
    const single = await runModel(new CpuBackend(), model, []);
    const fused = await runModel(backends[which], model, undefined);
    for (const [name, expected] of single.results) {
      const actual = fused.results.get(name) ?? new Float32Array();
      expect([name, disagreement(actual, expected, TOLERANCE)]).toEqual([name, null]);
    }
  });
});
