import { expect, test } from 'vitest';
import { CpuBackend } from '../backends/reference/cpu-backend';
import { openPublic, taskOf, trainedFor } from '../testing/first-steps';
import { Runs } from '../session/runs';
import { onCpu } from '../session/select-backend';
import { Session } from '../session/session';
import { galleryEntry } from '.';
import { readSnapshot } from './snapshot';

const entry = galleryEntry('picture-from-noise');

test('both models are judged by what their generators draw, by one trained classifier', async () => {
  const { dataset, runs } = await taskOf(entry);
  expect(dataset.picture).toEqual({ field: 'fake', channels: 1 });
  expect(runs.map(({ id, model }) => [id, model.loss?.kind, model.judge?.reads.image])).toEqual([
    ['attention', 'adversarial', 'fake'],
    ['plain', 'adversarial', 'fake'],
  ]);
  expect(runs[1].model.judge).toBe(runs[0].model.judge);
});

test('the judge is the one that was trained: it reads as many real digits as were counted then', async () => {
  const { dataset, runs } = await taskOf(entry);
  const backend = new CpuBackend();
  const made = await Runs.create({ backend, prefix: 'judged', dataset, runs, seed: entry.seed });
  const { value } = readSnapshot(await openPublic('trained/digits.json'));
  const { examples, accuracy, floor } = made?.judge?.info ?? {};
  expect(examples).toBe(1000);
  expect(accuracy).toBeCloseTo(value, 6);
  expect(floor).toBeGreaterThan(0);
  // Before training: noise is as good as any digit, and far from all of them.
  await made?.evaluate();
  const [held] = made?.histories[0].all.validation ?? [];
  expect(held.accuracy).toBeLessThan(0.3);
  expect(held.frechet).toBeGreaterThan(20 * Number(floor));
  made?.destroy();
});

/** So small that a test can wait for it. */
const SMALL = { maps: 8, batchSize: 16 };

test('the first steps bring what is drawn nearer to what is real', async () => {
  const judged = async (steps: number) => {
    const runs = await trainedFor(steps, entry, SMALL);
    await runs.evaluate();
    const points = runs.histories.map(({ all }) => all.validation.at(-1));
    runs.destroy();
    return points;
  };
  const [before, after] = [await judged(0), await judged(40)];
  for (const [i, point] of after.entries()) {
    expect(point?.frechet).toBeLessThan(Number(before[i]?.frechet));
  }
});

test('a link repeats the run bit for bit, and the judge is not to be changed', async () => {
  const open = () => {
    const { backend, info } = onCpu('forced');
    return new Session(backend, info, openPublic, () => {});
  };
  const first = open();
  const defaults = await first.defaults('picture-from-noise');
  const { data, measures } = await first.load({
    ...defaults,
    settings: { ...defaults.settings, ...SMALL },
  });
  expect(measures).toEqual(['loss', 'accuracy', 'frechet']);
  expect(data?.judge?.examples).toBe(1000);
  await first.step(3);
  const second = open();
  await second.load(await first.experiment({ weights: false }));
  expect(await second.allMetrics()).toEqual(await first.allMetrics());
  expect(await second.read('fake')).toEqual(await first.read('fake'));
  await expect(first.write('judge.conv1.W', { index: [0, 0, 0, 0], value: 1 })).rejects.toThrow(
    /is given and does not change/,
  );
});
