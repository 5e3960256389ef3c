import { describe, expect, test } from 'vitest';
import { openMissingWord } from '../data/missing-word';
import { openSentenceClasses } from '../data/sentence-classes';
import { eachOption, firstLosses, openPublic, trainedFor } from '../testing/first-steps';
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
    const training = await trainedFor(10, entry, { data: 'three' });
    expect(training.trainers).toHaveLength(2);
    for (const trainer of training.trainers) {
      expect((await trainer.evaluate()).accuracy).toBe(1);
    }
    training.destroy();
  });
});
