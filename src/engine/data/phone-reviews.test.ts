import { describe, expect, test } from 'vitest';
import { phoneReviews, type PhoneReviewsOptions } from './phone-reviews';
import { makeReview, MOST_WORDS, WORDS } from './review-grammar';
import { randomSource } from './random';

const usual: PhoneReviewsOptions = {
  language: 'en',
  negation: 0.35,
  noise: 0.02,
  negatedOnly: false,
};
const en = phoneReviews(usual);
const zh = phoneReviews({ ...usual, language: 'zh' });
const negated = phoneReviews({ ...usual, negatedOnly: true });

/** The grade as a reader of the grammar would work it out, from the words alone. */
function gradeOf(text: string): number {
  const { aspects, good, bad, negations } = WORDS.en;
  const plain = text.replaceAll(/not only (\w+) but also \w+/g, 'only $1');
  const about = new RegExp(`(?:${aspects.join('|')}) is [\\w ]+?(?=[.,]| but the| and the)`, 'g');
  const opinions = plain.match(about) ?? [];
  const sum = opinions.reduce((total, opinion) => {
    const adjective = [...good, ...bad].find((word) => opinion.endsWith(` ${word}`)) ?? '';
    const turned = negations.some((negation) => opinion.includes(` ${negation} `));
    return total + (good.includes(adjective) !== turned ? 1 : -1);
  }, 0);
  return Math.sign(sum) + 1;
}

describe('phone reviews', () => {
  test('have the grade that their words say', () => {
    const spelt = phoneReviews({ ...usual, noise: 0 });
    for (let i = 0; i < 500; i++) {
      const { text, target } = spelt.example('train', i);
      expect([text, target]).toEqual([text, gradeOf(text)]);
    }
  });

  test.each([
    ['English', en],
    ['Chinese', zh],
  ])('in %s: each grade a third, no held-out one in training, all short enough', (_, dataset) => {
    expect([dataset.train.count, dataset.validation.count]).toEqual([12000, 1000]);
    const texts = (split: 'train' | 'validation') =>
      Array.from({ length: dataset[split].count }, (_, i) => dataset.example(split, i));
    const train = texts('train');
    const known = new Set(train.map(({ text }) => text));
    expect(texts('validation').filter(({ text }) => known.has(text))).toEqual([]);
    expect(Math.max(...train.map(({ words }) => words.length))).toBeLessThanOrEqual(MOST_WORDS);
    for (const grade of [0, 1, 2]) {
      const share = train.filter(({ target }) => target === grade).length / train.length;
      expect(share).toBeCloseTo(1 / 3, 1);
    }
  });

  test('misspell about as many words as asked', () => {
    const random = randomSource(1);
    const reviews = Array.from({ length: 500 }, () => makeReview(random, { ...usual, noise: 0.2 }));
    const words = reviews.flatMap(({ misspelt, words: all }) =>
      misspelt.filter((_, i) => /\p{L}{2}/u.test(all[i])),
    );
    expect(words.filter(Boolean).length / words.length).toBeCloseTo(0.2, 1);
    expect(en.example('train', 0).unknown).toHaveLength(en.example('train', 0).words.length);
  });

  test('leave a bag of words at a loss where something is negated', () => {
    const [all, turned] = [en, negated].map(({ baseline }) => baseline?.value ?? 0);
    expect(all).toBeGreaterThan(0.6);
    expect(turned).toBeLessThan(all - 0.1);
    // Without any negation it nearly suffices to count.
    const plain = phoneReviews({ ...usual, negation: 0, noise: 0 });
    expect(plain.baseline?.value).toBeGreaterThan(0.9);
  });

  test('are the same each time', () => {
    const again = phoneReviews(usual);
    expect(String(again.validation.values.tokens)).toBe(String(en.validation.values.tokens));
    expect(again.baseline).toEqual(en.baseline);
  });

  test('can be one’s own, in either language', () => {
    const own = en.encode?.('The Screen is far from good, honestly.');
    expect(own?.words).toEqual([
      'the',
      'screen',
      'is',
      'far',
      'from',
      'good',
      ',',
      'honestly',
      '.',
    ]);
    expect(own?.unknown.indexOf(true)).toBe(7);
    expect(zh.encode?.('屏幕谈不上好，贵。')?.words).toEqual([
      '屏幕',
      '谈不上',
      '好',
      '，',
      '贵',
      '。',
    ]);
    expect(() => en.encode?.('…')).toThrow(/no word/);
    expect(() => en.encode?.('good '.repeat(33))).toThrow(/at most 32/);
  });
});
