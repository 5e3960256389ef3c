import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CpuBackend } from '../backends/reference/cpu-backend';
import { validateSettings } from '../experiment/settings';
import type { SettingSpec } from '../experiment/schema';
import { buildModel } from '../models/build';
import { input } from '../ops/source';
import { Pacer } from '../session/pacing';
import { Runs } from '../session/runs';
import { sizeOf } from '../tensor/shape';
import { GALLERY } from '.';
import type { ExperimentWords } from './entry';

const open = async (path: string): Promise<unknown> =>
  JSON.parse(readFileSync(new URL(`../../../public/${path}`, import.meta.url), 'utf8'));

const STEPS = 3;

/** Every option of every choice, each with the rest at their defaults. */
const variants = (specs: readonly SettingSpec[]): Record<string, string>[] => [
  {},
  ...specs.flatMap((spec) =>
    spec.kind === 'choice' && spec.key !== 'optimizer' && spec.key !== 'schedule'
      ? spec.options
          .filter((option) => option !== spec.default && option !== 'own')
          .map((option) => ({ [spec.key]: option }))
      : [],
  ),
];

test('every experiment has a place and a name of its own', () => {
  expect(new Set(GALLERY.map(({ id }) => id)).size).toBe(GALLERY.length);
  expect(new Set(GALLERY.map(({ order }) => order)).size).toBe(GALLERY.length);
});

describe.each(GALLERY)('$id', (entry) => {
  test('says the same things in both languages', () => {
    const { en, zh } = entry.words;
    const keys = (words: ExperimentWords) =>
      (['settings', 'options', 'runs'] as const).map((part) =>
        Object.keys(words[part] ?? {}).sort(),
      );
    expect(keys(zh)).toEqual(keys(en));
    for (const words of [en, zh]) {
      expect(words.tries.filter((text) => text.length > 0)).toHaveLength(3);
      for (const part of ['title', 'sentence', 'see', 'training', 'intro', 'look'] as const) {
        expect(words[part]).not.toBe('');
      }
    }
    expect(zh.intro).toMatch(/\p{Script=Han}/u);
    for (const { url } of entry.sources) expect(url).toMatch(/^https?:\/\//);
  });

  test.each(variants(entry.settings))('can be built with %j', async (changes) => {
    const settings = validateSettings(entry.settings, changes);
    const { dataset, runs } = await entry.task(settings, open);
    for (const split of [dataset.train, dataset.validation]) {
      for (const [name, { shape, range }] of Object.entries(dataset.fields)) {
        const values = split.values[name];
        expect(values.length, name).toBe(split.count * sizeOf(shape));
        if (!range) continue;
        const numbers: readonly number[] = Array.from(values);
        const least = numbers.reduce((low, value) => Math.min(low, value), range[1]);
        const most = numbers.reduce((high, value) => Math.max(high, value), range[0]);
        expect(least, name).toBeGreaterThanOrEqual(range[0]);
        expect(most, name).toBeLessThanOrEqual(range[1]);
      }
    }
    const shown = dataset.example('validation', 0);
    for (const { model, training } of runs) {
      const graph = buildModel(
        model,
        (b) =>
          Object.fromEntries(
            Object.entries(shown.values).map(([name, { data, shape }]) => {
              expect(data.length, name).toBe(sizeOf(shape));
              const { dtype } = dataset.fields[name];
              return [name, input(b, training ? [1, ...shape] : shape, { name, dtype })];
            }),
          ),
        'show',
      );
      expect(graph.sections.length).toBeGreaterThan(0);
    }
  });

  test('takes its first steps', async () => {
    const { dataset, runs: models } = await entry.task(validateSettings(entry.settings, {}), open);
    const backend = new CpuBackend();
    const { id: prefix, seed } = entry;
    const runs = await Runs.create({ backend, prefix, dataset, runs: models, seed });
    if (!runs) {
      expect(models.every(({ training }) => !training)).toBe(true);
      return;
    }
    const before = await runs.trained();
    const pacer = new Pacer();
    while (runs.step < STEPS) await runs.advance(STEPS - runs.step, pacer);
    await runs.collect();
    for (const [i, { all }] of runs.histories.entries()) {
      expect(all.train, models[i].id).toHaveLength(STEPS);
      for (const { loss, gradNorm } of all.train) {
        expect(Number.isFinite(loss), models[i].id).toBe(true);
        // Nothing is cut off from its loss.
        expect(gradNorm, models[i].id).toBeGreaterThan(0);
      }
    }
    expect(await runs.trained()).not.toEqual(before);
    runs.destroy();
  });
});
