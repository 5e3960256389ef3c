import { InputError } from '../tensor/errors';
import type { Dataset, EncodedText, SplitName } from './dataset';
import { naiveBayesBaseline } from './naive-bayes-baseline';
import { randomSource } from './random';
import { type TextSplit, textClasses } from './text-classes';
import { UNK, vocabularyIndex, wordIds, wordSpans } from './tokenize';
import { openWhenWasItSaid } from './when-was-it-said';

const CLASSES = ['of', 'to', 'in'] as const;
const GAP = '[?]';
/** With padding, the unknown word and the gap. */
const VOCABULARY = 1000;
/** Longer sentences are left out. */
const MAX_LENGTH = 32;
const DATA_SEED = 3;

let opened: Promise<Dataset> | null = null;

/**
 * Sentences of the State of the Union addresses with one “of”, “to” or “in” taken out: which was it?
 * The classes are about equally frequent; which addresses are held out is as in
 * public/data/sotu.json. The 1000 most frequent words, others are read as `[unk]`. Seeded;
 * made once, kept for the life of the page.
 * @throws InputError when the file is missing or not what the script writes
 */
export function openMissingWord(open: (path: string) => Promise<unknown>): Promise<Dataset> {
  opened ??= openWhenWasItSaid(open)
    .then(withGaps)
    .catch((error: unknown) => {
      opened = null;
      throw error;
    });
  return opened;
}

function withGaps(all: Dataset): Dataset {
  const vocabulary = [...all.vocabulary.slice(0, VOCABULARY - 1), GAP];
  const index = vocabularyIndex(vocabulary);
  const random = randomSource(DATA_SEED);
  const gaps = {
    train: gapsOf(all, 'train', random),
    validation: gapsOf(all, 'validation', random),
  };

  const read = (before: string, after: string): EncodedText => {
    const part = (text: string) => {
      const spans = wordSpans(text);
      const ids = wordIds(
        spans.map(({ token }) => token),
        index,
      );
      return { ids, words: spans.map(({ start, end }) => text.slice(start, end)) };
    };
    const [left, right] = [part(before), part(after)];
    const ids = [...left.ids, VOCABULARY - 1, ...right.ids];
    return {
      text: `${before}${GAP}${after}`,
      words: [...left.words, GAP, ...right.words],
      ids,
      unknown: ids.map((id) => vocabulary[id] === UNK),
    };
  };
  const sentencesOf = (split: SplitName): EncodedText[] =>
    gaps[split].map(({ text, start, end }) => read(text.slice(0, start), text.slice(end)));
  const sentences = { train: sentencesOf('train'), validation: sentencesOf('validation') };
  const splitOf = (split: SplitName): TextSplit => {
    const tokens = new Int32Array(sentences[split].length * MAX_LENGTH);
    for (const [i, { ids }] of sentences[split].entries()) tokens.set(ids, i * MAX_LENGTH);
    const labels = Int32Array.from(gaps[split], ({ missing }) => missing);
    return { count: labels.length, tokens, labels };
  };
  const [train, validation] = [splitOf('train'), splitOf('validation')];
  const asValues = ({ count, tokens, labels }: TextSplit) => ({
    count,
    values: { tokens, target: labels },
  });
  return textClasses({
    vocabulary,
    classes: CLASSES,
    maxLength: MAX_LENGTH,
    train,
    validation,
    shipped: true,
    baseline: naiveBayesBaseline(asValues(train), asValues(validation), {
      length: MAX_LENGTH,
      classes: CLASSES.length,
      vocabularySize: VOCABULARY,
    }),
    example: (split, i) => ({ ...sentences[split][i], source: gaps[split][i].source }),
    encode: (text) => {
      const parts = text.split(/\[\?\]|_{2,}/);
      if (parts.length !== 2) {
        throw new InputError(`Mark one gap with ${GAP}, as in “the state ${GAP} the Union”.`);
      }
      const encoded = read(parts[0], parts[1]);
      if (encoded.words.length > MAX_LENGTH) {
        throw new InputError(
          `${encoded.words.length} words and marks; the model reads at most ${MAX_LENGTH}. Shorten the text.`,
        );
      }
      return { ...encoded, text };
    },
  });
}

interface Gap {
  readonly text: string;
  /** Where the word stood in the text. */
  readonly start: number;
  readonly end: number;
  /** Which of the classes it was. */
  readonly missing: number;
  readonly source: string;
}

/** One gap in each sentence that has room for one: of its words the one rarest so far. */
function gapsOf(all: Dataset, split: SplitName, random: () => number): Gap[] {
  const counts = CLASSES.map(() => 0);
  return Array.from({ length: all[split].count }, (_, i) => i).flatMap((i) => {
    const { text, source } = all.example(split, i);
    const spans = wordSpans(text);
    if (spans.length > MAX_LENGTH) return [];
    const found = spans.flatMap(({ token, start, end }) => {
      const missing = CLASSES.findIndex((word) => word === token);
      return missing < 0 ? [] : [{ missing, start, end }];
    });
    if (found.length === 0) return [];
    const fewest = Math.min(...found.map(({ missing }) => counts[missing]));
    const rarest = found.filter(({ missing }) => counts[missing] === fewest);
    const chosen = rarest[Math.floor(random() * rarest.length)];
    counts[chosen.missing]++;
    return [{ ...chosen, text, source }];
  });
}
