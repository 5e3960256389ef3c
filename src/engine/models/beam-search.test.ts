import { describe, expect, test } from 'vitest';
import { beamSearch, type NextClasses } from './beam-search';

const END = 0;
const [A, B] = [1, 2];

/**
 * By hand. A is likelier to begin with (0.6 to 0.4), but what follows B is surer:
 * "A A" 0.6·0.4 = 0.24, "A B" 0.6·0.35 = 0.21, "A" 0.6·0.25 = 0.15, "B B" 0.4·0.9 = 0.36.
 */
const next: NextClasses = async (sequences) =>
  sequences.map((sequence) => {
    if (sequence.length === 2) return logs(1, 0, 0);
    if (sequence.length === 0) return logs(0, 0.6, 0.4);
    return sequence[0] === A ? logs(0.25, 0.4, 0.35) : logs(0.05, 0.05, 0.9);
  });

const logs = (...probabilities: number[]) => probabilities.map(Math.log);
const search = (beam: number, longest = 3) => beamSearch(next, { beam, end: END, longest });

describe('beam search', () => {
  test('with a beam of 1 takes the likeliest class each time', async () => {
    const [best, ...others] = await search(1);
    expect(best.classes).toEqual([A, A]);
    expect(best.finished).toBe(true);
    expect(Math.exp(best.logProbability)).toBeCloseTo(0.24, 10);
    expect(others).toEqual([]);
  });

  test('with a wider beam finds a likelier sequence that begins worse', async () => {
    const found = await search(2);
    expect(found.map(({ classes }) => classes)).toEqual([
      [B, B],
      [A, A],
    ]);
    expect(Math.exp(found[0].logProbability)).toBeCloseTo(0.36, 10);
    expect(Math.exp(found[1].logProbability)).toBeCloseTo(0.24, 10);
  });

  test('wide enough, finds every sequence in the order of its probability', async () => {
    const found = await search(9);
    const likely = found.filter(({ logProbability }) => logProbability > Math.log(0.01));
    expect(likely.map(({ classes }) => classes)).toEqual([
      [B, B],
      [A, A],
      [A, B],
      [A],
      [B],
      [B, A],
    ]);
    const sum = found.reduce((all, { logProbability }) => all + Math.exp(logProbability), 0);
    expect(sum).toBeCloseTo(1, 10);
  });

  test('a sequence without room for its end is not finished', async () => {
    const [best] = await search(1, 2);
    expect(best).toMatchObject({ classes: [A, A], finished: false });
  });
});
