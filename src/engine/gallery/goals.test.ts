import { describe, expect, test } from 'vitest';
import { CpuBackend } from '../backends/reference/cpu-backend';
import { validateSettings } from '../experiment/settings';
import { Pacer } from '../session/pacing';
import { Runs } from '../session/runs';
import { openPublic } from '../testing/first-steps';
import { galleryEntry } from '.';
import { goalState } from './goal';

/** One experiment of each kind of model; all of them are trained by `npm run gallery`. */
const KINDS = [
  ['attention', 'lookup'],
  ['recurrent', 'roles'],
  ['convolutional', 'spoken-digits'],
  ['encoder and decoder', 'translation'],
] as const;

describe.each(KINDS)('%s: %s', (_, id) => {
  test('reaches its goal on held-out examples within its steps, at the defaults', async () => {
    const entry = galleryEntry(id);
    const { dataset, runs: models } = await entry.task(
      validateSettings(entry.settings, {}),
      openPublic,
    );
    const { seed, goal, goalSteps = 0 } = entry;
    const backend = new CpuBackend();
    const runs = await Runs.create({ backend, prefix: id, dataset, runs: models, seed });
    if (!runs || !goal) throw new Error(`"${id}" has nothing to reach.`);
    const state = () =>
      goalState(
        goal,
        { runs: models, baseline: dataset.baseline },
        runs.histories.map(({ all }) => all),
      );
    const pacer = new Pacer();
    while (runs.step < goalSteps && !state().reached) {
      await runs.advance(goalSteps - runs.step, pacer);
    }
    const { value, reached } = state();
    expect(reached, `${value} after ${runs.step} steps`).toBe(true);
    runs.destroy();
  });
});
