import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDevice } from '../backends/webgpu/adapter';
import { WebGPUBackend } from '../backends/webgpu/webgpu-backend';
import type { Region, Step } from '../plan/step';
import { disagreement } from '../testing/agree';
import { AttentionBench, type AttentionCase } from '../testing/attention-cases';
import type { AttentionTensor } from './shared/attention-kernels';

const TOLERANCE = { abs: 1e-6, rel: 1e-5 };
const TENSORS = ['z', 'dq', 'dk', 'dv'] as const;

const backends: Record<string, WebGPUBackend> = {};
beforeAll(async () => {
  for (const software of [true, false]) {
    const open = await openDevice();
    backends[software ? 'without' : 'with'] = new WebGPUBackend({ ...open, software });
  }
});
afterAll(() => {
  for (const backend of Object.values(backends)) backend.destroy();
});

const base = { loops: [2, 3], queries: 19, keys: 21, keyWidth: 6, valueWidth: 5 };

const masked: AttentionCase = {
  ...base,
  title: 'masked rows, heads side by side',
  mask: [true, true, true, true],
  merged: true,
};

// Pipelines take most of the time: those with barriers, which are slow to compile, run only twice.
const WIDE: readonly AttentionCase[] = [
  {
    ...base,
    title: 'causal, a mask of keys, shared keys',
    loops: [2, 2, 3],
    shared: [2],
    merged: true,
    causal: true,
    mask: [true, false, false, false, true],
    queries: 37,
    keys: 35,
  },
  {
    ...base,
    title: 'wide rows, one set of keys',
    shared: [0, 1],
    keyWidth: 70,
    valueWidth: 67,
  },
];
const CASES: readonly AttentionCase[] = [
  masked,
  { ...base, title: 'causal, more keys than queries', causal: true, queries: 9, keys: 35 },
  { ...base, title: 'one of everything', loops: [1], queries: 1, keys: 1, keyWidth: 1 },
  { ...base, title: 'large scores', whole: 60, keyWidth: 4 },
];

describe('attention without barriers gives what the graph gives', () => {
  test.each([...WIDE, ...CASES])('$title', async (given) => {
    expect(await errors(given, backends.without)).toEqual([]);
  });
});

describe('attention with barriers gives what the graph gives', () => {
  test.each(WIDE)('$title', async (given) => {
    expect(await errors(given, backends.with)).toEqual([]);
  });
});

test.each([
  { tensor: 'q', value: Number.NaN },
  { tensor: 'k', value: Infinity },
  { tensor: 'k', value: -Infinity },
  { tensor: 'v', value: Infinity },
] as const)('$value in $tensor spoils what it does in the graph', async (poison) => {
  expect(await errors({ ...masked, poison }, backends.without)).toEqual([]);
});

async function errors(given: AttentionCase, backend: WebGPUBackend): Promise<string[]> {
  const bench = new AttentionBench(given);
  const regionOf = (name: AttentionTensor): Region => ({
    buffer: `attention.${name}`,
    offset: 0,
    length: bench.memory[name].length,
    dtype: 'f32',
  });
  const names = Object.keys(bench.memory) as AttentionTensor[];
  const buffers = names.map((name) => ({
    name: regionOf(name).buffer,
    length: regionOf(name).length,
  }));
  backend.allocate(buffers);
  for (const name of names) backend.write(regionOf(name), bench.memory[name]);
  const steps = bench.kernels.map(
    ({ kernel, tensors, writes }, i): Step => ({
      label: `attention ${i}`,
      kernel,
      regions: tensors.map((name) => regionOf(name === 'mask' && !given.mask ? 'q' : name)),
      writes,
      reference: () => () => {},
    }),
  );
  const executable = await backend.prepare(steps);
  executable.run(2);
  const results = await backend.read(TENSORS.map(regionOf));
  executable.destroy();
  backend.free(buffers.map(({ name }) => name));
  // Gradients that cancel leave the rounding of what they are made of: large keys.
  const tolerance = { ...TOLERANCE, abs: TOLERANCE.abs * (given.whole ?? 1) };
  return TENSORS.flatMap((name, i) => {
    bench.memory[name].set(results[i]);
    const why = disagreement(bench.headwise(name), bench.expected[name], tolerance);
    return why ? [`${name}: ${why}`] : [];
  });
}
