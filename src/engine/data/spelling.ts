import * as v from 'valibot';
import { InputError } from '../tensor/errors';
import type { Dataset } from './dataset';
import { type Pair, sequencePairs } from './sequence-pairs';

const FILE = 'data/cmudict.json';

const splitSchema = v.object({
  count: v.pipe(v.number(), v.integer()),
  words: v.string(),
  sounds: v.string(),
});
const fileSchema = v.object({
  version: v.literal(1),
  letters: v.string(),
  phonemes: v.array(v.string()),
  codes: v.string(),
  maxLetters: v.number(),
  maxPhonemes: v.number(),
  baseline: v.object({ wordAccuracy: v.number() }),
  train: splitSchema,
  validation: splitSchema,
});

let opened: Promise<Dataset> | null = null;

/**
 * Common English words, letter by letter, and their sound, phoneme by phoneme; see
 * public/data/LICENSES.md. Read once, kept for the life of the page.
 * @throws InputError when the file is missing or not what the script writes
 */
export function openSpelling(open: (path: string) => Promise<unknown>): Promise<Dataset> {
  opened ??= open(FILE)
    .then(spellingOf)
    .catch((error: unknown) => {
      opened = null;
      throw error;
    });
  return opened;
}

/** @throws InputError when the content is not what the script writes */
export function spellingOf(content: unknown): Dataset {
  const parsed = v.safeParse(fileSchema, content);
  if (!parsed.success) {
    throw new InputError(
      `${FILE} is not a data file of this version: ${parsed.issues[0].message}.`,
    );
  }
  const { letters, phonemes, codes, maxLetters, maxPhonemes, baseline, ...splits } = parsed.output;
  const soundOf = new Map(Array.from(codes, (code, i) => [code, phonemes[i]]));
  const pairsOf = ({ count, words, sounds }: v.InferOutput<typeof splitSchema>): Pair[] => {
    const spoken = sounds.split(' ');
    const pairs = words.split(' ').map((word, i) => ({
      source: Array.from(word),
      target: Array.from(spoken[i] ?? '', (code) => soundOf.get(code) ?? code),
    }));
    if (pairs.length === count && spoken.length === count) return pairs;
    throw new InputError(
      `${FILE} announces ${count} words; it has ${pairs.length}, and ${spoken.length} sounds.`,
    );
  };
  return sequencePairs({
    sourceSymbols: Array.from(letters),
    targetSymbols: phonemes,
    maxSource: maxLetters,
    maxTarget: maxPhonemes,
    train: pairsOf(splits.train),
    validation: pairsOf(splits.validation),
    shipped: true,
    baseline: { name: 'lettersInContext', measure: 'exact', value: baseline.wordAccuracy },
    sourceText: (symbols) => symbols.join(''),
    targetText: (symbols) => symbols.join(' '),
    read: (text) => {
      const symbols = Array.from(text.trim());
      if (symbols.length > 0) return symbols;
      throw new InputError('Type an English word, such as "attention".');
    },
  });
}
