import * as v from 'valibot';
import { InputError } from '../tensor/errors';
import type { Dataset, EncodedText } from './dataset';
import { type TextSplit, textClasses } from './text-classes';
import { vocabularyIndex, wordIds, wordSpans } from './tokenize';

/** Longest sentence of the file, in tokens; see scripts/data/sotu.mjs. */
const MAX_LENGTH = 48;
const FILE = 'data/sotu.json';

const splitSchema = v.object({
  sentences: v.array(v.string()),
  labels: v.array(v.pipe(v.number(), v.integer())),
  address: v.array(v.pipe(v.number(), v.integer())),
});
const fileSchema = v.object({
  version: v.literal(1),
  classes: v.array(v.object({ name: v.string() })),
  baseline: v.object({ accuracy: v.number() }),
  vocab: v.array(v.string()),
  addresses: v.array(v.object({ year: v.number(), president: v.string() })),
  train: splitSchema,
  validation: splitSchema,
});

let opened: Promise<Dataset> | null = null;

/**
 * Sentences of the State of the Union addresses with the period in which they were said; see
 * public/data/LICENSES.md. Read once, kept for the life of the page.
 * @throws InputError when the file is missing or not what the script writes
 */
export function openWhenWasItSaid(open: (path: string) => Promise<unknown>): Promise<Dataset> {
  opened ??= open(FILE)
    .then(datasetOf)
    .catch((error: unknown) => {
      opened = null;
      throw error;
    });
  return opened;
}

function datasetOf(content: unknown): Dataset {
  const parsed = v.safeParse(fileSchema, content);
  if (!parsed.success) {
    throw new InputError(
      `${FILE} is not a data file of this version: ${parsed.issues[0].message}.`,
    );
  }
  const file = parsed.output;
  const index = vocabularyIndex(file.vocab);
  const read = (text: string): EncodedText => {
    const spans = wordSpans(text);
    const ids = wordIds(
      spans.map((span) => span.token),
      index,
    );
    return {
      text,
      words: spans.map((span) => text.slice(span.start, span.end)),
      ids,
      unknown: ids.map((id) => file.vocab[id] === '[unk]'),
    };
  };
  const splitOf = (part: v.InferOutput<typeof splitSchema>): TextSplit => {
    const count = part.sentences.length;
    const tokens = new Int32Array(count * MAX_LENGTH);
    part.sentences.forEach((sentence, i) => {
      tokens.set(read(sentence).ids.slice(0, MAX_LENGTH), i * MAX_LENGTH);
    });
    return { count, tokens, labels: Int32Array.from(part.labels) };
  };
  return textClasses({
    vocabulary: file.vocab,
    classes: file.classes.map((c) => c.name),
    maxLength: MAX_LENGTH,
    train: splitOf(file.train),
    validation: splitOf(file.validation),
    shipped: true,
    baseline: { name: 'naiveBayes', measure: 'accuracy', value: file.baseline.accuracy },
    example: (split, i) => {
      const address = file.addresses[file[split].address[i]];
      return {
        ...read(file[split].sentences[i]),
        source: `${address.president}, ${address.year}`,
      };
    },
    encode: (text) => {
      const encoded = read(text);
      if (encoded.words.length === 0) throw new InputError('Type a sentence: no word was found.');
      if (encoded.words.length > MAX_LENGTH) {
        throw new InputError(
          `${encoded.words.length} words and marks; the model reads at most ${MAX_LENGTH}. Shorten the text.`,
        );
      }
      return encoded;
    },
  });
}
