import { describe, expect, test } from 'vitest';
import { CpuBackend } from '../backends/reference/cpu-backend';
import type { Region, Step } from '../plan/step';
import type { TensorData } from '../tensor/types';
import { OPTIMIZER_CASES, trainCase } from '../testing/optimizer-truth';
import { region } from '../testing/steps';
import { adamStep } from './adam';
import { normStep } from './clip-norm';
import { hyperValues } from './hyper';
import { optimizerState, optimizerSteps } from './optimizer';
import { sgdStep } from './sgd';
import type { TrainingSpec } from './training';

test.each(OPTIMIZER_CASES)('$name follows PyTorch for 20 steps', async (truth) => {
  expect(await trainCase(new CpuBackend(), truth)).toEqual([]);
});

const N = 5;
const places = {
  parameters: region('p', N),
  gradients: region('g', N),
  first: region('m', N),
  second: region('v', N),
  velocity: region('m', N),
  norm: region('n', 1),
  hyper: region('h', 16),
};

/** Runs one step on the given memory. */
function run(step: Step, memory: Record<string, TensorData>, done = 0): void {
  const data = step.regions.map(({ buffer }: Region) => memory[buffer]);
  step.reference(data, { seed: 0, step: done, cursor: 0 })();
}

const fresh = (gradient: number[], settings: Parameters<typeof hyperValues>[0]) => ({
  p: Float32Array.of(1, -2, 3, -4, 5),
  g: Float32Array.from(gradient),
  m: new Float32Array(N),
  v: new Float32Array(N),
  n: new Float32Array(1),
  h: hyperValues(settings),
});

describe('the gradient norm', () => {
  test('is the L2 norm of all gradients together', () => {
    const memory = fresh([3, 0, -4, 0, 12], { learningRate: 1 });
    run(normStep(places), memory);
    expect(memory.n[0]).toBe(13);
  });

  test('is 0 without gradients, and clipping then leaves the parameters alone', () => {
    const memory = fresh([0, 0, 0, 0, 0], { learningRate: 1, clipNorm: 0.5 });
    run(normStep(places), memory);
    run(sgdStep(places), memory);
    expect(memory.n[0]).toBe(0);
    expect([...memory.p]).toEqual([1, -2, 3, -4, 5]);
  });

  test('limits the step to the largest norm', () => {
    const memory = fresh([30, 0, -40, 0, 120], { learningRate: 1, clipNorm: 2 });
    const before = Array.from(memory.p);
    run(normStep(places), memory);
    run(sgdStep(places), memory);
    const length = Math.hypot(...memory.p.map((p, i) => p - before[i]));
    expect(length).toBeCloseTo(2, 5);
  });
});

describe('Adam', () => {
  test('moves every parameter by about the learning rate at its first step', () => {
    const memory = fresh([1e-3, -10, 5, 1, -2], { learningRate: 0.01 });
    run(adamStep(places), memory);
    const moved = memory.p.map((p, i) => p - [1, -2, 3, -4, 5][i]);
    for (let i = 0; i < N; i++) expect(Math.abs(moved[i])).toBeCloseTo(0.01, 4);
  });

  test('corrects its means at every step, late ones included', () => {
    // With a constant gradient both corrected means are exact whatever t: the step stays the rate.
    for (const t of [0, 1, 9, 999, 10_000, 100_000]) {
      const memory = fresh([2, 2, 2, 2, 2], { learningRate: 0.5 });
      memory.m.fill(2 * (1 - 0.9 ** t));
      memory.v.fill(4 * (1 - 0.999 ** t));
      run(adamStep(places), memory, t);
      expect(memory.p[0]).toBeCloseTo(0.5, 5);
    }
  });

  test('halves its learning rate after so many steps, and again after as many more', () => {
    for (const [t, moved] of [
      [0, 0.5],
      [200, 0.25],
      [400, 0.125],
    ]) {
      // With β = 0 a step is the learning rate times the sign of the gradient.
      const memory = fresh([2, 2, 2, 2, 2], {
        learningRate: 0.5,
        halfLife: 200,
        beta1: 0,
        beta2: 0,
      });
      const before = memory.p[0];
      run(adamStep(places), memory, t);
      expect(Math.abs(memory.p[0] - before)).toBeCloseTo(moved, 5);
    }
  });

  test('with β = 0 is the sign of the gradient', () => {
    const memory = fresh([2, -3, 4, -5, 6], { learningRate: 0.5, beta1: 0, beta2: 0 });
    run(adamStep(places), memory, 7);
    expect([...memory.p]).toEqual([0.5, -1.5, 2.5, -3.5, 4.5].map((p) => expect.closeTo(p, 5)));
  });
});

describe('a training spec', () => {
  const spec: TrainingSpec = {
    optimizer: 'adam',
    learningRate: 0.25,
    halfLife: 0,
    momentum: 0.5,
    weightDecay: 0.125,
    clipNorm: 2,
    batchSize: 8,
  };

  test('says how many numbers per parameter the optimiser keeps', () => {
    expect(optimizerState(spec).moments).toBe(2);
    expect(optimizerState({ ...spec, optimizer: 'sgd' }).moments).toBe(1);
  });

  test('gives its settings to the shaders', () => {
    expect([...optimizerState(spec).hyper.subarray(0, 4)]).toEqual([0.25, 0.125, 2, 0.5]);
  });

  test('makes two dispatches: the norm and the update of everything', () => {
    const moments = [places.first, places.second];
    const labels = (optimizer: 'sgd' | 'adam') =>
      optimizerSteps({ ...spec, optimizer }, { ...places, moments }).map((step) => step.label);
    expect(labels('adam')).toEqual(['gradient norm', 'Adam']);
    expect(labels('sgd')).toEqual(['gradient norm', 'SGD']);
  });
});
