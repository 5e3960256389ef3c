import { describe, expect, test } from 'vitest';
import { eachOption, firstLosses } from '../testing/first-steps';
import entry from './experiments/roles';

/** A small model, so that a step takes milliseconds. */
const SMALL = { width: 8, hidden: 8, heads: 2, batchSize: 16, learningRate: 0.02 };
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

describe('who did what to whom', () => {
  test('learns from its first steps on', async () => {
    const [losses] = await firstLosses(entry, SMALL, 20);
    expect(losses).toHaveLength(20);
    expect(mean(losses.slice(-3))).toBeLessThan(0.9 * mean(losses.slice(0, 3)));
  });

  test.each([{ heads: 0 }, ...eachOption(entry)])('can be trained with %o', async (changes) => {
    const [losses] = await firstLosses(entry, { ...SMALL, ...changes }, 1);
    expect(losses[0]).toBeGreaterThan(0);
    expect(losses[0]).toBeLessThan(4);
  });

  test('refuses heads that do not divide the states', async () => {
    await expect(firstLosses(entry, { hidden: 9, heads: 4 }, 1)).rejects.toThrow(/18 .* 4 heads/);
  });
});
