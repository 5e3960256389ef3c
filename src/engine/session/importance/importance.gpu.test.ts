import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Backend } from '../../backends/backend';
import { CpuBackend } from '../../backends/reference/cpu-backend';
import { createWebGPUBackend, type WebGPUBackend } from '../../backends/webgpu/webgpu-backend';
import { Session } from '../session';

const noFiles = () => Promise.reject(new Error('no file is needed here'));
let gpu: WebGPUBackend;
beforeAll(async () => {
  gpu = await createWebGPUBackend();
});
afterAll(() => gpu.destroy());

/** Everything that is asked about importance, of the same model on a backend. */
async function answersOn(backend: Backend) {
  const info = { kind: backend.kind, adapter: backend.adapter };
  const session = new Session(backend, info, noFiles, () => undefined);
  const defaults = await session.defaults('who-did-what');
  const settings = { ...defaults.settings, width: 16, layers: 2, mlp: true, batchSize: 16 };
  await session.load({ ...defaults, settings: { ...settings, dropout: 0 } });
  await session.step(10);
  const all = await session.ask('ablateAll', { kind: 'mean' });
  const uniform = await session.ask('ablate', {
    layer: 1,
    head: 1,
    kind: 'uniform',
    on: 'held-out',
  });
  const { features, ...scores } = await session.ask('attribution', { class: 2, steps: 32 });
  const parts = await session.ask('logitAttribution', { class: 2 });
  const other = await session.ask('otherAttention', { class: 2, count: 40 });
  await session.close();
  const [{ integrated, gradientInput, occlusion, attention }] = features;
  return [
    ...(all?.heads ?? []).map(({ loss }) => loss),
    uniform.without.loss,
    scores.logit,
    scores.total,
    ...integrated,
    ...gradientInput,
    ...occlusion,
    ...(attention?.values ?? []),
    ...parts.components.map(({ contribution }) => contribution),
    ...(other?.distances ?? []),
    ...(other?.divergences ?? []),
  ];
}

test('both backends give the same answers', async () => {
  const expected = await answersOn(new CpuBackend());
  const found = await answersOn(gpu);
  expect(found).toHaveLength(expected.length);
  for (const [i, value] of found.entries()) expect(value).toBeCloseTo(expected[i], 2);
}, 120_000);
