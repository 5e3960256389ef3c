import { expect, test } from 'vitest';
import { firstSteps, taskOf } from '../testing/first-steps';
import { galleryEntry } from '.';

const entry = galleryEntry('picture-from-noise');

test('the first steps make the loss smaller, with and without attention', async () => {
  const task = await taskOf(entry, { maps: 8, batchSize: 16 });
  for (const { id, before, after } of await firstSteps(task, 20)) {
    expect(after, id).toBeLessThan(before);
  }
});

test('both models are judged by what their generators draw', async () => {
  const { dataset, runs } = await taskOf(entry);
  expect(dataset.picture).toEqual({ field: 'fake', channels: 1 });
  expect(runs.map(({ id, model }) => [id, model.loss?.kind])).toEqual([
    ['attention', 'adversarial'],
    ['plain', 'adversarial'],
  ]);
});
