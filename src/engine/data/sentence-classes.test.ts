import { describe, expect, test } from 'vitest';
import { openPublic } from '../testing/first-steps';
import { openMissingWord } from './missing-word';
import { openSentenceClasses, threeSentences } from './sentence-classes';
import { openWhenWasItSaid } from './when-was-it-said';

const gaps = await openMissingWord(openPublic);
const periods = await openSentenceClasses(openPublic);
const counts = (labels: ArrayLike<number>) =>
  [0, 1, 2].map((k) => Array.from(labels).filter((label) => label === k).length);

describe('sentences with a gap', () => {
  test('have each of the three words about equally often', () => {
    for (const split of ['train', 'validation'] as const) {
      const { count, values } = gaps[split];
      expect(count).toBeGreaterThan(split === 'train' ? 7000 : 1400);
      for (const n of counts(values.target)) expect(n / count).toBeCloseTo(1 / 3, 1);
    }
  });

  test('are the sentences of the addresses, once the word is put back', async () => {
    const all = await openWhenWasItSaid(openPublic);
    const known = (split: 'train' | 'validation') =>
      new Set(
        Array.from({ length: all[split].count }, (_, i) =>
          all.example(split, i).text.toLowerCase(),
        ),
      );
    const [train, validation] = [known('train'), known('validation')];
    for (let i = 0; i < 300; i++) {
      const { text, target, words, values } = gaps.example('validation', i);
      const whole = text.toLowerCase().replace('[?]', gaps.classes[target ?? 0]);
      expect(validation.has(whole)).toBe(true);
      expect(train.has(whole)).toBe(false);
      const at = words.indexOf('[?]');
      expect(gaps.vocabulary[values.tokens.data[at]]).toBe('[?]');
      expect(words.length).toBeLessThanOrEqual(32);
    }
  });

  test('are the same each time, and hold ids of a thousand words only', () => {
    // Made anew each time this file is tested, the generator must do the same as ever.
    expect(gaps.example('validation', 0).text).toBe(
      'During the session of the year 1790 it was expedient to exercise the legislative power granted by the Constitution of the United States "[?] lay and collect excises".',
    );
    expect(gaps.vocabulary).toHaveLength(1000);
    expect(Math.max(...gaps.validation.values.tokens)).toBe(999);
  });

  test('can be one’s own, with one gap', () => {
    const ids = gaps.encode?.('The state [?] the Union.')?.values.tokens.data ?? [];
    expect([...ids].map((id) => gaps.vocabulary[id])).toEqual(
      ['the', 'state', '[?]', 'the', 'union', '.'],
    ); // biome-ignore format: words in a row
    expect(gaps.encode?.('We want ___ go.')?.words).toContain('[?]');
    expect(() => gaps.encode?.('no gap')).toThrow(/one gap/);
    expect(() => gaps.encode?.('[?] and [?]')).toThrow(/one gap/);
    expect(() => gaps.encode?.(`[?] ${'war '.repeat(32)}`)).toThrow(/at most 32/);
  });
});

describe('sentences by period, with a thousand words', () => {
  test('are those of “When was it said?”, rarer words being unknown', async () => {
    const all = await openWhenWasItSaid(openPublic);
    expect(periods.train.count).toBe(all.train.count);
    expect(periods.vocabulary).toEqual(all.vocabulary.slice(0, 1000));
    const { tokens } = periods.validation.values;
    for (const [i, id] of all.validation.values.tokens.entries()) {
      if (tokens[i] !== (id < 1000 ? id : 1)) throw new Error(`id ${id} became ${tokens[i]}`);
    }
    const { values, unknown } = periods.example('validation', 0);
    expect(unknown).toEqual([...values.tokens.data].map((id) => id === 1));
  });

  test('leave naive Bayes a little less than with all words', async () => {
    const all = await openWhenWasItSaid(openPublic);
    const [fewer, more] = [periods, all].map(({ baseline }) => baseline?.value ?? 0);
    expect(fewer).toBeLessThan(more);
    expect(fewer).toBeGreaterThan(0.65);
  });
});

describe('three sentences', () => {
  const three = threeSentences();

  test('are one of each class, in both parts', () => {
    expect(three.classes).toHaveLength(3);
    expect([...three.train.values.target]).toEqual([0, 1, 2]);
    expect(three.validation.values).toEqual(three.train.values);
    expect(three.example('train', 1).words).toContain('train');
  });

  test('take own words, known or not, and refuse none and too many', () => {
    expect(three.encode?.('The soup was cold')?.unknown).toEqual([false, false, false, true]);
    expect(() => three.encode?.('')).toThrow(/no word/);
    expect(() => three.encode?.('soup '.repeat(13))).toThrow(/at most 12/);
  });
});
