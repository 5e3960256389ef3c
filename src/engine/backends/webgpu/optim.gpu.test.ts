import { afterAll, beforeAll, expect, test } from 'vitest';
import { adamStep } from '../../optim/adam';
import { advanceCursor, advanceStep, recordStep } from '../../optim/bookkeeping';
import { normStep } from '../../optim/clip-norm';
import { HYPER_LENGTH, hyperValues } from '../../optim/hyper';
import { sgdStep } from '../../optim/sgd';
import { copyStep } from '../../plan/copy';
import type { TensorData } from '../../tensor/types';
import { disagreement } from '../../testing/agree';
import { normal, seededRandom } from '../../testing/samples';
import { region } from '../../testing/steps';
import { type Backend, type Region, RUNTIME_BUFFER, type Step } from '../backend';
import { CpuBackend } from '../reference/cpu-backend';
import { createWebGPUBackend, type WebGPUBackend } from './webgpu-backend';

/** Parameters: no multiple of a workgroup, and more than the norm's one workgroup takes at once. */
const P = 1333;
const SLOTS = 8;

const parameters = region('parameters', P);
const gradients = region('gradients', P);
const first = region('first', P);
const second = region('second', P);
const norm = region('norm', 1);
const hyper = region('hyper', HYPER_LENGTH);
const ring = region('ring', 4 * SLOTS);
const counters = region(RUNTIME_BUFFER, 4, 'i32');
const own = [parameters, gradients, first, second, norm, hyper, ring];

const settings = { learningRate: 0.01, momentum: 0.9, weightDecay: 0.1 };
const adam = { parameters, gradients, first, second, norm, hyper };
const sgd = { parameters, gradients, velocity: first, norm, hyper };

let gpu: WebGPUBackend;
beforeAll(async () => {
  gpu = await createWebGPUBackend();
});
afterAll(() => gpu.destroy());

/** What the steps leave behind after some runs, from the same start. */
async function after(
  backend: Backend,
  steps: readonly Step[],
  { clipNorm, step, runs }: { clipNorm: number; step: number; runs: number },
  wanted: readonly Region[],
): Promise<TensorData[]> {
  const random = seededRandom(3);
  const draw = () => Float32Array.from({ length: P }, () => normal(random));
  backend.allocate(own.map(({ buffer, length }) => ({ name: buffer, length })));
  backend.write(parameters, draw());
  backend.write(gradients, draw());
  backend.write(hyper, hyperValues({ ...settings, clipNorm }));
  backend.setRuntime({ seed: 1, step, cursor: 0 });
  const executable = await backend.prepare(steps);
  executable.run(runs);
  const data = await backend.read(wanted);
  executable.destroy();
  backend.free(own.map(({ buffer }) => buffer));
  return data;
}

test.each<[string, Step, number]>([
  ['SGD', sgdStep(sgd), 0],
  ['SGD, clipped', sgdStep(sgd), 2],
  ['SGD with Nesterov momentum', sgdStep(sgd, { nesterov: true }), 0],
  ['Adam', adamStep(adam), 0],
  ['Adam, clipped', adamStep(adam), 2],
  ['Adam with decoupled weight decay', adamStep(adam, { decoupled: true }), 0],
])('%s: 20 steps as on the CPU, from step 0 and from step 99,990', async (_, update, clipNorm) => {
  const steps = [normStep({ gradients, norm }), update, advanceStep()];
  for (const step of [0, 99_990]) {
    const start = { clipNorm, step, runs: 20 };
    const wanted = [parameters, first, second, norm];
    const expected = await after(new CpuBackend(), steps, start, wanted);
    const actual = await after(gpu, steps, start, wanted);
    const wrong = wanted.flatMap(({ buffer }, i) => {
      // Adam divides by √v: where gradient and decay nearly cancel, rounding is magnified.
      const abs = buffer === 'parameters' ? 1e-5 : 1e-7;
      const why = disagreement(actual[i], expected[i], { abs, rel: 2e-6 });
      return why ? [`step ${step}, ${buffer}: ${why}`] : [];
    });
    expect(wrong).toEqual([]);
  }
});

test('bookkeeping: records go round the ring, and counters count', async () => {
  const steps = [
    normStep({ gradients, norm }),
    copyStep('gradients', gradients, parameters),
    recordStep({
      loss: region('parameters', 1),
      accuracy: region('hyper', 1),
      gradNorm: norm,
      ring,
    }),
    advanceStep(),
    advanceCursor(),
    advanceCursor(),
  ];
  const start = { clipNorm: 0, step: 5, runs: 11 };
  const expected = await after(new CpuBackend(), steps, start, [counters, ring, parameters]);
  const actual = await after(gpu, steps, start, [counters, ring, parameters]);
  expect([...actual[0]]).toEqual([1, 16, 22, 0]);
  expect([...expected[0]]).toEqual([1, 16, 22, 0]);
  expect(actual[2]).toEqual(expected[2]);
  expect(disagreement(actual[1], expected[1], { abs: 0, rel: 1e-6 })).toBeNull();
  // Steps 5 to 15 into 8 slots: 8 to 15 are left.
  const numbers = Array.from({ length: SLOTS }, (_, slot) => actual[1][4 * slot + 3]);
  expect(numbers).toEqual([8, 9, 10, 11, 12, 13, 14, 15]);
});
