import { describe, expect, test } from 'vitest';
import type { Phrase, Sentence } from './sentences/grammar';
import { inAllLanguages, shortSentences } from './short-sentences';

const phrase = (noun: Phrase['noun'], rest: Partial<Phrase> = {}): Phrase => ({
  determiner: 'the',
  adjective: null,
  plural: false,
  noun,
  ...rest,
});
const sentence = (rest: Partial<Sentence>): Sentence => ({
  subject: phrase('girl'),
  verb: 'look at',
  denied: false,
  object: phrase('cat'),
  place: null,
  ...rest,
});

// Written by hand, one rule of the grammars each.
const CASES: readonly [string, Sentence, string, string, string][] = [
  [
    'colours after the noun in French, measure words in Chinese',
    sentence({ object: phrase('cat', { determiner: 'a', adjective: 'black' }) }),
    'the girl looks at a black cat',
    'la fille regarde un chat noir',
    '女孩看一只黑色的猫',
  ],
  [
    'agreement in gender and number',
    sentence({
      subject: phrase('woman', { determiner: 'this', plural: true, adjective: 'happy' }),
      verb: 'buy',
      object: phrase('apple', { determiner: 'two', adjective: 'green', plural: true }),
    }),
    'these happy women buy two green apples',
    'ces femmes heureuses achètent deux pommes vertes',
    '这些快乐的女人买两个绿色的苹果',
  ],
  [
    'elision, and the form of "this" before a vowel',
    sentence({
      subject: phrase('man'),
      verb: 'like',
      denied: true,
      object: phrase('tree', { determiner: 'this' }),
    }),
    'the man does not like this tree',
    'l’homme n’aime pas cet arbre',
    '男人不喜欢这棵树',
  ],
  [
    'no elision where an adjective stands between',
    sentence({ subject: phrase('man', { adjective: 'young' }), object: phrase('bird') }),
    'the young man looks at the bird',
    'le jeune homme regarde l’oiseau',
    '年轻的男人看鸟',
  ],
  [
    'the place stands ahead of the verb in Chinese',
    sentence({
      verb: 'look for',
      object: phrase('key', { determiner: 'three', plural: true, adjective: 'small' }),
      place: 'garden',
    }),
    'the girl looks for three small keys in the garden',
    'la fille cherche trois petites clés dans le jardin',
    '女孩在花园里找三把小钥匙',
  ],
  [
    '"my" before a feminine vowel, and one 的 in Chinese',
    sentence({
      subject: phrase('mouse', { plural: true }),
      object: phrase('picture', { determiner: 'my', adjective: 'red' }),
      verb: 'want',
    }),
    'the mice want my red picture',
    'les souris veulent mon image rouge',
    '老鼠想要我的红色画',
  ],
  [
    '"an" in English, the horse’s plural in French',
    sentence({
      subject: phrase('horse', { determiner: 'my', plural: true }),
      verb: 'want',
      object: phrase('apple', { determiner: 'a' }),
    }),
    'my horses want an apple',
    'mes chevaux veulent une pomme',
    '我的马想要一个苹果',
  ],
];

describe('the grammar of short sentences', () => {
  test.each(CASES)('%s', (_, given, english, french, chinese) => {
    expect(inAllLanguages(given)).toEqual({ english, french, chinese });
  });
});

describe.each(['french', 'chinese'] as const)('short sentences in %s', (language) => {
  const data = shortSentences(language);
  const textsOf = (split: 'train' | 'validation') =>
    Array.from({ length: data[split].count }, (_, i) => data.example(split, i).text);

  test('8,192 to learn from, 512 others to be judged by, none twice', () => {
    const [train, validation] = [textsOf('train'), textsOf('validation')];
    expect([train.length, validation.length]).toEqual([8192, 512]);
    expect(new Set([...train, ...validation]).size).toBe(8192 + 512);
  });

  test('the same seed gives the same sentences', () => {
    const again = shortSentences(language).train.values.target;
    expect(again.every((id, i) => id === data.train.values.target[i])).toBe(true);
  });

  test('own sentences are read without marks, and refused with a reason', () => {
    expect(data.encode?.('The girl looks at a black cat.').text).toBe(
      'the girl looks at a black cat',
    );
    expect(() => data.encode?.('the girl eats a cat')).toThrow('Not known here: eats');
    expect(() => data.encode?.('…')).toThrow('Type a sentence');
  });
});
