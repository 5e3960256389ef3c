import { describe, expect, test } from 'vitest';
import { CpuBackend } from '../backends/reference/cpu-backend';
import { openMissingWord } from '../data/missing-word';
import { openSentenceClasses } from '../data/sentence-classes';
import { validateSettings } from '../experiment/settings';
import { Pacer } from '../session/pacing';
import { Runs } from '../session/runs';
import { eachOption, firstLosses, openPublic } from '../testing/first-steps';
import entry from './experiments/sentence-classes';

// Read here, once: no test is to wait for it.
await openMissingWord(openPublic);
await openSentenceClasses(openPublic);

const SMALL = { width: 8, hidden: 8, batchSize: 8 };

describe('sentence classes', () => {
  test.each([{}, ...eachOption(entry)])('can be trained with %o', async (changes) => {
    const losses = await firstLosses(entry, { ...SMALL, ...changes }, 1);
    // Nothing is known yet: the loss is near that of three equally likely classes.
    expect(losses).toHaveLength(2);
    for (const [first] of losses) expect(Math.abs(first - Math.log(3))).toBeLessThan(0.1);
  });

  test('both models have three sentences by heart after ten epochs', async () => {
    const { dataset, runs } = await entry.task(
      validateSettings(entry.settings, { data: 'three' }),
      openPublic,
    );
    const backend = new CpuBackend();
    const training = await Runs.create({
      backend,
      prefix: 'three',
      dataset,
      runs,
      seed: entry.seed,
    });
    const pacer = new Pacer();
    pacer.start();
    while (training && training.step < 10) await training.advance(10 - training.step, pacer);
    for (const trainer of training?.trainers ?? []) {
      expect((await trainer.evaluate()).accuracy).toBe(1);
    }
    expect(training?.step).toBe(10);
    training?.destroy();
  });
});
