import { afterAll, beforeAll, expect, test } from 'vitest';
import { OPS } from '../../ops/catalogue';
import type { AnyOp } from '../../graph/op';
import { disagreements } from '../../testing/kernel-checks';
import { poisoned } from '../../testing/samples';
import { createWebGPUBackend, type WebGPUBackend } from './webgpu-backend';

let gpu: WebGPUBackend;
beforeAll(async () => {
  gpu = await createWebGPUBackend();
});
afterAll(() => gpu.destroy());

const takesNumbers = ({ kernel, samples }: AnyOp) =>
  typeof kernel === 'function' &&
  samples.some(({ inputs }) => inputs.some(({ dtype }) => dtype !== 'i32'));

const tests = OPS.filter(takesNumbers);
const first = ({ samples }: AnyOp) => samples.slice(0, 2);

// One bad number in each input in turn: it must spread, or be masked, as in the reference.
test.each(tests)('$name: NaN and infinities', async (op) => {
  const samples = first(op).flatMap((sample) =>
    [Number.NaN, Infinity, -Infinity].flatMap((poison) => poisoned(sample, poison)),
  );
  expect(await disagreements(op, samples, gpu)).toEqual([]);
});

// WGSL lets a device take them for 0 (section 15.7.3): then all must be as it is with 0.
test.each(tests)('$name: numbers too small for full precision', async (op) => {
  const samples = first(op).flatMap((sample) => poisoned(sample, 1e-40));
  const zeros = first(op).flatMap((sample) => poisoned(sample, 0));
  expect(await disagreements(op, samples, gpu, zeros)).toEqual([]);
});
