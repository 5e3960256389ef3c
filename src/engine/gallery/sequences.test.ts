import { describe, expect, it } from 'vitest';
import { buildModel } from '../models/build';
import { input } from '../ops/source';
import { firstSteps, taskOf } from '../testing/first-steps';
import type { SettingValue } from '../experiment/schema';
import type { GalleryEntry, Task } from './entry';
import context from './experiments/context';
import forecast from './experiments/forecast';
import languageModel from './experiments/language-model';
import longMemory from './experiments/long-memory';

/** Builds every model of a task for a batch of two. */
function build({ dataset, runs }: Task): void {
  for (const { model } of runs) {
    const graph = buildModel(
      model,
      (b) =>
        Object.fromEntries(
          Object.entries(dataset.fields).map(([name, { dtype, shape, axes }]) => [
            name,
            input(b, [2, ...shape], { name, dtype, axes: ['B', ...axes] }),
          ]),
        ),
      'train',
    );
    expect(graph.loss).toBeDefined();
  }
}

interface Small {
  readonly entry: GalleryEntry;
  readonly small: Readonly<Record<string, SettingValue>>;
}
const SMALL: readonly Small[] = [
  { entry: context, small: { width: 16, batchSize: 8, distance: 5 } },
  { entry: forecast, small: { width: 16, batchSize: 8, months: 12 } },
  { entry: longMemory, small: { width: 16, batchSize: 8, segment: 4, layers: 2 } },
  { entry: languageModel, small: { width: 16, batchSize: 4, layers: 1, window: 16 } },
];

describe.each(SMALL)('$entry.id', ({ entry, small }) => {
  // Optimisers and schedules are the same everywhere, and tested with the classifiers.
  const changes = entry.settings.flatMap((spec): Record<string, SettingValue>[] =>
    spec.kind === 'choice' && spec.group !== 'training'
      ? spec.options
          // One's own data is not there.
          .filter((option) => option !== 'own')
          .map((option) => ({ [spec.key]: option }))
      : [],
  );

  it('builds with its defaults and with every option of a choice', async () => {
    for (const change of [{}, ...changes]) build(await taskOf(entry, change));
  });

  it('lowers the loss of every model in its first steps', async () => {
    for (const { id, before, after } of await firstSteps(await taskOf(entry, small), 30)) {
      expect(after, id).toBeLessThan(before);
    }
  });
});

it.each(['reverse', 'brackets', 'adding'])('context learns %s', async (memoryTask) => {
  const task = await taskOf(context, { memoryTask, distance: 5, width: 16, batchSize: 16 });
  for (const { id, before, after } of await firstSteps(task, 40)) {
    expect(after, id).toBeLessThan(before);
  }
});

it('a forecast a year ahead, from a year, learns too', async () => {
  const task = await taskOf(forecast, { months: 12, horizon: 12 });
  for (const { id, before, after } of await firstSteps(task, 60)) {
    expect(after, id).toBeLessThan(before);
  }
});
