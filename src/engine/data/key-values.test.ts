import { describe, expect, it } from 'vitest';
import type { SplitName } from './dataset';
import { KEY_COUNT, type KeyValueOptions, keyValues } from './key-values';

const SIZES: readonly KeyValueOptions[] = [
  { length: 4, queries: 1 },
  { length: 8, queries: 2 },
  { length: 16, queries: 4 },
];

const DATASETS = new Map(SIZES.map((size) => [size, keyValues(size)]));
const datasetOf = (size: KeyValueOptions) => DATASETS.get(size) ?? keyValues(size);

/** The examples of a split, each as its list, what is asked for, and the answers. */
function examplesOf(size: KeyValueOptions, split: SplitName) {
  const { length, queries } = size;
  const { count, values } = datasetOf(size)[split];
  const row = (name: string, i: number, width: number) => [
    ...values[name].subarray(i * width, (i + 1) * width),
  ];
  return Array.from({ length: count }, (_, i) => ({
    keys: row('keys', i, length),
    values: row('values', i, length),
    query: row('query', i, queries),
    target: row('target', i, queries),
  }));
}

describe('lists of keys with values', () => {
  it.each(SIZES)('of $length items with $queries queries have one answer each', (size) => {
    for (const split of ['train', 'validation'] as const) {
      const examples = examplesOf(size, split);
      expect(examples).toHaveLength(split === 'train' ? 8192 : 1024);
      const wrong = examples.filter(
        ({ keys, values, query, target }) =>
          new Set(keys).size !== size.length ||
          new Set(query).size !== size.queries ||
          query.some((key, i) => values[keys.indexOf(key)] !== target[i]),
      );
      expect(wrong).toEqual([]);
    }
  });

  it.each(SIZES)(
    'of $length items that are held out are in no order among those to learn from',
    (size) => {
      const lists = (split: SplitName) =>
        examplesOf(size, split).map(({ keys, values }) =>
          keys
            .map((key, i) => `${key}=${values[i]}`)
            .sort()
            .join(' '),
        );
      const known = new Set(lists('train'));
      expect(lists('validation').filter((list) => known.has(list))).toEqual([]);
    },
  );

  it('use every key and value, as often at every place', () => {
    const examples = examplesOf(SIZES[0], 'train');
    const places = examples.map(({ keys, query }) => keys.indexOf(query[0]));
    for (let place = 0; place < 4; place++) {
      // 2,048 expected, with a standard deviation of 39.
      expect(Math.abs(places.filter((p) => p === place).length - 2048)).toBeLessThan(160);
    }
    expect(new Set(examples.flatMap(({ keys }) => keys)).size).toBe(KEY_COUNT);
    expect(new Set(examples.flatMap(({ target }) => target)).size).toBe(10);
  });

  it('are the same each time', () => {
    expect(keyValues(SIZES[1]).train).toEqual(datasetOf(SIZES[1]).train);
  });

  it('cannot be longer than there are keys, nor be asked for more than they hold', () => {
    expect(() => keyValues({ length: 27, queries: 1 })).toThrow('choose 1 to 26');
    expect(() => keyValues({ length: 4.5, queries: 1 })).toThrow('4.5 items');
    expect(() => keyValues({ length: 4, queries: 5 })).toThrow('choose 1 to 4');
    expect(() => keyValues({ length: 4, queries: 0 })).toThrow('0 queries');
  });

  it('are shown as they would be typed', () => {
    for (const size of SIZES) {
      const dataset = datasetOf(size);
      const example = dataset.example('validation', 3);
      expect(dataset.encode?.(example.text)).toEqual(example);
      expect(example.words).toHaveLength(size.length);
      expect(example.target === null).toBe(size.queries > 1);
    }
  });

  it('can be a visitor’s own', () => {
    const one = datasetOf(SIZES[0]);
    expect(one.encode?.('C=7, k=0  a=4 ? a')).toMatchObject({
      words: ['c=7', 'k=0', 'a=4'],
      sequences: { list: ['c=7', 'k=0', 'a=4'], query: ['a?'] },
      target: 4,
      values: { query: { shape: [] }, keys: { shape: [3] } },
    });
    const two = datasetOf(SIZES[1]);
    expect(two.encode?.('c=7 k=0?k c').values.target).toEqual({
      data: Int32Array.of(0, 7),
      shape: [2],
    });
  });

  it.each([
    ['', 'Type a list'],
    ['c=7 k=0', 'Type a list'],
    ['c=7 ? c ? c', 'Type a list'],
    ['c=77 ? c', '"c=77" is no letter with a digit'],
    ['ä=1 ? c', '"ä=1" is no letter with a digit'],
    ['c=7 c=8 ? c', '"c" is in the list twice'],
    ['c=7 k=0 ? a', '"a" is asked for but not in the list'],
    ['c=7 k=0 ? c k', 'ask for one letter'],
    ['a=1 b=1 c=1 d=1 e=1 ? a', 'at most 4 here'],
  ])('that cannot be read are refused: %j', (text, why) => {
    expect(() => datasetOf(SIZES[0]).encode?.(text)).toThrow(why);
  });
});
