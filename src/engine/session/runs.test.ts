import { beforeAll, describe, expect, test } from 'vitest';
import { CpuBackend } from '../backends/reference/cpu-backend';
import { whoDidWhat } from '../data/who-did-what';
import type { Intervention } from '../experiment/schema';
import type { Run } from '../gallery/entry';
import { textClassifier } from '../models/text-classifier';
import { Pacer } from './pacing';
import { Runs } from './runs';

const dataset = whoDidWhat({ question: 'both', passive: true });
const model = (width: number) =>
  textClassifier({
    vocabulary: dataset.vocabulary.length,
    classes: dataset.classes.length,
    maxLength: dataset.fields.tokens.shape[0],
    embeddingLimit: 1,
    width,
    heads: 2,
    layers: 1,
    mlp: false,
    layerNorm: true,
    positions: 'learned',
    mask: 'padding',
    readout: 'first',
    dropout: 0.1,
    wordDropout: 0,
    labelSmoothing: 0,
  });
const training = {
  optimizer: 'adam',
  learningRate: 0.003,
  weightDecay: 0,
  clipNorm: 1,
  batchSize: 8,
} as const;
const run = (id: string, width: number): Run => ({ id, model: model(width), training });
/** Two models that are the same, and one of another size. */
const models = [run('one', 8), run('twin', 8), run('other', 16)];

let made = 0;
async function create(): Promise<Runs> {
  const backend = new CpuBackend();
  const runs = await Runs.create({ backend, prefix: `r${made++}`, dataset, runs: models, seed: 5 });
  if (!runs) throw new Error('Nothing is trained.');
  return runs;
}
async function train(runs: Runs, steps: number): Promise<void> {
  const pacer = new Pacer();
  while (runs.step < steps) await runs.advance(steps - runs.step, pacer);
  await runs.collect();
}

test('an intervention in training is felt by its own model only', async () => {
  const [plain, changed] = [await create(), await create()];
  const silent: Intervention = {
    tensor: 'encoder.0.attn.z@1',
    where: [null, null, null],
    kind: 'zero',
    on: true,
    training: true,
    trained: [[2, null]],
  };
  await train(plain, 4);
  await train(changed, 2);
  const before = [...changed.trainers];
  expect(await changed.intervene([silent])).toEqual([1]);
  expect(changed.trainers.map((trainer, i) => trainer === before[i])).toEqual([true, false, true]);
  expect(await changed.intervene([silent])).toEqual([]);
  await train(changed, 4);
  const losses = (runs: Runs) => runs.histories.map(({ all }) => all.train.map(({ loss }) => loss));
  const [one, twin, other] = losses(changed);
  expect(one).toEqual(losses(plain)[0]);
  expect(other).toEqual(losses(plain)[2]);
  expect(twin.slice(0, 2)).toEqual(one.slice(0, 2));
  expect(twin[2]).not.toBe(one[2]);
  plain.destroy();
  changed.destroy();
});

describe('models side by side', () => {
  let runs: Runs;
  beforeAll(async () => {
    runs = await create();
    await train(runs, 12);
  });

  test('say how fast each of them is, until they start anew', async () => {
    const own = await create();
    expect(own.stepsPerSecond).toEqual([]);
    await train(own, 3);
    expect(own.stepsPerSecond).toHaveLength(3);
    for (const speed of own.stepsPerSecond) expect(speed).toBeGreaterThan(0);
    own.restart();
    expect(own.stepsPerSecond).toEqual([]);
    own.destroy();
  });

  test('take the same steps on the same batches: twins stay twins, bit for bit', async () => {
    const [one, twin, other] = runs.histories.map(({ all }) => all.train);
    expect(one).toHaveLength(12);
    expect(twin).toEqual(one);
    expect(other).not.toEqual(one);
    const [a, b] = await Promise.all(runs.trainers.map((trainer) => trainer.weights()));
    expect(b).toEqual(a);
    expect(runs.trainers.map(({ step }) => step)).toEqual([12, 12, 12]);
  });

  test('a model trains beside others as it does alone', async () => {
    const backend = new CpuBackend();
    const alone = await Runs.create({
      backend,
      prefix: 'alone',
      dataset,
      runs: [models[2]],
      seed: 5,
    });
    if (!alone) throw new Error('Nothing is trained.');
    await train(alone, 12);
    expect(alone.histories[0].all.train).toEqual(runs.histories[2].all.train);
  });

  test('go on from their weights as if they had never stopped', async () => {
    const saved = await runs.weights();
    const again = await create();
    again.restoreWeights(saved, 12);
    await train(again, 15);
    await train(runs, 15);
    expect(await again.weights()).toEqual(await runs.weights());
  });

  test('take parameters without moments, which start anew', async () => {
    const trained = await runs.trained();
    const fresh = await create();
    fresh.restoreWeights(trained, 15);
    expect(await fresh.trained()).toEqual(trained);
    expect((await fresh.weights()).length).toBeGreaterThan(trained.length);
    await train(fresh, 16);
    expect(await fresh.trained()).not.toEqual(trained);
    expect(() => fresh.restoreWeights(trained.slice(1), 15)).toThrow(/belong to another model/);
  });

  test('give every point once, and all of them again after a restart', async () => {
    const first = runs.takeNew();
    expect(first.restarted).toBe(true);
    expect(first.metrics.map(({ train }) => train.length)).toEqual([15, 15, 15]);
    expect(runs.takeNew().metrics.every(({ train }) => train.length === 0)).toBe(true);
    runs.restart();
    await train(runs, 2);
    const second = runs.takeNew();
    expect(second.restarted).toBe(true);
    expect(second.metrics[1].train).toEqual(first.metrics[1].train.slice(0, 2));
  });
});
