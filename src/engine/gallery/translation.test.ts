import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { CpuBackend } from '../backends/reference/cpu-backend';
import type { Dataset } from '../data/dataset';
import { validateSettings } from '../experiment/settings';
import type { SettingValue } from '../experiment/schema';
import { buildModel } from '../models/build';
import { input } from '../ops/source';
import { Runs } from '../session/runs';
import { Pacer } from '../session/pacing';
import { galleryEntry } from '.';

const open = async (file: string): Promise<unknown> =>
  JSON.parse(await readFile(`public/${file}`, 'utf8'));
const taskOf = (id: string, changes: Record<string, SettingValue>) => {
  const entry = galleryEntry(id);
  return entry.task(validateSettings(entry.settings, changes), open);
};

const IDS = ['translation', 'transformer-translation'];

describe.each(IDS)('%s', (id) => {
  const choices = galleryEntry(id).settings.flatMap((spec) =>
    spec.kind === 'choice' && spec.group !== 'training'
      ? spec.options.map((option) => [spec.key, option] as const)
      : [],
  );

  test.each(choices)('builds with %s = %s', async (key, option) => {
    const { dataset, runs } = await taskOf(id, { [key]: option });
    for (const { model } of runs) {
      const { b, loss, exact } = buildModel(model, batchOf(dataset, 2), 'evaluate');
      expect(loss?.type.shape).toEqual([]);
      expect(exact?.type.shape).toEqual([]);
      const { length } = dataset.classes;
      expect(b.get('logits').type.shape).toEqual([2, dataset.writing?.longest, length]);
    }
  });

  test('learns from its first steps', async () => {
    const small: Record<string, number> =
      id === 'translation' ? { hidden: 16, embedding: 8 } : { width: 16, layers: 1 };
    const { dataset, runs } = await taskOf(id, { ...small, batchSize: 16 });
    const trained = await Runs.create({
      backend: new CpuBackend(),
      prefix: id,
      dataset,
      runs,
      seed: 1,
    });
    const pacer = new Pacer();
    pacer.start();
    for (let done = 0; done < 12; done = trained?.step ?? 12) {
      await trained?.advance(12 - done, pacer);
    }
    await trained?.collect();
    for (const { all } of trained?.histories ?? []) {
      const losses = all.train.map(({ loss }) => loss);
      expect(losses).toHaveLength(12);
      expect(losses[11]).toBeLessThan(losses[0]);
    }
    trained?.destroy();
  });
});

test('heads that do not divide the width are refused', async () => {
  await expect(taskOf('transformer-translation', { width: 16, heads: 5 })).rejects.toThrow(
    'cannot be divided among 5 heads',
  );
});

function batchOf({ fields }: Dataset, batch: number): Parameters<typeof buildModel>[1] {
  return (b) =>
    Object.fromEntries(
      Object.entries(fields).map(([name, { dtype, shape, axes }]) => [
        name,
        input(b, [batch, ...shape], { name, dtype, axes: ['B', ...axes] }),
      ]),
    );
}
