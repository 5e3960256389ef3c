import katex from 'katex';
import { describe, expect, test } from 'vitest';
import { CpuBackend } from '../backends/reference/cpu-backend';
import { type Region, RUNTIME_BUFFER, type Step } from '../plan/step';
import { OPTIMIZER_CASES, trainCase } from '../testing/optimizer-truth';
import type { TensorData } from '../tensor/types';
import { region } from '../testing/steps';
import { NORM_LENGTH } from './clip-norm';
import { HYPER_LENGTH, hyperValues } from './hyper';
import { OPTIMIZERS, optimizerState, optimizerSteps } from './optimizer';
import type { TrainingSpec } from './training';

test.each(OPTIMIZER_CASES)('$name follows PyTorch for 20 steps', async (truth) => {
  expect(await trainCase(new CpuBackend(), truth)).toEqual([]);
});

const N = 5;
const places = {
  parameters: region('p', N),
  gradients: region('g', N),
  moments: [region('m', N), region('v', N), region('w', N)],
  norm: region('n', NORM_LENGTH),
  hyper: region('h', HYPER_LENGTH),
};

type Settings = Omit<TrainingSpec, 'optimizer' | 'batchSize'>;

/** Memory of an optimiser before its first step, and how to make steps in it. */
function start(
  optimizer: TrainingSpec['optimizer'],
  gradient: readonly number[],
  settings: Settings,
) {
  const spec = { ...settings, optimizer, batchSize: 1 };
  const memory = {
    p: Float32Array.of(1, -2, 3, -4, 5),
    g: Float32Array.from(gradient),
    m: new Float32Array(N),
    v: new Float32Array(N),
    w: new Float32Array(N),
    n: new Float32Array(NORM_LENGTH),
    h: optimizerState(spec).hyper,
    [RUNTIME_BUFFER]: new Int32Array(4),
  };
  const run = (step: Step, done: number) => {
    const data = step.regions.map(
      ({ buffer }: Region) => (memory as Record<string, TensorData>)[buffer],
    );
    step.reference(data, { seed: 0, step: done, cursor: 0 })();
  };
  const step = (done = 0) => {
    memory[RUNTIME_BUFFER][1] = done;
    for (const part of optimizerSteps(spec, places)) run(part, done);
  };
  return { memory, step };
}

const close = (values: readonly number[], digits = 6) =>
  values.map((value) => expect.closeTo(value, digits));

describe('clipping', () => {
  test('knows the L2 norm of all gradients together', () => {
    const { memory, step } = start('sgd', [3, 0, -4, 0, 12], { learningRate: 1 });
    step(6);
    expect([...memory.n.subarray(0, 4)]).toEqual([13, 1, 1, 6]);
  });

  test('without gradients leaves the parameters alone', () => {
    const { memory, step } = start('sgd', [0, 0, 0, 0, 0], { learningRate: 1, clipNorm: 0.5 });
    step();
    expect(memory.n[0]).toBe(0);
    expect([...memory.p]).toEqual([1, -2, 3, -4, 5]);
  });

  test('by norm limits the step to the largest norm', () => {
    const { memory, step } = start('sgd', [30, 0, -40, 0, 120], { learningRate: 1, clipNorm: 2 });
    const before = Array.from(memory.p);
    step();
    const length = Math.hypot(...memory.p.map((p, i) => p - before[i]));
    expect(length).toBeCloseTo(2, 5);
  });

  test('by value limits each gradient by itself', () => {
    const settings = { learningRate: 1, clipValue: 0.5 };
    const { memory, step } = start('sgd', [0.25, -0.75, 9, -0.5, 0], settings);
    step();
    expect([...memory.p]).toEqual([0.75, -1.5, 2.5, -3.5, 5]);
  });

  test('by value comes after clipping by norm', () => {
    // The norm is 10: by norm to 2, then the entries 1.2 and −1.6 to at most 1.5.
    const settings = { learningRate: 1, clipNorm: 2, clipValue: 1.5 };
    const { memory, step } = start('sgd', [6, -8, 0, 0, 0], settings);
    step();
    expect([...memory.p]).toEqual(close([1 - 1.2, -2 + 1.5, 3, -4, 5]));
  });

  test.each(OPTIMIZERS)('by value acts in $name', ({ choice }) => {
    const settings = { ...choice, learningRate: 0.1, clipValue: 0.5 };
    const gradient = [0.25, -0.75, 9, -0.5, 0];
    const clipped = start(choice.optimizer, gradient, settings);
    const given = start(choice.optimizer, [0.25, -0.5, 0.5, -0.5, 0], settings);
    for (let t = 0; t < 3; t++) {
      clipped.step(t);
      given.step(t);
    }
    expect(clipped.memory.p).toEqual(given.memory.p);
  });

  test.each(OPTIMIZERS)('lets a NaN through in $name', ({ choice }) => {
    const settings = { ...choice, learningRate: 0.1, clipValue: 0.5 };
    const { memory, step } = start(choice.optimizer, [1, Number.NaN, 1, 1, 1], settings);
    step();
    expect(memory.p[1]).toBeNaN();
    expect(memory.p[0]).not.toBeNaN();
  });
});

describe('Adam', () => {
  test('moves every parameter by about the learning rate at its first step', () => {
    const { memory, step } = start('adam', [1e-3, -10, 5, 1, -2], { learningRate: 0.01 });
    const before = Array.from(memory.p);
    step();
    for (let i = 0; i < N; i++) expect(Math.abs(memory.p[i] - before[i])).toBeCloseTo(0.01, 4);
  });

  test('corrects its means at every step, late ones included', () => {
    // With a constant gradient both corrected means are exact whatever t: the step stays the rate.
    for (const t of [0, 1, 9, 999, 10_000, 100_000]) {
      const { memory, step } = start('adam', [2, 2, 2, 2, 2], { learningRate: 0.5 });
      memory.m.fill(2 * (1 - 0.9 ** t));
      memory.v.fill(4 * (1 - 0.999 ** t));
      step(t);
      expect(memory.p[0]).toBeCloseTo(0.5, 5);
    }
  });

  test('with β = 0 is the sign of the gradient', () => {
    const settings = { learningRate: 0.5, beta1: 0, beta2: 0 };
    const { memory, step } = start('adam', [2, -3, 4, -5, 6], settings);
    step(7);
    expect([...memory.p]).toEqual(close([0.5, -1.5, 2.5, -3.5, 4.5], 5));
  });

  test('with AMSGrad never divides by less than before', () => {
    const { memory, step } = start('adam', [2, 2, 2, 2, 2], {
      learningRate: 0.5,
      amsgrad: true,
      beta1: 0,
      beta2: 0.5,
    });
    step(0);
    const largest = memory.w[0];
    memory.g.fill(0.1);
    step(1);
    // v falls from 2 to 1.005, the largest stays 2: p moves by 0.5 · 0.1 / √(2 / 0.75).
    expect(largest).toBe(2);
    expect(memory.v[0]).toBeCloseTo(1.005, 6);
    expect(memory.w[0]).toBe(2);
    expect(memory.p[0]).toBeCloseTo(0.5 - 0.05 / Math.sqrt(2 / 0.75), 6);
  });
});

describe('Adagrad', () => {
  test('divides by the root of all squares so far, and its own decay counts from the first step', () => {
    const { memory, step } = start('adagrad', [3, 3, 3, 3, 3], { learningRate: 1, lrDecay: 0.5 });
    step(0);
    expect(memory.p[0]).toBeCloseTo(1 - 1, 6);
    memory.g.fill(4);
    step(1);
    // s = 9 + 16, rate 1 / (1 + 0.5).
    expect(memory.p[0]).toBeCloseTo(0 - (1 / 1.5) * (4 / 5), 6);
  });
});

describe('RMSprop, centred', () => {
  test('is PyTorch’s formula, in double precision', () => {
    const settings = { learningRate: 0.1, centered: true, momentum: 0.5, alpha: 0.9 };
    const { memory, step } = start('rmsprop', [0, 0, 0, 0, 0], settings);
    const p = Array.from(memory.p);
    const [v, m, u] = [0, 1, 2].map(() => new Array<number>(N).fill(0));
    for (let t = 0; t < 10; t++) {
      for (let i = 0; i < N; i++) {
        const g = Math.fround(Math.sin(1 + 3 * i + 2 * t));
        memory.g[i] = g;
        v[i] = 0.9 * v[i] + 0.1 * g * g;
        m[i] = 0.9 * m[i] + 0.1 * g;
        u[i] = 0.5 * u[i] + g / (Math.sqrt(v[i] - m[i] * m[i]) + 1e-8);
        p[i] -= 0.1 * u[i];
      }
      step(t);
    }
    expect([...memory.p]).toEqual(close(p, 4));
  });

  test('of a gradient that never changes keeps a finite step', () => {
    const settings = { learningRate: 1e-3, centered: true, alpha: 0.5 };
    const { memory, step } = start('rmsprop', [0.1, -0.3, 7, 1e-3, 5], settings);
    for (let t = 0; t < 60; t++) step(t);
    for (const value of memory.p) expect(Number.isFinite(value)).toBe(true);
  });
});

describe('Lion', () => {
  test('three steps by hand', () => {
    // β₁ = 0.5, β₂ = 0.75, η = 0.1, λ = 0.5; gradients 1, −2, then 0 in the first parameter.
    const settings = { learningRate: 0.1, weightDecay: 0.5, beta1: 0.5, beta2: 0.75 };
    const { memory, step } = start('lion', [1, 0, 0, 0, 0], settings);
    // c = 0.5 > 0: p = 1 − 0.1 (1 + 0.5 · 1) = 0.85; m = 0.25.
    step(0);
    expect(memory.p[0]).toBeCloseTo(0.85, 6);
    expect(memory.m[0]).toBeCloseTo(0.25, 6);
    // Without gradient or mean the sign is 0, and only the decay acts: −2 − 0.1 · 0.5 · (−2).
    expect(memory.p[1]).toBeCloseTo(-1.9, 6);
    // c = 0.5 · 0.25 − 1 < 0: p = 0.85 − 0.1 (−1 + 0.425) = 0.9075; m = 0.1875 − 0.5 = −0.3125.
    memory.g[0] = -2;
    step(1);
    expect(memory.p[0]).toBeCloseTo(0.9075, 6);
    expect(memory.m[0]).toBeCloseTo(-0.3125, 6);
    // c = −0.15625 < 0: p = 0.9075 − 0.1 (−1 + 0.45375) = 0.962125; m = −0.234375.
    memory.g[0] = 0;
    step(2);
    expect(memory.p[0]).toBeCloseTo(0.962125, 6);
    expect(memory.m[0]).toBeCloseTo(-0.234375, 6);
  });

  test('is the paper’s algorithm with the paper’s β, in double precision', () => {
    const { memory, step } = start('lion', [0, 0, 0, 0, 0], {
      learningRate: 0.01,
      weightDecay: 0.1,
    });
    const p = Array.from(memory.p);
    const m = new Array<number>(N).fill(0);
    for (let t = 0; t < 20; t++) {
      for (let i = 0; i < N; i++) {
        const g = Math.fround(Math.cos(1 + 5 * i + t));
        memory.g[i] = g;
        p[i] -= 0.01 * (Math.sign(0.9 * m[i] + 0.1 * g) + 0.1 * p[i]);
        m[i] = 0.99 * m[i] + 0.01 * g;
      }
      step(t);
    }
    expect([...memory.p]).toEqual(close(p, 5));
  });
});

describe('a training spec', () => {
  const spec: TrainingSpec = {
    optimizer: 'adam',
    learningRate: 0.25,
    momentum: 0.5,
    weightDecay: 0.125,
    clipNorm: 2,
    batchSize: 8,
  };

  test.each(OPTIMIZERS)('says how many numbers per parameter $name keeps', ({ choice, state }) => {
    expect(optimizerState({ ...spec, ...choice }).moments).toBe(state);
    const [, update] = optimizerSteps(choice, places);
    // The parameters are written as well; whatever else is, is kept.
    expect(update.writes.length - 1).toBe(state);
  });

  test.each(OPTIMIZERS)('states $name so that it can be typeset', ({ equation, source }) => {
    expect(() => katex.renderToString(equation, { throwOnError: true })).not.toThrow();
    expect(source).toMatch(/\d|PyTorch/);
  });

  test('gives its settings to the shaders', () => {
    expect([...optimizerState(spec).hyper.subarray(0, 4)]).toEqual([0.25, 0.125, 2, 0.5]);
  });

  test('makes two dispatches: what all share, and the update of everything', () => {
    const labels = OPTIMIZERS.map(({ choice }) =>
      optimizerSteps(choice, places).map((step) => step.label),
    );
    expect(labels.map(([first]) => first)).toEqual(OPTIMIZERS.map(() => 'gradient norm'));
    expect(labels.map(([, update]) => update)).toEqual([
      'SGD',
      'SGD, Nesterov',
      'RMSprop',
      'RMSprop, centred',
      'Adagrad',
      'Adam',
      'Adam, AMSGrad',
      'AdamW',
      'Lion',
    ]);
  });

  test.each<[Partial<TrainingSpec>, RegExp]>([
    [{ learningRate: Number.NaN }, /learningRate is NaN, expected a finite number from 0/],
    [{ learningRate: -1 }, /learningRate is -1/],
    [{ momentum: 1 }, /momentum is 1, expected a number from 0 to below 1/],
    [{ beta2: 1.5 }, /beta2 is 1.5/],
    [{ alpha: -0.1 }, /alpha is -0.1/],
    [{ eps: -1e-8 }, /eps is -1e-8/],
    [{ clipValue: Infinity }, /clipValue is Infinity/],
    [{ weightDecay: -1 }, /weightDecay is -1/],
    [{ warmupSteps: 2.5 }, /warmupSteps is 2.5, expected a whole number from 0/],
    [{ schedule: { kind: 'half-life', steps: 0 } }, /schedule.steps is 0, expected a whole number/],
    [{ schedule: { kind: 'step', steps: 3, gamma: 0 } }, /schedule.gamma is 0/],
    [{ schedule: { kind: 'cosine', steps: 3, minRate: -1 } }, /schedule.minRate is -1/],
    [{ schedule: { kind: 'one-cycle', steps: 3 } }, /schedule.pctStart is 0.3.*of the 3 steps/],
    [{ schedule: { kind: 'one-cycle', steps: 9, divFactor: 0 } }, /schedule.divFactor is 0/],
  ])('refuses %j', (change, message) => {
    expect(() => hyperValues({ ...spec, ...change })).toThrow(message);
  });
});
