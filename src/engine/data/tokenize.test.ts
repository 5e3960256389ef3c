import { describe, expect, it } from 'vitest';
import {
  buildVocabulary,
  isWord,
  NUM,
  PAD,
  UNK,
  vocabularyIndex,
  wordIds,
  wordSpans,
  wordTokens,
} from './tokenize';

describe('Splitting a text into words', () => {
  it('makes a plain sentence lower case and keeps its punctuation', () => {
    expect(wordTokens('We meet tonight at a moment of unlimited potential.')).toEqual([
      'we',
      'meet',
      'tonight',
      'at',
      'a',
      'moment',
      'of',
      'unlimited',
      'potential',
      '.',
    ]);
  });

  it('finds nothing in an empty text, in spaces and in emoji', () => {
    for (const text of ['', ' \t\n', '🚂🇺🇸👩‍🚀❤️']) expect(wordTokens(text)).toEqual([]);
  });

  it('reads curly quotation marks as straight ones, and two hyphens as a dash', () => {
    expect(wordTokens('-- “?!” —')).toEqual(['—', '"', '?', '!', '"', '—']);
  });

  it('tells words and numbers from marks of punctuation', () => {
    expect(wordTokens('In 1947, peace!').filter(isWord)).toEqual(['in', NUM, 'peace']);
  });

  it('keeps apostrophes inside words, and curly ones become straight', () => {
    expect(wordTokens("Don't DON’T don‘t donʼt")).toEqual(["don't", "don't", "don't", "don't"]);
    expect(wordTokens("the States' rights, 'tis America’s")).toEqual([
      'the',
      'states',
      'rights',
      ',',
      'tis',
      "america's",
    ]);
  });

  it('reads words in any mixture of cases alike', () => {
    expect(wordTokens('Congress CONGRESS cOnGrEsS')).toEqual(['congress', 'congress', 'congress']);
  });

  it('hides every number, so that a year cannot give the date away', () => {
    expect(wordTokens('In 1947 we owed $3,500,000.75, in the 1960s 5%, by the 93rd')).toEqual([
      'in',
      NUM,
      'we',
      'owed',
      '$',
      NUM,
      ',',
      'in',
      'the',
      NUM,
      NUM,
      '%',
      ',',
      'by',
      'the',
      NUM,
    ]);
    expect(wordTokens('½ ２０２０ ² ١٩٤٧ H1N1')).toEqual([NUM, NUM, NUM, NUM, NUM]);
  });

  it('splits at hyphens, and reads every way of setting a dash alike', () => {
    expect(wordTokens('self-government')).toEqual(['self', '-', 'government']);
    for (const dash of ['--', ' -- ', '—', ' — ', '–', ' – ', ' - ']) {
      expect(wordTokens(`war${dash}peace`)).toEqual(['war', '—', 'peace']);
    }
  });

  it('keeps initials together, whether or not the last full stop is there', () => {
    expect(wordTokens('the U.S. and the U.S, at 5 p.m.')).toEqual([
      'the',
      'u.s.',
      'and',
      'the',
      'u.s.',
      ',',
      'at',
      NUM,
      'p.m.',
    ]);
    expect(wordTokens('in the U.S.Then I.Then')).toEqual([
      'in',
      'the',
      'u.s.',
      'then',
      'i',
      '.',
      'then',
    ]);
  });

  it('makes each Chinese or Japanese character a word', () => {
    expect(wordTokens('在1947年，美国')).toEqual(['在', NUM, '年', '美', '国']);
    expect(wordTokens('the国家state')).toEqual(['the', '国', '家', 'state']);
  });

  it('writes ligatures, full-width and decomposed letters in their normal form', () => {
    expect(wordTokens('oﬃce ＰＥＡＣＥ cafe\u0301 gov\u00ADernment')).toEqual([
      'office',
      'peace',
      'café',
      'government',
    ]);
  });

  it('takes a million characters in its stride, in one word or in many', () => {
    const long = 'a'.repeat(1_000_000);
    expect(wordTokens(long)).toEqual([long]);
    expect(wordTokens('peace and '.repeat(100_000))).toHaveLength(200_000);
    expect(wordTokens('a.'.repeat(500_000))).toHaveLength(1);
    expect(wordTokens("a'".repeat(500_000))).toHaveLength(1);
    expect(wordTokens('1,'.repeat(500_000))).toEqual([NUM, ',']);
  });

  it('does not trip over half a surrogate pair', () => {
    expect(wordTokens('peace \uD83D war')).toEqual(['peace', 'war']);
  });

  it('says where each word stands in the text as it was written', () => {
    const text = 'In 1947 👍 the U.S. wasn’t “oﬃcial”.';
    expect(wordSpans(text).map(({ start, end }) => text.slice(start, end))).toEqual([
      'In',
      '1947',
      'the',
      'U.S.',
      'wasn’t',
      '“',
      'oﬃcial',
      '”',
      '.',
    ]);
    expect(wordSpans(text).map((span) => span.token)).toEqual(wordTokens(text));
  });
});

describe('A vocabulary', () => {
  const texts = [['war', 'and', 'peace'], ['peace', 'and', 'plenty'], ['peace']];

  it('starts with padding and the unknown word, then the most frequent words, ties in order', () => {
    expect(buildVocabulary(texts, 100)).toEqual([PAD, UNK, 'peace', 'and', 'plenty', 'war']);
    expect(buildVocabulary(texts, 4)).toEqual([PAD, UNK, 'peace', 'and']);
  });

  it('gives an unknown word the id 1', () => {
    const index = vocabularyIndex(buildVocabulary(texts, 4));
    expect(wordIds(['and', 'war', 'peace'], index)).toEqual([3, 1, 2]);
    expect(wordIds([], index)).toEqual([]);
  });
});
