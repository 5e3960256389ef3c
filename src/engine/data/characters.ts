import * as v from 'valibot';
import { InputError } from '../tensor/errors';
import type { Dataset, ShownExample, Split, SplitName } from './dataset';
import { OWN_TEXT } from './own-paths';

/** Texts that ship with the page (see public/data/LICENSES.md), and the visitor's own. */
const FILES = {
  english: 'data/text-en.json',
  chinese: 'data/text-zh.json',
  own: OWN_TEXT,
} as const;
export type TextChoice = keyof typeof FILES;

const partSchema = v.object({ text: v.string() });
const fileSchema = v.object({
  version: v.literal(1),
  title: v.string(),
  vocabulary: v.string(),
  baselines: v.object({ trigram: v.object({ loss: v.number() }) }),
  train: partSchema,
  validation: partSchema,
});

/** A text in two parts, its characters, and what counting them can do. */
export type CharactersFile = v.InferOutput<typeof fileSchema>;

const NO_CLASS = -1;
const PAD = '[pad]';
/** Characters that cannot be seen, as they are shown. */
const VISIBLE: Readonly<Record<string, string>> = { ' ': '␣', '\n': '↵' };
/** Windows of the training text begin so many times within the length of one. */
const OVERLAP = 4;

export interface CharactersOptions {
  readonly text: TextChoice;
  /** Characters that a model reads at once. */
  readonly length: number;
}

/**
 * A text cut into windows, with the character after each character as its answer: fields `tokens` and
 * `target`, i32[T]. Windows of the training text overlap, those of the validation text do not, so that
 * every character of it but the first counts once. The baseline is in nats per character.
 * @throws InputError when the file is missing or not what its script writes, the visitor has no text, or a
 * window does not fit
 */
export async function openCharacters(
  open: (path: string) => Promise<unknown>,
  { text, length }: CharactersOptions,
): Promise<Dataset> {
  const path = FILES[text];
  const content = await open(path);
  if (text === 'own' && (content === undefined || content === null)) {
    throw new InputError(
      'No text of your own is kept in this browser: it was loaded on another computer, or has been removed. A text is never part of a link. Open the language model from the gallery and load the text there, or choose one that comes with the page.',
    );
  }
  const parsed = v.safeParse(fileSchema, content);
  if (!parsed.success) {
    throw new InputError(
      `${path} is not a data file of this version: ${parsed.issues[0].message}.`,
    );
  }
  return { ...charactersOf(parsed.output, length), shipped: text !== 'own' };
}

function charactersOf(file: CharactersFile, length: number): Dataset {
  const characters = [PAD, ...Array.from(file.vocabulary)];
  const ids = new Map(characters.map((character, id) => [character, id]));
  const vocabulary = characters.map((character) => VISIBLE[character] ?? character);
  const texts = { train: encode(file.train.text), validation: encode(file.validation.text) };
  const shortest = Math.min(texts.train.length, texts.validation.length) - 1;
  if (!Number.isInteger(length) || length < 1 || length > shortest) {
    throw new InputError(
      `Windows of ${length} characters; a window must hold a whole number from 1 to ${shortest}.`,
    );
  }
  const splits: Readonly<Record<SplitName, Split>> = {
    train: windows(texts.train, length, Math.max(1, Math.floor(length / OVERLAP)), 'whole'),
    validation: windows(texts.validation, length, length, 'all'),
  };

  /** @throws InputError naming characters that the vocabulary does not have */
  function encode(text: string): Int32Array {
    const strangers = new Set(Array.from(text).filter((character) => !ids.has(character)));
    if (strangers.size > 0) {
      const named = [...strangers].slice(0, 10).map((c) => JSON.stringify(c));
      throw new InputError(`Characters that this text does not have: ${named.join(', ')}.`);
    }
    return Int32Array.from(Array.from(text), (character) => ids.get(character) ?? 0);
  }

  /** The characters of a window; those past its end are left out. */
  const shown = (tokens: Int32Array, target: Int32Array): ShownExample => {
    const known = [...tokens].filter((id) => id !== 0);
    const shape = [known.length];
    return {
      values: {
        tokens: { data: tokens.slice(0, known.length), shape },
        target: { data: target.slice(0, known.length), shape },
      },
      text: known.map((id) => characters[id]).join(''),
      words: known.map((id) => vocabulary[id]),
      unknown: known.map(() => false),
      target: null,
      source: file.title,
    };
  };
  const field = { dtype: 'i32', shape: [length], axes: ['T'], kind: 'index' } as const;
  const range = [0, vocabulary.length - 1] as const;
  return {
    fields: {
      tokens: { ...field, range },
      target: { ...field, fill: NO_CLASS, range: [NO_CLASS, vocabulary.length - 1] },
    },
    ...splits,
    classes: vocabulary,
    vocabulary,
    characters,
    wordField: 'tokens',
    baseline: { name: 'trigram', measure: 'loss', value: file.baselines.trigram.loss },
    example: (split, index) => {
      const { tokens, target } = splits[split].values;
      const cut = (values: typeof tokens) =>
        Int32Array.from(values.subarray(index * length, (index + 1) * length));
      return shown(cut(tokens), cut(target));
    },
    encode: (text) => {
      const tokens = encode(text);
      if (tokens.length === 0) throw new InputError('Type at least one character.');
      if (tokens.length > length) {
        throw new InputError(`${tokens.length} characters; the model reads at most ${length}.`);
      }
      // What comes after the last character is not known.
      const target = Int32Array.from(tokens, (_, t) => tokens[t + 1] ?? NO_CLASS);
      return { ...shown(tokens, target), text, source: '' };
    },
  };
}

/**
 * Pieces of a text from every so many characters on, each with the characters that follow.
 * @param ends whether a last, shorter piece is kept, so that all of the text is in some piece
 */
function windows(text: Int32Array, length: number, every: number, ends: 'whole' | 'all'): Split {
  const answers = text.length - 1;
  const count =
    ends === 'all' ? Math.ceil(answers / every) : Math.floor((answers - length) / every) + 1;
  const tokens = new Int32Array(count * length);
  const target = new Int32Array(count * length).fill(NO_CLASS);
  for (let i = 0; i < count; i++) {
    const from = i * every;
    const end = Math.min(from + length, answers);
    tokens.set(text.subarray(from, end), i * length);
    target.set(text.subarray(from + 1, end + 1), i * length);
  }
  return { count, values: { tokens, target } };
}
