import { afterAll, beforeAll, expect, test } from 'vitest';
import { advanceCursor, recordStep } from '../../optim/bookkeeping';
import { NORM, NORM_LENGTH, normStep } from '../../optim/clip-norm';
import { HYPER_LENGTH, type HyperSettings, hyperValues } from '../../optim/hyper';
import { OPTIMIZERS, optimizerState, optimizerSteps } from '../../optim/optimizer';
import type { Schedule } from '../../optim/schedule';
import type { TrainingSpec } from '../../optim/training';
import { copyStep } from '../../plan/copy';
import type { TensorData } from '../../tensor/types';
import { disagreement } from '../../testing/agree';
import { normal, seededRandom } from '../../testing/samples';
import { region } from '../../testing/steps';
import { type Backend, type Region, RUNTIME_BUFFER, type Step } from '../backend';
import { CpuBackend } from '../reference/cpu-backend';
import { openDevice } from './adapter';
import { createWebGPUBackend, WebGPUBackend } from './webgpu-backend';

/** Parameters: no multiple of a workgroup, and more than the norm's one workgroup takes at once. */
const P = 1333;
const SLOTS = 8;

const parameters = region('parameters', P);
const gradients = region('gradients', P);
const moments = ['first', 'second', 'third'].map((name) => region(name, P));
const norm = region('norm', NORM_LENGTH);
const hyper = region('hyper', HYPER_LENGTH);
const ring = region('ring', 4 * SLOTS);
const counters = region(RUNTIME_BUFFER, 4, 'i32');
const broken = region('broken', P);
const own = [parameters, gradients, ...moments, norm, hyper, ring];

const settings = { learningRate: 0.01, momentum: 0.9, weightDecay: 0.1 };

let gpu: WebGPUBackend;
beforeAll(async () => {
  gpu = await createWebGPUBackend();
});
afterAll(() => gpu.destroy());

/** What the steps leave behind after some runs, from the same start. */
async function after(
  backend: Backend,
  steps: readonly Step[],
  { hyperData, step, runs }: { hyperData: Float32Array; step: number; runs: number },
  wanted: readonly Region[],
): Promise<TensorData[]> {
  const random = seededRandom(3);
  const draw = () => Float32Array.from({ length: P }, () => normal(random));
  backend.allocate(own.map(({ buffer, length }) => ({ name: buffer, length })));
  backend.write(parameters, draw());
  backend.write(gradients, draw());
  backend.write(hyper, hyperData);
  backend.setRuntime({ seed: 1, step, cursor: 0 });
  const executable = await backend.prepare(steps);
  executable.run(runs);
  const data = await backend.read(wanted);
  executable.destroy();
  backend.free(own.map(({ buffer }) => buffer));
  return data;
}

test.each(
  OPTIMIZERS.flatMap(({ name, choice }): [string, Partial<TrainingSpec>][] => [
    [name, choice],
    [`${name}, clipped by norm and by value`, { ...choice, clipNorm: 20, clipValue: 0.5 }],
  ]),
)('%s: 20 steps as on the CPU, from step 0 and from step 99,990', async (_, changes) => {
  const training: TrainingSpec = { optimizer: 'sgd', batchSize: 1, ...settings, ...changes };
  const steps = optimizerSteps(training, { parameters, gradients, moments, norm, hyper });
  const state = optimizerState(training);
  const kept = moments.slice(0, state.moments);
  for (const step of [0, 99_990]) {
    const start = { hyperData: state.hyper, step, runs: 20 };
    const wanted = [parameters, ...kept, norm];
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

test.each(OPTIMIZERS)('$name shows a gradient that is no number', async ({ choice }) => {
  const training = { ...settings, ...choice, clipValue: 0.5, batchSize: 1 };
  const steps = [
    copyStep('broken', broken, gradients),
    ...optimizerSteps(training, { parameters, gradients, moments, norm, hyper }),
  ];
  gpu.allocate([{ name: broken.buffer, length: P }]);
  gpu.write(
    broken,
    Float32Array.from({ length: P }, (_, i) => (i === 70 ? Number.NaN : 1)),
  );
  const start = { hyperData: optimizerState(training).hyper, step: 0, runs: 1 };
  const [found] = await after(gpu, steps, start, [parameters]);
  gpu.free([broken.buffer]);
  expect([...found.keys()].filter((i) => Number.isNaN(found[i]))).toEqual([70]);
});

/** Each with something that happens between the steps 99,990 and 100,010. */
const SCHEDULES: readonly (Partial<HyperSettings> & { readonly schedule: Schedule })[] = [
  { schedule: { kind: 'constant' } },
  { schedule: { kind: 'half-life', steps: 30_000 } },
  { schedule: { kind: 'step', steps: 33_333 } },
  { schedule: { kind: 'step', steps: 3 } },
  { schedule: { kind: 'cosine', steps: 100_000, minRate: 1e-4 } },
  { schedule: { kind: 'cosine', steps: 7 } },
  { schedule: { kind: 'one-cycle', steps: 15 } },
  { schedule: { kind: 'one-cycle', steps: 100_000 } },
  { schedule: { kind: 'one-cycle', steps: 333_340 } },
  { schedule: { kind: 'inverse-sqrt', steps: 10 } },
  { schedule: { kind: 'inverse-sqrt', steps: 100_000 } },
  { schedule: { kind: 'cosine', steps: 10 }, warmupSteps: 8 },
  { schedule: { kind: 'one-cycle', steps: 20 }, warmupSteps: 100_000 },
];

test.each(SCHEDULES)('rates of $schedule as on the CPU', async ({ schedule, warmupSteps }) => {
  const hyperData = hyperValues({ learningRate: 0.1, schedule, warmupSteps });
  const rates = async (backend: Backend, step: number) => {
    backend.allocate(own.map(({ buffer, length }) => ({ name: buffer, length })));
    backend.write(hyper, hyperData);
    backend.setRuntime({ seed: 1, step, cursor: 0 });
    const executable = await backend.prepare([normStep({ gradients, norm, hyper })]);
    const found: number[] = [];
    for (let run = 0; run < 20; run++) {
      executable.run(1);
      const [read] = await backend.read([norm]);
      found.push(read[NORM.rate]);
    }
    executable.destroy();
    backend.free(own.map(({ buffer }) => buffer));
    return found;
  };
  for (const step of [0, 99_990]) {
    const expected = await rates(new CpuBackend(), step);
    const actual = await rates(gpu, step);
    // Each rate by itself: they range over many powers of ten.
    const wrong = expected.flatMap((rate, i) =>
      Math.abs(actual[i] - rate) <= 5e-6 * rate
        ? []
        : [`step ${step + i}: ${actual[i]} instead of ${rate}`],
    );
    expect(wrong).toEqual([]);
  }
});

test('bookkeeping: records go round the ring, and counters count', async () => {
  const steps = [
    normStep({ gradients, norm, hyper }),
    copyStep('gradients', gradients, parameters),
    recordStep({
      loss: region('parameters', 1),
      accuracy: region('hyper', 1),
      gradNorm: norm,
      ring,
    }),
    advanceCursor(),
    advanceCursor(),
  ];
  const start = { hyperData: hyperValues(settings), step: 5, runs: 11 };
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

test('the norm is found by many threads as by few', async () => {
  // More than eight times 256, which is what all threads take at once, and some left over.
  const many = region('many', 5001);
  const random = seededRandom(9);
  const values = Float32Array.from({ length: many.length }, () => normal(random));
  const open = await openDevice();
  const opposite = new WebGPUBackend({ ...open, software: !open.software });
  for (const backend of [gpu, opposite]) {
    backend.allocate([many, norm, hyper].map(({ buffer, length }) => ({ name: buffer, length })));
    backend.write(many, values);
    backend.write(hyper, hyperValues({ learningRate: 0.1, clipNorm: 1 }));
    backend.setRuntime({ seed: 1, step: 41, cursor: 0 });
    const executable = await backend.prepare([normStep({ gradients: many, norm, hyper })]);
    executable.run(1);
    const [found, counted] = await backend.read([norm, counters]);
    executable.destroy();
    backend.free([many, norm, hyper].map(({ buffer }) => buffer));
    const length = Math.hypot(...values);
    const expected = [length, 0.1, 1 / length, 41, 1 - 0.9 ** 42, Math.sqrt(1 - 0.999 ** 42)];
    expect(disagreement(found, Float32Array.from(expected), { abs: 0, rel: 2e-6 })).toBeNull();
    expect([...counted]).toEqual([1, 42, 0, 0]);
  }
  opposite.destroy();
});
