import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { CpuBackend } from '../backends/reference/cpu-backend';
import { validateSettings } from '../experiment/settings';
import { buildModel } from '../models/build';
import { input } from '../ops/source';
import { Runs } from '../session/runs';
import { galleryEntry } from '.';
import type { Run, Settings, Task } from './entry';

const root = new URL('../../../public/', import.meta.url);
const open = async (path: string): Promise<unknown> =>
  JSON.parse(await readFile(new URL(path, root), 'utf8'));

/** Settings with which the data are ready sooner. */
const QUICK = { digits: { variants: false }, 'look-here': {} } as const;
const ids = ['digits', 'look-here'] as const;
/** The gate needs some before it is better than chance. */
const FIRST_STEPS = 80;

const taskOf = (id: string, changes: Settings = {}): Promise<Task> => {
  const entry = galleryEntry(id);
  return entry.task(validateSettings(entry.settings, changes), open);
};

/** The graph of a model for a batch of its data. */
function graphOf({ dataset: { fields } }: Task, { model }: Run) {
  return buildModel(
    model,
    (b) =>
      Object.fromEntries(
        Object.entries(fields).map(([name, { dtype, shape, axes }]) => [
          name,
          input(b, [2, ...shape], { name, dtype, axes: ['B', ...axes] }),
        ]),
      ),
    'train',
  );
}

const sizes = (task: Task): Record<string, number> =>
  Object.fromEntries(
    task.runs.map((run) => [
      run.id,
      graphOf(task, run).parameters.reduce(
        (sum, { shape }) => sum + shape.reduce((n, d) => n * d, 1),
        0,
      ),
    ]),
  );

describe.each(ids)('%s', (id) => {
  const entry = galleryEntry(id);
  const choices = entry.settings.flatMap((spec) =>
    spec.kind === 'choice' && spec.group !== 'training'
      ? spec.options.map((option): [string, string] => [spec.key, option])
      : [],
  );

  test.each(choices)('builds with %s %s', async (key, option) => {
    const task = await taskOf(id, { ...QUICK[id], [key]: option });
    const { classes } = task.dataset;
    for (const run of task.runs) {
      const logits = graphOf(task, run).b.find('logits');
      expect(logits?.type.shape).toEqual([2, classes.length]);
    }
  });

  test('has words for every model, setting and option of its own, in both languages', () => {
    const { en, zh } = entry.words;
    for (const key of ['settings', 'options', 'runs'] as const) {
      expect(Object.keys(zh[key] ?? {})).toEqual(Object.keys(en[key] ?? {}));
    }
  });

  test('its first steps make the loss smaller', async () => {
    const { dataset, runs: all } = await taskOf(id, QUICK[id]);
    const [run] = all;
    const backend = new CpuBackend();
    const runs = await Runs.create({ backend, prefix: id, dataset, runs: [run], seed: 1 });
    if (!runs) throw new Error('Nothing is trained.');
    const [trainer] = runs.trainers;
    trainer.run(FIRST_STEPS);
    const points = await trainer.takeMetrics();
    const mean = (part: typeof points) => part.reduce((sum, { loss }) => sum + loss, 0) / 10;
    expect(mean(points.slice(-10))).toBeLessThan(0.98 * mean(points.slice(0, 10)));
    runs.destroy();
  });
});

test('the classifier of the articles has 3 → 32 → 64 → 512 → 10', async () => {
  const task = await taskOf('digits', { pictures: 'shapes', size: 'large' });
  // Two convolutions of 3×3 with biases; 32×32 halved twice; two dense layers.
  const maps = 32 * (3 * 9 + 1) + 64 * (32 * 9 + 1);
  const dense = (64 * 8 * 8 + 1) * 512 + (512 + 1) * 10;
  expect(sizes(task)).toEqual({ cnn: maps + dense });
});

test('the gates add few numbers to the plain network', async () => {
  const { plain, spatial, channel } = sizes(await taskOf('look-here'));
  expect(plain).toBe(8 * 10 + 16 * (8 * 9 + 1) + 17 * 6);
  // A kernel of 7×7 over mean and maximum; a perceptron from 16 channels to 4 and back.
  expect(spatial - plain).toBe(2 * 7 * 7);
  expect(channel - plain).toBe(16 * 4 + 4 * 16);
});
