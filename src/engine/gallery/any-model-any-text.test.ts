import { describe, expect, test } from 'vitest';
import { CpuBackend } from '../backends/reference/cpu-backend';
import type { Dataset } from '../data/dataset';
import { Trainer } from '../session/trainer';
import { placeData } from '../session/data-memory';
import { openPublic, taskOf } from '../testing/first-steps';
import entry from './experiments/any-model-any-text';
import { TEXT_MODELS, TEXT_SETS } from './text-registry';

const SETS = TEXT_SETS.filter(({ id }) => id !== 'own');
/** Read and made here, once: no test is to wait for it. */
const DATA = new Map(
  await Promise.all(SETS.map(async (set) => [set.id, await set.open(openPublic)] as const)),
);
const STEPS = 20;
const BATCH = 8;

/** The first training examples alone, so that every batch has the same ones. */
function oneBatch(dataset: Dataset): Dataset {
  const { train } = dataset;
  const count = Math.min(BATCH, train.count);
  const values = Object.fromEntries(
    Object.entries(train.values).map(([name, all]) => [
      name,
      all.slice(0, (all.length / train.count) * count),
    ]),
  );
  return { ...dataset, train: { count, values } };
}

describe('models and texts', () => {
  test('have names of their own in both languages, and places of their own', () => {
    const all = [...TEXT_MODELS, ...TEXT_SETS];
    expect(new Set([...all.map(({ id }) => id), 'none']).size).toBe(all.length + 1);
    for (const list of [TEXT_MODELS, TEXT_SETS]) {
      expect(list.length).toBeGreaterThan(0);
      expect(new Set(list.map(({ order }) => order)).size).toBe(list.length);
      expect(new Set(list.map(({ name }) => name.en)).size).toBe(list.length);
    }
    for (const { name } of all) expect(name.zh).not.toBe('');
  });

  test('are all there to be chosen, under their names', () => {
    const chosen = (key: string) => entry.settings.find((spec) => spec.key === key);
    expect(chosen('data')).toMatchObject({ options: TEXT_SETS.map(({ id }) => id) });
    expect(chosen('model')).toMatchObject({ options: TEXT_MODELS.map(({ id }) => id) });
    expect(chosen('beside')).toMatchObject({ options: ['none', ...TEXT_MODELS.map((m) => m.id)] });
    for (const { id, name } of [...TEXT_MODELS, ...TEXT_SETS]) {
      expect(entry.words.en.options?.[id]).toBe(name.en);
      expect(entry.words.zh.options?.[id]).toBe(name.zh);
    }
  });

  test('controls that several models have are the same ones', () => {
    for (const spec of TEXT_MODELS.flatMap(({ settings = [] }) => settings)) {
      const own = entry.settings.find(({ key }) => key === spec.key);
      expect(own).toMatchObject({ ...spec, when: { model: expect.any(Array) } });
    }
  });

  test('a model alone, or another beside it, but not itself', async () => {
    const ids = async (model: string, beside: string) =>
      (await taskOf(entry, { data: 'three', model, beside })).runs.map(({ id }) => id);
    expect(await ids('gru', 'none')).toEqual(['gru']);
    expect(await ids('gru', 'gru')).toEqual(['gru']);
    expect(await ids('gru', 'mean')).toEqual(['gru', 'mean']);
  });
});

describe.each(SETS)('$id', ({ id: data }) => {
  test.each(TEXT_MODELS)('$id learns a batch of it', async ({ id: model }) => {
    const { runs } = await taskOf(entry, { data, model, beside: 'none', width: 16, dropout: 0 });
    const backend = new CpuBackend();
    const dataset = oneBatch(DATA.get(data) as Dataset);
    const trainer = await Trainer.create({
      backend,
      prefix: 'pair',
      model: runs[0].model,
      training: { optimizer: 'adam', learningRate: 0.01, weightDecay: 0, batchSize: BATCH },
      data: placeData(backend, 'pair.data', dataset),
      seed: 1,
    });
    trainer.run(STEPS);
    const losses = (await trainer.takeMetrics()).map(({ loss }) => loss);
    expect(losses).toHaveLength(STEPS);
    // Knowing nothing, it is as good as guessing among the classes, or a little worse.
    expect(losses[0]).toBeLessThan(Math.log(dataset.classes.length) + 1);
    expect(losses[STEPS - 1]).toBeLessThan(0.9 * losses[0]);
    trainer.destroy();
  });
});
