import * as v from 'valibot';
import { InputError } from '../tensor/errors';
import { type LabelledText, requireEnough } from './csv';
import type { Dataset, EncodedText } from './dataset';
import { evaluateNaiveBayes, trainNaiveBayes } from './naive-bayes';
import { OWN_TEXTS } from './own-paths';
import { randomSource } from './random';
import { textClasses } from './text-classes';
import { buildVocabulary, vocabularyIndex, wordIds, type WordSpan, wordSpans } from './tokenize';

/** The longest text that is read, in words; Chinese in characters. The rest is left out. */
const MAX_LENGTH = 64;
const VOCABULARY_SIZE = 2000;
/** One in so many rows of each class is held out. */
const HOLD_OUT_ONE_OF = 5;
const SEED = 11;
const UNKNOWN = 1;

const rowsSchema = v.array(v.object({ text: v.string(), label: v.string() }));

/** Rows from the visitor's own store. @throws InputError when there are none, or they are no rows */
export async function openOwnTexts(open: (path: string) => Promise<unknown>): Promise<Dataset> {
  const stored = await open(OWN_TEXTS);
  if (stored === undefined || stored === null) {
    throw new InputError(
      'This experiment is about texts that were loaded on another computer, or have been removed: they are not in the link. Load a CSV file of your own, or choose the sample.',
    );
  }
  const parsed = v.safeParse(rowsSchema, stored);
  if (!parsed.success) throw new InputError('The stored texts cannot be read; load them again.');
  return labelledTexts(parsed.output);
}

/**
 * Texts with labels as a data set: of each label one row in five is held out, by a seeded draw.
 * @throws InputError when there are too few rows or labels
 */
export function labelledTexts(rows: readonly LabelledText[]): Dataset {
  requireEnough(rows);
  const classes = [...new Set(rows.map(({ label }) => label))].sort();
  const { train, validation } = divided(rows, classes);
  const vocabulary = buildVocabulary(
    train.map(({ text }) => anySpans(text).map(({ token }) => token)),
    VOCABULARY_SIZE,
  );
  const index = vocabularyIndex(vocabulary);
  const read = (text: string): EncodedText => {
    const spans = anySpans(text).slice(0, MAX_LENGTH);
    const ids = wordIds(
      spans.map(({ token }) => token),
      index,
    );
    return {
      text,
      words: spans.map(({ start, end }) => text.slice(start, end)),
      ids,
      unknown: ids.map((id) => id === UNKNOWN),
    };
  };
  const split = (part: readonly LabelledText[]) => {
    const tokens = new Int32Array(part.length * MAX_LENGTH);
    part.forEach(({ text }, i) => tokens.set(read(text).ids, i * MAX_LENGTH));
    const labels = Int32Array.from(part, ({ label }) => classes.indexOf(label));
    return { count: part.length, tokens, labels };
  };
  const parts = { train, validation };
  const ids = (part: readonly LabelledText[]) => part.map(({ text }) => [...read(text).ids]);
  const label = (part: readonly LabelledText[]) => part.map((row) => classes.indexOf(row.label));
  const model = trainNaiveBayes(ids(train), label(train), {
    classes: classes.length,
    vocabularySize: vocabulary.length,
  });
  const { accuracy } = evaluateNaiveBayes(model, ids(validation), label(validation));
  return textClasses({
    vocabulary,
    classes,
    maxLength: MAX_LENGTH,
    train: split(train),
    validation: split(validation),
    baseline: { name: 'naiveBayes', measure: 'accuracy', value: accuracy },
    example: (part, i) => ({ ...read(parts[part][i].text), source: '' }),
    encode: (text) => {
      const encoded = read(text);
      if (encoded.words.length === 0) throw new InputError('Type a text: no word was found.');
      return encoded;
    },
  });
}

function divided(rows: readonly LabelledText[], classes: readonly string[]) {
  const random = randomSource(SEED);
  const train: LabelledText[] = [];
  const validation: LabelledText[] = [];
  for (const name of classes) {
    const own = rows.filter(({ label }) => label === name);
    for (let i = own.length - 1; i > 0; i--) {
      const j = Math.floor(random() * (i + 1));
      [own[i], own[j]] = [own[j], own[i]];
    }
    const held = Math.max(1, Math.floor(own.length / HOLD_OUT_ONE_OF));
    validation.push(...own.slice(0, held));
    train.push(...own.slice(held));
  }
  return { train, validation };
}

/** Words of any script: Chinese by character, which needs no word list, everything else by word. */
function anySpans(text: string): WordSpan[] {
  return [...text.matchAll(/\p{Script=Han}|[^\p{Script=Han}]+/gu)].flatMap(({ 0: part, index }) =>
    /\p{Script=Han}/u.test(part)
      ? [{ token: part, start: index, end: index + part.length }]
      : wordSpans(part).map(({ token, start, end }) => ({
          token,
          start: start + index,
          end: end + index,
        })),
  );
}
