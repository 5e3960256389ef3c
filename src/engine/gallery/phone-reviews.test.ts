import { describe, expect, test } from 'vitest';
import { validateSettings } from '../experiment/settings';
import { eachOption, firstLosses, openPublic, trainedFor } from '../testing/first-steps';
import entry from './experiments/phone-reviews';

const SMALL = { width: 8, heads: 2, layers: 1, batchSize: 16, learningRate: 0.01 };
/** Thirteen thousand reviews are written for it, and a bag of words trained: ms on a busy machine. */
const SLOW = 20_000;
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

describe('phone reviews', () => {
  test(
    'are learned from the first steps on',
    async () => {
      const [losses] = await firstLosses(entry, SMALL, 40);
      expect(mean(losses.slice(-10))).toBeLessThan(0.97 * mean(losses.slice(0, 10)));
    },
    SLOW,
  );

  test(
    'with negations are told apart better than by a bag of words, even by a small encoder',
    async () => {
      const changes = { ...SMALL, width: 16, batchSize: 32, negatedOnly: true };
      const { dataset } = await entry.task(validateSettings(entry.settings, changes), openPublic);
      const training = await trainedFor(300, entry, changes);
      const { accuracy } = await training.trainers[0].evaluate();
      expect(accuracy).toBeGreaterThan((dataset.baseline?.value ?? 1) + 0.05);
      training.destroy();
    },
    SLOW,
  );

  test.each([{ layers: 0 }, ...eachOption(entry)])(
    'can be trained with %o',
    async (changes) => {
      const [losses] = await firstLosses(entry, { ...SMALL, ...changes }, 1);
      expect(losses[0]).toBeGreaterThan(0.5);
      expect(losses[0]).toBeLessThan(3);
    },
    SLOW,
  );
});
