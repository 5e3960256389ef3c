import { InputError } from '../tensor/errors';
import type { Dataset, ShownExample, Split, SplitName } from './dataset';
import { randomSource } from './random';

/*
 * Four tasks that ask for what stood some way back. Each sequence is a list of marks; at some places
 * an answer is wanted, elsewhere none (class −1). The distance of an answer is the number of steps
 * from the mark that it depends on, or the first of them, to where it is asked for.
 *
 *   copy      A C B F · · · → → → →      at each →, the letters in their order
 *   reverse   A C B → → →                at each →, the letters from the last to the first
 *   brackets  ( [ ? { ? ?                at each ?, which bracket closes here
 *   adding    3 5* 0 2* 7 =              at =, the sum of the two marked digits
 *
 * Sources: copy: Hochreiter & Schmidhuber 1997 and Arjovsky, Shah & Bengio 2016, section 4.1, with a
 * delay that differs from example to example; adding: Hochreiter & Schmidhuber 1997, experiment 4,
 * with digits, whose sum is one of 19 classes, in place of real numbers.
 */
export const CONTEXT_TASKS = ['copy', 'reverse', 'brackets', 'adding'] as const;
export type ContextTask = (typeof CONTEXT_TASKS)[number];

export interface ContextTasksOptions {
  readonly task: ContextTask;
  /** Longest distance, from 5 to 100 steps. */
  readonly length: number;
}

const LETTERS = 'ABCDEFGH'.split('');
const DIGITS = '0123456789'.split('');
const OPENING = ['(', '[', '{', '<'];
const CLOSING = [')', ']', '}', '>'];
const [PAD, REST, RECALL, CLOSE, EQUALS] = ['[pad]', '·', '→', '?', '='];
/** Letters to be remembered in the copy task. */
const ITEMS = 4;

const NO_CLASS = -1;
const TRAIN = 4096;
const VALIDATION = 512;
const DATA_SEED = 50;
/** One sequence of so many is kept for validation. */
const HELD_OUT = 8;

/** One sequence: marks, the answer wanted at each (or none), and how far back it lies. */
interface Sequence {
  readonly marks: string[];
  readonly answers: (string | null)[];
  readonly distances: number[];
}

interface Kind {
  readonly marks: readonly string[];
  readonly classes: readonly string[];
  readonly longest: (length: number) => number;
  readonly draw: (random: () => number, length: number) => Sequence;
}

const whole = (random: () => number, count: number): number => Math.floor(random() * count);
const pick = <T>(random: () => number, list: readonly T[]): T => list[whole(random, list.length)];

const KINDS: Readonly<Record<ContextTask, Kind>> = {
  copy: {
    marks: [...LETTERS, REST, RECALL],
    classes: LETTERS,
    longest: (length) => length + ITEMS,
    draw: (random, length) => {
      const items = Array.from({ length: ITEMS }, () => pick(random, LETTERS));
      const rest = new Array<string>(whole(random, length - ITEMS + 1)).fill(REST);
      const before = [...items, ...rest];
      return recalled(before, items, () => before.length);
    },
  },
  reverse: {
    marks: [...LETTERS, RECALL],
    classes: LETTERS,
    longest: (length) => 2 * Math.floor((length + 1) / 2),
    draw: (random, length) => {
      const count = Math.floor((length + 1) / 2);
      const items = Array.from({ length: count }, () => pick(random, LETTERS));
      return recalled(items, items.toReversed(), (i) => 2 * i + 1);
    },
  },
  brackets: {
    marks: [...OPENING, CLOSE],
    classes: CLOSING,
    longest: (length) => 2 * Math.floor((length + 1) / 2),
    draw: (random, length) => nested(random, Math.floor((length + 1) / 2)),
  },
  adding: {
    marks: [...DIGITS, ...DIGITS.map((digit) => `${digit}*`), EQUALS],
    classes: Array.from({ length: 19 }, (_, sum) => String(sum)),
    longest: (length) => length + 1,
    draw: (random, length) => {
      const digits = Array.from({ length }, () => whole(random, 10));
      const one = whole(random, length);
      const other = (one + 1 + whole(random, length - 1)) % length;
      const marks = digits.map((digit, t) => (t === one || t === other ? `${digit}*` : `${digit}`));
      return {
        marks: [...marks, EQUALS],
        answers: [...marks.map(() => null), String(digits[one] + digits[other])],
        distances: [...marks.map(() => 0), length - Math.min(one, other)],
      };
    },
  },
};

/**
 * Sequences with answers at some places: fields `tokens` and `target`, i32[T] each, class −1 where
 * nothing is asked. Seeded: the same options give the same sequences; no sequence is in both parts.
 * @throws InputError when there is no such task, or the length is not from 5 to 100
 */
export function contextTasks({ task, length }: ContextTasksOptions): Dataset {
  if (!CONTEXT_TASKS.includes(task)) {
    throw new InputError(`There is no task "${task}". There are: ${CONTEXT_TASKS.join(', ')}.`);
  }
  if (!Number.isInteger(length) || length < 5 || length > 100) {
    throw new InputError(`A length of ${length}; it must be a whole number from 5 to 100.`);
  }
  const { marks, classes, longest, draw } = KINDS[task];
  const vocabulary = [PAD, ...marks];
  const places = longest(length);
  const random = randomSource(DATA_SEED);
  const idOf = new Map(vocabulary.map((mark, id) => [mark, id]));
  const classOf = new Map(classes.map((name, k) => [name, k]));
  const room = (count: number) => ({
    count,
    values: {
      tokens: new Int32Array(count * places),
      target: new Int32Array(count * places).fill(NO_CLASS),
    },
    distance: new Int32Array(count * places),
    filled: 0,
  });
  const parts = { train: room(TRAIN), validation: room(VALIDATION) };
  while (parts.train.filled < TRAIN || parts.validation.filled < VALIDATION) {
    const drawn = draw(random, length);
    const part = parts[isHeldOut(drawn.marks) ? 'validation' : 'train'];
    if (part.filled === part.count) continue;
    const from = part.filled++ * places;
    drawn.marks.forEach((mark, t) => {
      part.values.tokens[from + t] = idOf.get(mark) ?? 0;
      const answer = drawn.answers[t];
      if (answer === null) return;
      part.values.target[from + t] = classOf.get(answer) ?? NO_CLASS;
      part.distance[from + t] = drawn.distances[t];
    });
  }
  const { train, validation } = parts;
  const splits: Readonly<Record<SplitName, Split>> = {
    train: { count: TRAIN, values: train.values },
    validation: { count: VALIDATION, values: validation.values },
  };
  const field = { dtype: 'i32', shape: [places], axes: ['T'], kind: 'index' } as const;
  return {
    fields: {
      tokens: { ...field, range: [0, vocabulary.length - 1] },
      target: { ...field, fill: NO_CLASS, range: [NO_CLASS, classes.length - 1] },
    },
    ...splits,
    classes,
    vocabulary,
    wordField: 'tokens',
    distance: validation.distance,
    example: (split, index) => shownSequence(splits[split], index, places, vocabulary),
  };
}

/** Marks, then a place to recall each of some letters. */
function recalled(
  before: readonly string[],
  letters: readonly string[],
  distance: (i: number) => number,
): Sequence {
  return {
    marks: [...before, ...letters.map(() => RECALL)],
    answers: [...before.map(() => null), ...letters],
    distances: [...before.map(() => 0), ...letters.map((_, i) => distance(i))],
  };
}

/** Pairs of brackets within and beside one another; how long the first one is is drawn evenly. */
function nested(random: () => number, count: number): Sequence {
  const sequence: Sequence = { marks: [], answers: [], distances: [] };
  const put = (mark: string, answer: string | null, distance: number): void => {
    sequence.marks.push(mark);
    sequence.answers.push(answer);
    sequence.distances.push(distance);
  };
  const pairs = (left: number): void => {
    if (left === 0) return;
    const kind = whole(random, OPENING.length);
    const within = whole(random, left);
    put(OPENING[kind], null, 0);
    pairs(within);
    put(CLOSE, CLOSING[kind], 2 * within + 1);
    pairs(left - 1 - within);
  };
  pairs(count);
  return sequence;
}

/** Whether a sequence is for validation: by a hash of its marks (FNV-1a), so that equal ones stay together. */
export function isHeldOut(marks: readonly string[]): boolean {
  let hash = 0x811c9dc5;
  for (const mark of marks) {
    for (let i = 0; i < mark.length; i++) {
      hash = Math.imul(hash ^ mark.charCodeAt(i), 0x01000193);
    }
  }
  // The low bits of this hash are those of the characters alone.
  return (hash >>> 16) % HELD_OUT === 0;
}

/** One sequence as it is looked at: its marks up to the padding, and the answers. */
export function shownSequence(
  { values }: Split,
  index: number,
  places: number,
  vocabulary: readonly string[],
): ShownExample {
  const all = values.tokens.subarray(index * places, (index + 1) * places);
  const words = [...all].filter((id) => id !== 0).map((id) => vocabulary[id]);
  const shape = [words.length];
  const cut = (field: string) => ({
    data: values[field].slice(index * places, index * places + words.length),
    shape,
  });
  return {
    values: { tokens: cut('tokens'), target: cut('target') },
    text: words.join(' '),
    words,
    unknown: words.map(() => false),
    target: null,
    source: '',
  };
}
