import { InputError } from '../tensor/errors';
import type { Dataset, Field, ShownExample, Split } from './dataset';
import { randomSource } from './random';

/*
 * Lists of keys with a value each, and keys that are asked for:
 *
 *   example = item … item "?" key …        c=7 k=0 a=7 t=3 ? a   → 7
 *   item    = key "=" value
 *
 * The keys of a list are distinct, so that each has one answer; values are drawn at random, so that
 * nothing but the list tells it. What is asked for is distinct, too.
 */
const KEYS: readonly string[] = 'abcdefghijklmnopqrstuvwxyz'.split('');
const VALUES: readonly string[] = '0123456789'.split('');

const TRAIN = 8192;
const VALIDATION = 1024;
const DATA_SEED = 41;
/** Class that says "no answer". */
const NO_CLASS = -1;

/** How many different keys and values there are. */
export const KEY_COUNT = KEYS.length;

export interface KeyValueOptions {
  /** Items of a list, 1 to 26. */
  readonly length: number;
  /** Keys that are asked for, 1 to the length. */
  readonly queries: number;
}

/** A list and what is asked for, as ids. */
interface Example {
  readonly keys: readonly number[];
  readonly values: readonly number[];
  readonly asked: readonly number[];
}

/**
 * The data set of "Lookup". Fields: `keys` and `values`, i32[T], `query` and `target`, i32[Tq], or
 * i32[] where there is one query. Seeded: the same options give the same lists. A list that is held
 * out occurs in training in no order.
 * @throws InputError when a list cannot have so many distinct keys, or not so many can be asked for
 */
export function keyValues({ length, queries }: KeyValueOptions): Dataset {
  requireCount('items in a list', length, KEYS.length);
  requireCount('queries', queries, length);
  const random = randomSource(DATA_SEED);
  const heldOut = new Set<string>();
  const validation = draw(random, VALIDATION, { length, queries }, (list) => {
    heldOut.add(list);
    return true;
  });
  const train = draw(random, TRAIN, { length, queries }, (list) => !heldOut.has(list));
  const splits = { train, validation };
  const ids = (shape: readonly number[], axes: Field['axes'], count: number): Field => ({
    dtype: 'i32',
    shape,
    axes,
    kind: 'index',
    range: [0, count - 1],
  });
  const several = queries > 1;
  const [asked, along] = several ? ([[queries], ['Tq']] as const) : ([[], []] as const);
  return {
    fields: {
      keys: ids([length], ['T'], KEYS.length),
      values: ids([length], ['T'], VALUES.length),
      query: ids(asked, along, KEYS.length),
      target: {
        ...ids(asked, along, VALUES.length),
        fill: NO_CLASS,
        range: [NO_CLASS, VALUES.length - 1],
      },
    },
    train: splitOf(train),
    validation: splitOf(validation),
    classes: VALUES,
    vocabulary: [],
    example: (split, index) => shown(splits[split][index], several),
    encode: (text) => shown(parsed(text, length, queries), several),
  };
}

/** @throws InputError */
function requireCount(what: string, value: number, most: number): void {
  if (Number.isInteger(value) && value >= 1 && value <= most) return;
  throw new InputError(`There cannot be ${value} ${what}; choose 1 to ${most}.`);
}

function draw(
  random: () => number,
  count: number,
  { length, queries }: KeyValueOptions,
  allowed: (list: string) => boolean,
): Example[] {
  const examples: Example[] = [];
  while (examples.length < count) {
    const keys = distinct(random, KEYS.length, length);
    const values = keys.map(() => Math.floor(random() * VALUES.length));
    const asked = distinct(random, length, queries).map((at) => keys[at]);
    const example = { keys, values, asked };
    if (allowed(listOf(example))) examples.push(example);
  }
  return examples;
}

/** The first of a shuffled 0 … n − 1. */
function distinct(random: () => number, n: number, count: number): number[] {
  const all = Array.from({ length: n }, (_, i) => i);
  for (let i = 0; i < count; i++) {
    const other = i + Math.floor(random() * (n - i));
    [all[i], all[other]] = [all[other], all[i]];
  }
  return all.slice(0, count);
}

/** Tells lists apart whatever their order: the value of each key, or none. */
function listOf({ keys, values }: Example): string {
  const all = KEYS.map(() => '-');
  keys.forEach((key, i) => {
    all[key] = VALUES[values[i]];
  });
  return all.join('');
}

function itemsOf({ keys, values }: Example): string[] {
  return keys.map((key, i) => `${KEYS[key]}=${VALUES[values[i]]}`);
}

function answersOf({ keys, values, asked }: Example): number[] {
  return asked.map((key) => values[keys.indexOf(key)]);
}

function splitOf(examples: readonly Example[]): Split {
  const column = (of: (example: Example) => readonly number[]) =>
    Int32Array.from(examples.flatMap(of));
  return {
    count: examples.length,
    values: {
      keys: column(({ keys }) => keys),
      values: column(({ values }) => values),
      query: column(({ asked }) => asked),
      target: column(answersOf),
    },
  };
}

function shown(example: Example, several: boolean): ShownExample {
  const items = itemsOf(example);
  const asked = example.asked.map((key) => `${KEYS[key]}?`);
  const answers = answersOf(example);
  const whole = (data: readonly number[]) => ({
    data: Int32Array.from(data),
    shape: [data.length],
  });
  const perQuery = (data: readonly number[]) =>
    several ? whole(data) : { ...whole(data), shape: [] };
  return {
    values: {
      keys: whole(example.keys),
      values: whole(example.values),
      query: perQuery(example.asked),
      target: perQuery(answers),
    },
    text: `${items.join(' ')} ? ${example.asked.map((key) => KEYS[key]).join(' ')}`,
    words: items,
    sequences: { list: items, query: asked },
    unknown: items.map(() => false),
    target: several ? null : answers[0],
    source: '',
  };
}

/** A visitor's own list, such as `c=7 k=0 ? c`. @throws InputError saying what cannot be read */
function parsed(text: string, length: number, queries: number): Example {
  const [list, question, ...more] = text.toLowerCase().split('?');
  const items = list.split(/[\s,;]+/).filter((item) => item !== '');
  const asked = (question ?? '').split(/[\s,;]+/).filter((key) => key !== '');
  if (items.length === 0 || asked.length === 0 || more.length > 0) {
    throw new InputError('Type a list and what is asked for, such as "c=7 k=0 a=7 ? a".');
  }
  const pairs = items.map((item) => {
    const [, key, value] = /^([a-z])=(\d)$/.exec(item) ?? [];
    if (key === undefined) {
      throw new InputError(`"${item}" is no letter with a digit, such as "k=3".`);
    }
    return { key: KEYS.indexOf(key), value: VALUES.indexOf(value) };
  });
  if (pairs.length > length) {
    throw new InputError(`${pairs.length} items; lists have at most ${length} here.`);
  }
  if (queries > 1 ? asked.length > queries : asked.length !== 1) {
    const most = queries > 1 ? `at most ${queries} letters` : 'one letter';
    throw new InputError(`${asked.length} letters are asked for; ask for ${most}.`);
  }
  const keys = pairs.map(({ key }) => key);
  const twice = keys.find((key, i) => keys.indexOf(key) !== i);
  if (twice !== undefined) {
    throw new InputError(`"${KEYS[twice]}" is in the list twice; it needs one value.`);
  }
  const stranger = asked.find((key) => !keys.includes(KEYS.indexOf(key)));
  if (stranger !== undefined)
    throw new InputError(`"${stranger}" is asked for but not in the list.`);
  return {
    keys,
    values: pairs.map(({ value }) => value),
    asked: asked.map((key) => KEYS.indexOf(key)),
  };
}
