import { InputError } from '../tensor/errors';
import type { Dataset, EncodedText, ShownExample, Split } from './dataset';
import { naiveBayesBaseline } from './naive-bayes-baseline';
import { textClasses } from './text-classes';
import { vocabularyIndex, wordIds, wordSpans } from './tokenize';
import { openWhenWasItSaid } from './when-was-it-said';

/** Padding and the unknown word are among them. */
const VOCABULARY = 1000;
const UNKNOWN = 1;

/** One sentence of each class, written for this project. */
const SENTENCES = [
  { text: 'The soup was far too hot.', about: 'food' },
  { text: 'Our train left an hour late.', about: 'travel' },
  { text: 'She scored in the last minute.', about: 'sport' },
] as const;

/**
 * Three sentences, one of each class: what a model of a thousand times as many numbers must be able
 * to learn by heart. Both parts are these three, since there is nothing to hold out.
 */
export function threeSentences(): Dataset {
  const known = SENTENCES.flatMap(({ text }) => wordSpans(text).map(({ token }) => token));
  const vocabulary = ['[pad]', '[unk]', ...new Set(known)];
  const index = vocabularyIndex(vocabulary);
  const maxLength = 12;
  const read = (text: string): EncodedText => {
    const spans = wordSpans(text);
    const ids = wordIds(
      spans.map(({ token }) => token),
      index,
    );
    const words = spans.map(({ start, end }) => text.slice(start, end));
    return { text, words, ids, unknown: ids.map((id) => id === UNKNOWN) };
  };
  const tokens = new Int32Array(SENTENCES.length * maxLength);
  for (const [i, { text }] of SENTENCES.entries()) tokens.set(read(text).ids, i * maxLength);
  const part = {
    count: SENTENCES.length,
    tokens,
    labels: Int32Array.from(SENTENCES, (_, i) => i),
  };
  return textClasses({
    vocabulary,
    classes: SENTENCES.map(({ about }) => about),
    maxLength,
    train: part,
    validation: part,
    example: (_, i) => ({ ...read(SENTENCES[i].text), source: '' }),
    encode: (text) => {
      const encoded = read(text);
      if (encoded.words.length === 0) throw new InputError('Type a sentence: no word was found.');
      if (encoded.words.length > maxLength) {
        throw new InputError(
          `${encoded.words.length} words and marks; the model reads at most ${maxLength}. Shorten the text.`,
        );
      }
      return encoded;
    },
  });
}

/**
 * Sentences of the State of the Union addresses by the period in which they were said, with the 1000
 * most frequent words; the others are read as `[unk]`. The baseline counts the same ids.
 * @throws InputError when the file is missing or not what the script writes
 */
export async function openSentenceClasses(
  open: (path: string) => Promise<unknown>,
): Promise<Dataset> {
  const all = await openWhenWasItSaid(open);
  const { encode } = all;
  const [maxLength] = all.fields.tokens.shape;
  const cut = (part: Split): Split => ({
    ...part,
    values: { ...part.values, tokens: frequent(part.values.tokens) },
  });
  const train = cut(all.train);
  const validation = cut(all.validation);
  return {
    ...all,
    fields: { ...all.fields, tokens: { ...all.fields.tokens, range: [0, VOCABULARY - 1] } },
    vocabulary: all.vocabulary.slice(0, VOCABULARY),
    train,
    validation,
    baseline: naiveBayesBaseline(train, validation, {
      length: maxLength,
      classes: all.classes.length,
      vocabularySize: VOCABULARY,
    }),
    example: (split, i) => shownWithFrequent(all.example(split, i)),
    ...(encode ? { encode: (text) => shownWithFrequent(encode(text)) } : {}),
  };
}

function frequent(ids: ArrayLike<number>): Int32Array {
  return Int32Array.from(ids, (id) => (id < VOCABULARY ? id : UNKNOWN));
}

function shownWithFrequent(example: ShownExample): ShownExample {
  const { tokens } = example.values;
  const data = frequent(tokens.data);
  return {
    ...example,
    values: { ...example.values, tokens: { ...tokens, data } },
    unknown: [...data].map((id) => id === UNKNOWN),
  };
}
