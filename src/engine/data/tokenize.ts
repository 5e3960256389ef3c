/**
 * Text → word tokens → ids, for experiments on real text.
 *
 * The script that makes the data set (`scripts/data/sotu.mjs`) and the page, when a visitor types
 * a sentence, run this very file: what the model was trained on and what it is asked about are
 * tokenised alike.
 */

/** Id 0: fills a row of ids up to the length of the batch. Never the id of a word. */
export const PAD = '[pad]';
/** Id 1: any word that is not in the vocabulary. */
export const UNK = '[unk]';
/** Stands for every token that contains a digit, so that "in 1947" does not give away the date. */
export const NUM = '[num]';

/** One word of a text and where it stands there. */
export interface WordSpan {
  /** The normalised word, as in the vocabulary. */
  readonly token: string;
  /** Index of its first UTF-16 code unit in the text. */
  readonly start: number;
  /** Index after its last UTF-16 code unit: `text.slice(start, end)` is the word as written. */
  readonly end: number;
}

/** A character of a script that puts no space between words: each is a token of its own. */
const IDEOGRAPH = String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]`;
/** A letter, mark, digit or soft hyphen inside a word of any other script. */
const LETTER = String.raw`(?:(?!${IDEOGRAPH})[\p{L}\p{M}\p{N}\u00AD])`;
/** Straight, curly, modifier-letter and full-width apostrophe. */
const APOSTROPHE = String.raw`['\u2018\u2019\u02BC\uFF07]`;

/**
 * What counts as one token, tried in this order at each place of the text. Everything else (spaces,
 * symbols, emoji) separates tokens. Punctuation is kept: how a sentence is built tells its age as
 * much as its words do. A stretch of text can be read in one way
 * only, so the time is linear in the length of the text.
 */
const WORD = new RegExp(
  [
    // A number, with its separators and what is written on to it: 1947, 3,500.75, 93rd, 1960s.
    String.raw`\p{N}+(?:[.,]\p{N}+)*${LETTER}*`,
    // Initials with full stops: U.S., D.C. ("U.S.Then" is "U.S." and "Then").
    String.raw`\p{L}(?:\.\p{L})+(?!${LETTER})\.?`,
    IDEOGRAPH,
    // A word, apostrophes inside it included: don't, America's, O'Neill.
    String.raw`\p{L}${LETTER}*(?:${APOSTROPHE}${LETTER}+)*`,
    // A dash, however a transcriber set it: the ways of doing so must not tell the date.
    String.raw`(?<dash>--+|[\u2014\u2013]|(?<=\s)-(?=\s))`,
    // Another mark of punctuation.
    String.raw`[.,;:!?()"\u201C\u201D$%-]`,
  ].join('|'),
  'gu',
);

const DASH = '\u2014';

/** A word as written → as in the vocabulary. */
function normalise(written: string): string {
  const word = written
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\u00AD/g, '')
    .replace(/[\u2018\u2019\u02BC]/g, "'")
    .replace(/[\u201C\u201D]/g, '"');
  if (/\p{N}/u.test(word)) return NUM;
  // "u.s" and "u.s." are the same word.
  return /\p{L}\.\p{L}$/u.test(word) ? `${word}.` : word;
}

/**
 * Splits a text into words and says where each one stands, for highlighting words in the text.
 *
 * Words are in Unicode NFKC and lower case, with straight apostrophes; each word that contains a
 * digit is {@link NUM}. Marks of punctuation are tokens too. Pure: the same text gives the same tokens
 * everywhere.
 */
export function wordSpans(text: string): WordSpan[] {
  return [...text.matchAll(WORD)].map(({ 0: written, index, groups }) => ({
    token: groups?.dash === undefined ? normalise(written) : DASH,
    start: index,
    end: index + written.length,
  }));
}

/** Splits a text into words: the tokens of {@link wordSpans}, without their places. */
export function wordTokens(text: string): string[] {
  return wordSpans(text).map((span) => span.token);
}

/**
 * The `size` entries of a vocabulary: {@link PAD} (id 0), {@link UNK} (id 1), then the most frequent
 * tokens, the more frequent first, ties in code-unit order.
 *
 * @param texts the tokens of each text of the training part (never of the validation part)
 */
export function buildVocabulary(texts: Iterable<readonly string[]>, size: number): string[] {
  const counts = new Map<string, number>();
  for (const tokens of texts) {
    for (const token of tokens) counts.set(token, (counts.get(token) ?? 0) + 1);
  }
  const byFrequency = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return [PAD, UNK, ...byFrequency.slice(0, Math.max(0, size - 2)).map(([token]) => token)];
}

/** Vocabulary → token to id, for {@link wordIds}. */
export function vocabularyIndex(vocabulary: readonly string[]): Map<string, number> {
  return new Map(vocabulary.map((token, id) => [token, id]));
}

/** Tokens → their ids; a token that the vocabulary lacks becomes the id of {@link UNK}, 1. */
export function wordIds(tokens: readonly string[], index: ReadonlyMap<string, number>): number[] {
  return tokens.map((token) => index.get(token) ?? 1);
}

/** Whether a token is a word or a number, rather than a mark of punctuation. */
export function isWord(token: string): boolean {
  return /[\p{L}\p{N}]/u.test(token);
}
