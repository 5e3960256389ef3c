import { describe, expect, test } from 'vitest';
import file from '../../../public/data/cmudict.json';
import { spellingOf } from './spelling';

describe('spelling and sound', () => {
  const data = spellingOf(file);

  test('11,000 words to learn from, 1,000 others to be judged by', () => {
    expect([data.train.count, data.validation.count]).toEqual([11_000, 1000]);
    const learned = new Set(file.train.words.split(' '));
    expect(file.validation.words.split(' ').filter((word) => learned.has(word))).toEqual([]);
    expect(data.classes).toHaveLength(2 + 39);
    expect(data.baseline).toEqual({ name: 'lettersInContext', measure: 'exact', value: 0.542 });
  });

  // CMUdict: BIRTHDAY  B ER1 TH D EY2
  test('letters go with phonemes', () => {
    const at = file.train.words.split(' ').indexOf('birthday');
    const { text, sequences } = data.example('train', at);
    expect(text).toBe('birthday');
    expect(sequences?.target).toEqual(['B', 'ER', 'TH', 'D', 'EY', '[end]']);
  });

  test('what is no such file, or no word, is refused', () => {
    expect(() => spellingOf({ ...file, version: 2 })).toThrow('not a data file of this version');
    const short = { ...file, train: { ...file.train, count: 3 } };
    expect(() => spellingOf(short)).toThrow('announces 3 words; it has 11000');
    expect(() => data.encode?.('naïve')).toThrow('Not known here: ï');
    expect(() => data.encode?.(' ')).toThrow('Type an English word');
  });
});
