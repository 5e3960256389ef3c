import { InputError } from '../tensor/errors';
import { bagOfWordsAccuracy, trainBagOfWords } from './bag-of-words';
import type { Dataset, EncodedText } from './dataset';
import { randomSource } from './random';
import {
  GRADES,
  makeReview,
  MOST_WORDS,
  type Review,
  type ReviewLanguage,
  type ReviewOptions,
  reviewVocabulary,
} from './review-grammar';
import { type TextSplit, textClasses } from './text-classes';

export interface PhoneReviewsOptions extends ReviewOptions {
  /** Whether all held-out reviews have a negated opinion. */
  readonly negatedOnly: boolean;
}

const TRAIN = 12000;
const VALIDATION = 1000;
const DATA_SEED = 11;
const UNKNOWN = 1;

/**
 * Phone reviews by the grammar of review-grammar.ts with a grade each: bad, mixed, good. No held-out
 * review occurs in training. Seeded: the same options give the same reviews. The baseline is a
 * logistic regression on word counts, trained on the same reviews.
 */
export function phoneReviews(options: PhoneReviewsOptions): Dataset {
  const key = JSON.stringify(options);
  if (latest?.key !== key) latest = { key, dataset: makeReviews(options) };
  return latest.dataset;
}

/** Settings of the model are changed more often than those of the data. */
let latest: { readonly key: string; readonly dataset: Dataset } | null = null;

function makeReviews(options: PhoneReviewsOptions): Dataset {
  const vocabulary = ['[pad]', '[unk]', ...reviewVocabulary(options.language)];
  const ids = new Map(vocabulary.map((word, id) => [word, id]));
  const random = randomSource(DATA_SEED);
  const train = distinct(TRAIN, new Set(), () => makeReview(random, options));
  const seen = new Set(train.map(keyOf));
  const validation = distinct(VALIDATION, seen, () => {
    for (;;) {
      const review = makeReview(random, options);
      if (review.negated || !options.negatedOnly || options.negation === 0) return review;
    }
  });
  const reviews = { train, validation };
  const idsOf = (words: readonly string[]) => words.map((word) => ids.get(word) ?? UNKNOWN);
  const splitOf = (part: readonly Review[]): TextSplit => {
    const tokens = new Int32Array(part.length * MOST_WORDS);
    for (const [i, { words }] of part.entries()) tokens.set(idsOf(words), i * MOST_WORDS);
    return { count: part.length, tokens, labels: Int32Array.from(part, ({ grade }) => grade) };
  };
  const splits = { train: splitOf(train), validation: splitOf(validation) };
  const read = (text: string, words: readonly string[]): EncodedText => {
    const found = idsOf(words);
    return { text, words, ids: found, unknown: found.map((id) => id === UNKNOWN) };
  };
  return textClasses({
    vocabulary,
    classes: GRADES,
    maxLength: MOST_WORDS,
    ...splits,
    baseline: {
      name: 'bagOfWords',
      measure: 'accuracy',
      value: baselineOf(splits.train, splits.validation, vocabulary.length),
    },
    example: (split, i) => {
      const { words } = reviews[split][i];
      return { ...read(written(words, options.language), words), source: '' };
    },
    encode: (text) => {
      const words = wordsOf(text, ids);
      if (words.length === 0) {
        throw new InputError('Type a review: no word was found.');
      }
      if (words.length > MOST_WORDS) {
        throw new InputError(
          `${words.length} words and marks; the model reads at most ${MOST_WORDS}. Shorten the text.`,
        );
      }
      return read(text, words);
    },
  });
}

/** Reviews that differ from one another and from those that are known; these are noted as well. */
function distinct(count: number, known: Set<string>, make: () => Review): Review[] {
  const list: Review[] = [];
  while (list.length < count) {
    const review = make();
    if (known.has(keyOf(review))) continue;
    known.add(keyOf(review));
    list.push(review);
  }
  return list;
}

function keyOf({ words }: Review): string {
  return words.join(' ');
}

function baselineOf(train: TextSplit, validation: TextSplit, vocabularySize: number): number {
  const documents = ({ count, tokens }: TextSplit) =>
    Array.from({ length: count }, (_, i) => tokens.subarray(i * MOST_WORDS, (i + 1) * MOST_WORDS));
  const model = trainBagOfWords(documents(train), train.labels, {
    classes: GRADES.length,
    vocabularySize,
  });
  return bagOfWordsAccuracy(model, documents(validation), validation.labels);
}

/** Chinese is written without spaces, English with none before a mark. */
function written(words: readonly string[], language: ReviewLanguage): string {
  return language === 'zh' ? words.join('') : words.join(' ').replaceAll(/ (?=[.,])/g, '');
}

/**
 * The words of a text: letters in a row, single marks; of Chinese, which has no spaces, the longest
 * known word at each place, else one character.
 */
function wordsOf(text: string, known: ReadonlyMap<string, number>): string[] {
  const found = text
    .toLowerCase()
    .match(/\p{Script=Han}+|[^\P{L}\p{Script=Han}]+|\p{N}+|[.,，。]/gu);
  return (found ?? []).flatMap((run) =>
    /\p{Script=Han}/u.test(run) ? longest(run, known) : [run],
  );
}

function longest(run: string, known: ReadonlyMap<string, number>): string[] {
  const words: string[] = [];
  for (let at = 0; at < run.length; ) {
    let end = run.length;
    while (end > at + 1 && !known.has(run.slice(at, end))) end--;
    words.push(run.slice(at, end));
    at = end;
  }
  return words;
}
