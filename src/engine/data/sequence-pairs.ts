import { InputError } from '../tensor/errors';
import type { Baseline, Dataset, ShownExample, Split, SplitName } from './dataset';

/** Ids of the target side that stand for no symbol. Past the end there is only the end. */
const END = 0;
const START = 1;
const MARKS = ['[end]', '[start]'];
/** Class that says "no answer known". */
const NO_CLASS = -1;

/** What is read and what is to be written, symbol by symbol: characters, phonemes or words. */
export interface Pair {
  readonly source: readonly string[];
  readonly target: readonly string[];
}

export interface SequencePairs {
  /** Symbols that can be read, in lower case. */
  readonly sourceSymbols: readonly string[];
  /** Symbols that can be written. */
  readonly targetSymbols: readonly string[];
  /** Most symbols of a source and of a target. */
  readonly maxSource: number;
  readonly maxTarget: number;
  readonly train: readonly Pair[];
  readonly validation: readonly Pair[];
  readonly shipped?: boolean;
  readonly baseline?: Baseline;
  /** A visitor's text as symbols. @throws InputError when there are none in it */
  readonly read: (text: string) => readonly string[];
  /** Symbols put together to a text. */
  readonly sourceText: (symbols: readonly string[]) => string;
  readonly targetText: (symbols: readonly string[]) => string;
}

/**
 * Pairs of sequences as a data set for models that read one and write the other, with the fields
 * `source`, i32[T source], `previous`, i32[T target] (the target, one place later, after a start mark), and
 * `target`, i32[T target] (the target and an end mark; −1 past it). Reading is case-blind.
 * @throws InputError when a pair is longer than it may be, or has a symbol that does not exist
 */
export function sequencePairs(data: SequencePairs): Dataset {
  const { maxSource } = data;
  const vocabulary = ['[pad]', ...data.sourceSymbols];
  const classes = [...MARKS, ...data.targetSymbols];
  const sourceIds = new Map(vocabulary.map((symbol, id) => [symbol, id]));
  const targetIds = new Map(classes.map((symbol, id) => [symbol, id]));
  const longest = data.maxTarget + 1;

  const idsOf = (symbols: readonly string[], ids: ReadonlyMap<string, number>): number[] => {
    const found = symbols.flatMap((symbol) => ids.get(symbol) ?? []);
    if (found.length === symbols.length) return found;
    const strangers = [...new Set(symbols.filter((symbol) => !ids.has(symbol)))];
    const known = [...ids.keys()].filter((symbol) => !/^\[.+\]$/.test(symbol));
    throw new InputError(
      `Not known here: ${strangers.slice(0, 5).map(visible).join(', ')}. Known are: ${known.map(visible).join(' ')}.`,
    );
  };
  const read = (symbols: readonly string[]): number[] => {
    const ids = idsOf(
      symbols.map((symbol) => symbol.toLowerCase()),
      sourceIds,
    );
    if (ids.length > 0 && ids.length <= maxSource) return ids;
    throw new InputError(
      `${ids.length} symbols; the model reads from 1 to ${maxSource}. Shorten the text.`,
    );
  };
  const splitOf = (pairs: readonly Pair[]): Split => {
    const source = new Int32Array(pairs.length * maxSource);
    const previous = new Int32Array(pairs.length * longest);
    const target = new Int32Array(pairs.length * longest).fill(NO_CLASS);
    pairs.forEach((pair, i) => {
      const ids = idsOf(pair.target, targetIds);
      if (ids.length >= longest) {
        throw new InputError(`"${pair.target.join(' ')}" is longer than ${data.maxTarget}.`);
      }
      source.set(read(pair.source), i * maxSource);
      previous.set([START, ...ids], i * longest);
      target.set([...ids, END], i * longest);
    });
    return { count: pairs.length, values: { source, previous, target } };
  };
  const shown = (symbols: readonly string[], written: readonly number[] | null): ShownExample => {
    const ids = written ?? [];
    const names = ids.map((id) => classes[id]);
    const whole = written !== null;
    return {
      values: {
        source: { data: Int32Array.from(read(symbols)), shape: [symbols.length] },
        previous: { data: Int32Array.of(START, ...ids), shape: [ids.length + 1] },
        target: {
          data: whole ? Int32Array.of(...ids, END) : Int32Array.of(NO_CLASS),
          shape: [ids.length + 1],
        },
      },
      text: data.sourceText(symbols),
      words: symbols.map(visible),
      sequences: {
        source: symbols.map(visible),
        previous: [MARKS[START], ...names].map(visible),
        target: whole ? [...names, MARKS[END]].map(visible) : ['?'],
      },
      unknown: symbols.map(() => false),
      target: null,
      source: '',
    };
  };
  const pairAt = (split: SplitName, index: number): Pair => data[split][index];
  return {
    fields: {
      source: {
        dtype: 'i32',
        shape: [maxSource],
        axes: ['T'],
        kind: 'index',
        range: [0, vocabulary.length - 1],
      },
      previous: {
        dtype: 'i32',
        shape: [longest],
        axes: ['T'],
        kind: 'index',
        range: [0, classes.length - 1],
      },
      target: {
        dtype: 'i32',
        shape: [longest],
        axes: ['T'],
        kind: 'index',
        fill: NO_CLASS,
        range: [NO_CLASS, classes.length - 1],
      },
    },
    train: splitOf(data.train),
    validation: splitOf(data.validation),
    classes,
    vocabulary,
    wordField: 'source',
    shipped: data.shipped === true,
    ...(data.baseline ? { baseline: data.baseline } : {}),
    example: (split, index) => {
      const { source, target } = pairAt(split, index);
      return shown(source, idsOf(target, targetIds));
    },
    encode: (text) => shown(data.read(text), null),
    writing: {
      start: START,
      end: END,
      longest,
      text: data.targetText,
      rewritten: (text, ids) => shown(data.read(text), ids),
    },
  };
}

/** A symbol as it can be seen. */
function visible(symbol: string): string {
  return symbol === ' ' ? '␣' : symbol;
}
