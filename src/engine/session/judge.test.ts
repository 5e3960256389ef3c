import { describe, expect, test } from 'vitest';
import { CpuBackend } from '../backends/reference/cpu-backend';
import type { Dataset } from '../data/dataset';
import type { JudgeSpec, ModelSpec } from '../models/spec';
import { aligned } from '../plan/plan';
import { Pacer } from './pacing';
import { Runs } from './runs';

const split = (x: readonly number[], y: readonly number[], target: readonly number[]) => ({
  count: target.length,
  values: { x: Float32Array.from(x), y: Float32Array.from(y), target: Int32Array.from(target) },
});
const vector = { dtype: 'f32', shape: [2], axes: ['C'] } as const;
/** Pairs of numbers; the class is which is the larger one. */
const dataset: Dataset = {
  fields: { x: vector, y: vector, target: { dtype: 'i32', shape: [], axes: [] } },
  train: split([2, 1, 0, 3, 5, 4, 1, 2, 9, 9], [1, 2, 3, 0, 4, 5, 2, 1, 9, 9], [0, 1, 0, 1, 0]),
  validation: split([3, 1, 1, 4, 2, 0, 6, 5], [1, 3, 4, 1, 0, 2, 5, 6], [0, 1, 0, 1]),
  classes: ['first', 'second'],
  vocabulary: [],
  example: () => {
    throw new Error('No example is shown here.');
  },
};

/** Reads h = relu(x₀ + 2x₁ + 1) and scores h and 6.5. */
const numbers = [[1, 2], [1], [1, 0], [0, 6.5]];
const JUDGE: ModelSpec = {
  layers: [
    { layer: 'linear', name: 'h', from: 'x', out: 1, activation: 'relu' },
    { layer: 'linear', name: 'head', from: 'h', out: 2, axis: 'K' },
  ],
  loss: { kind: 'crossEntropy', from: 'head', target: 'target' },
};
/** Each tensor begins where one can be bound. */
const weights = Float32Array.from(
  numbers.flatMap((list) => Object.assign(new Array(aligned(list.length)).fill(0), list)),
);
const judge: JudgeSpec = {
  model: JUDGE,
  weights,
  reads: { x: 'made', target: 'target' },
  features: 'h',
};

const feature = ([a, b]: readonly number[]): number => Math.max(0, a + 2 * b + 1);
const pairs = (list: ArrayLike<number>): number[][] =>
  Array.from({ length: list.length / 2 }, (_, i) => [list[2 * i], list[2 * i + 1]]);
/** Right answers, by the rule that the weights are. */
function share(made: readonly number[][], target: ArrayLike<number>): number {
  const right = made.filter((pair, i) => (feature(pair) > 6.5 ? 0 : 1) === target[i]);
  return right.length / made.length;
}
/** Of one number: (μ₁ − μ₂)² + (σ₁ − σ₂)². */
function distance(a: readonly number[], b: readonly number[]): number {
  const [one, other] = [a, b].map((list) => {
    const mean = list.reduce((sum, value) => sum + value, 0) / list.length;
    const squares = list.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    return { mean, deviation: Math.sqrt(squares / (list.length - 1)) };
  });
  return (one.mean - other.mean) ** 2 + (one.deviation - other.deviation) ** 2;
}

const model = (by: JudgeSpec): ModelSpec => ({
  layers: [{ layer: 'linear', name: 'made', from: 'x', out: 2 }],
  loss: { kind: 'mse', from: 'made', target: 'y' },
  judge: by,
});
const training = { optimizer: 'adam', learningRate: 0.05, batchSize: 4 } as const;

async function create(...judges: readonly JudgeSpec[]) {
  const backend = new CpuBackend();
  const [first, ...others] = judges.map((by, i) => ({ id: `run${i}`, model: model(by), training }));
  const runs = await Runs.create({
    backend,
    prefix: 'judged',
    dataset,
    runs: [first, ...others],
    seed: 3,
  });
  if (!runs) throw new Error('Nothing is trained.');
  const read = async (name: string) => {
    const region = runs.trainers[0].parameters.get(name);
    if (!region) throw new Error(`${name} lies nowhere.`);
    const [data] = await backend.read([region]);
    return Float32Array.from(data);
  };
  return { runs, read };
}

describe('a trained model as the judge of one in training', () => {
  const real = pairs(dataset.validation.values.x);

  test('what it makes of real examples: as many of the others as there are held-out ones', async () => {
    const { runs } = await create(judge);
    const seen = pairs(dataset.train.values.x).slice(0, 4);
    const { examples, accuracy, floor } = runs.judge?.info ?? {};
    expect(examples).toBe(4);
    expect(accuracy).toBe(share(real, dataset.validation.values.target));
    expect(floor).toBeCloseTo(distance(seen.map(feature), real.map(feature)), 4);
    runs.destroy();
  });

  test('reads what is made at each evaluation, counts no parameter, and stays as it is', async () => {
    const { runs, read } = await create(judge);
    const [trainer] = runs.trainers;
    expect(trainer.size).toBe(6);
    const pacer = new Pacer();
    while (runs.step < 200) await runs.advance(200 - runs.step, pacer);
    const [W, b] = await Promise.all([read('made.W'), read('made.b')]);
    const made = real.map(([p, q]) => [p * W[0] + q * W[2] + b[0], p * W[1] + q * W[3] + b[1]]);
    const held = runs.histories[0].all.validation;
    expect(held).toHaveLength(2);
    expect(held[1].accuracy).toBe(share(made, dataset.validation.values.target));
    expect(held[1].frechet).toBeCloseTo(distance(made.map(feature), real.map(feature)), 3);
    expect(held[0].frechet).not.toBe(held[1].frechet);
    expect(await read('judge.h.W')).toEqual(Float32Array.from(numbers[0]));
    // Its weights are no part of what is kept.
    expect((await trainer.trained()).length).toBe(aligned(4) + aligned(2));
    runs.destroy();
  });

  test('changes nothing of the training', async () => {
    const { runs } = await create(judge);
    const { judge: _, ...alone } = model(judge);
    const without = await Runs.create({
      backend: new CpuBackend(),
      prefix: 'alone',
      dataset,
      runs: [{ id: 'alone', model: alone, training }],
      seed: 3,
    });
    if (!without) throw new Error('Nothing is trained.');
    for (const one of [runs, without]) {
      one.trainers[0].resume();
      one.trainers[0].run(5);
    }
    expect(await runs.trained()).toEqual(await without.trained());
    const { runs: untrained } = await create(judge);
    expect(await runs.trained()).not.toEqual(await untrained.trained());
  });

  test('has to fit: weights of another model, and several judges, are refused', async () => {
    await expect(create({ ...judge, weights: weights.slice(1) })).rejects.toThrow(
      /judge's weights hold \d+ numbers; its model needs \d+/,
    );
    await expect(create(judge, { ...judge })).rejects.toThrow(/one judge for all/);
    await expect(create({ ...judge, reads: { ...judge.reads, x: 'nothing' } })).rejects.toThrow(
      /"nothing"/,
    );
  });
});
