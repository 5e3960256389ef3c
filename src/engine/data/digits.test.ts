import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { InputError } from '../tensor/errors';
import type { TensorData } from '../tensor/types';
import type { Dataset } from './dataset';
import { openDigits, smallDigits } from './digits';

const path = new URL('../../../public/data/digits.json', import.meta.url);
const file = JSON.parse(readFileSync(path, 'utf8')) as Record<string, Record<string, unknown>>;
const open = async (): Promise<unknown> => file;

let small: Dataset;
beforeAll(async () => {
  small = await openDigits(open, 'small', false);
});

/** The pictures of a split as texts. */
const texts = ({ values, count }: Dataset['train'], size: number): string[] =>
  Array.from({ length: count }, (_, i) =>
    values.image.subarray(i * size, (i + 1) * size).join(' '),
  );

/** A comparison of many numbers that takes no time. */
const same = (a: TensorData, b: TensorData): boolean => Buffer.compare(bytes(a), bytes(b)) === 0;
const bytes = ({ buffer, byteOffset, byteLength }: TensorData): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

describe('the digits', () => {
  test('are 5,000 and 1,000 in 8×8, of each as many, none in both', () => {
    expect(small.fields.image.shape).toEqual([1, 8, 8]);
    for (const [split, each] of [
      ['train', 500],
      ['validation', 100],
    ] as const) {
      const { count, values } = small[split];
      expect(count).toBe(10 * each);
      for (let label = 0; label < 10; label++) {
        expect([...values.target].filter((l) => l === label)).toHaveLength(each);
      }
    }
    // In 8×8 a few different digits look alike; in 28×28 none do.
    const train = new Set(texts(small.train, 64));
    expect(texts(small.validation, 64).filter((text) => train.has(text)).length).toBeLessThan(3);
  });

  test('are 1,500 and 500 in 28×28, of each as many, none in both', async () => {
    const large = await openDigits(open, 'large', false);
    expect(large.fields.image.shape).toEqual([1, 28, 28]);
    expect([large.train.count, large.validation.count]).toEqual([1500, 500]);
    const all = [...texts(large.train, 784), ...texts(large.validation, 784)];
    expect(new Set(all).size).toBe(2000);
  });

  test('are unpacked two to a byte, the left one in the low bits', () => {
    const { pixels } = file.small.train as { pixels: string };
    const byte = Buffer.from(pixels, 'base64')[26];
    const { image } = small.train.values;
    expect(image[52]).toBe(Math.fround((byte & 15) / 15));
    expect(image[53]).toBe(Math.fround((byte >> 4) / 15));
  });

  test('have variants in training only, the same every time', async () => {
    const more = await openDigits(open, 'small', true);
    expect(more.train.count).toBe(5000 + 4 * 1500);
    expect(same(more.validation.values.image, small.validation.values.image)).toBe(true);
    const given = more.train.values.image.subarray(0, 5000 * 64);
    expect(same(given, small.train.values.image)).toBe(true);
    const again = await openDigits(open, 'small', true);
    expect(same(again.train.values.image, more.train.values.image)).toBe(true);
  });

  test('are shown with what they are', () => {
    const { values, target } = small.example('validation', 3);
    expect(target).toBe(small.validation.values.target[3]);
    expect(values.image.data).toEqual(small.validation.values.image.subarray(192, 256));
  });

  test('may be drawn: what is drawn is centred, and nothing drawn is said', () => {
    const pixels = new Uint8Array(64 * 64).fill(255);
    for (let y = 10; y < 50; y++) pixels.fill(0, y * 64 + 5, y * 64 + 11);
    const { values, target } =
      small.fromPicture?.({ width: 64, height: 64, channels: 1, pixels }) ?? {};
    expect(target).toBeNull();
    const image = [...(values?.image.data ?? [])];
    // A stroke of 3×20 in the middle of 28×28: columns 12 … 14 or 13 … 15, which are blocks 3 and 4.
    const columns = Array.from({ length: 8 }, (_, x) =>
      image.filter((_, i) => i % 8 === x).reduce((sum, value) => sum + value, 0),
    );
    expect(columns[3] + columns[4]).toBeGreaterThan(5);
    expect(columns.filter((sum) => sum > 0)).toHaveLength(2);
    const paper = {
      width: 2,
      height: 2,
      channels: 1,
      pixels: new Uint8Array(4).fill(255),
    } as const;
    expect(() => small.fromPicture?.(paper)).toThrow('Draw something first');
  });
});

describe('a file that is not what the script writes', () => {
  const pixels = (text: string) => ({
    ...file,
    small: { ...file.small, train: { count: 5000, pixels: text } },
  });
  test.each<[string, unknown, RegExp]>([
    ['nothing', null, /not a data file/],
    ['a text', '<html>', /not a data file/],
    ['another version', { ...file, version: 2 }, /not a data file/],
    ['another side', { ...file, small: { ...file.small, side: 9 } }, /not a data file/],
    ['no classes', { ...file, classes: [] }, /not a data file/],
    [
      'labels that are no digits',
      { ...file, train: { labels: 'x'.repeat(5000) } },
      /label is no digit/,
    ],
    ['too few labels', { ...file, train: { labels: '012' } }, /5000 pictures have 3 labels/],
    ['pixels cut off', pixels('AAAA'), /pixels are not base64 of 160000 bytes/],
    ['pixels that are no base64', pixels('?'), /pixels are not base64/],
    [
      'a count without end',
      { ...file, small: { ...file.small, train: { count: 1e12, pixels: '' } } },
      /not a data file/,
    ],
  ])('%s is refused', async (_, content, message) => {
    for (const read of [
      openDigits(async () => content, 'small', false),
      smallDigits(async () => content),
    ]) {
      await expect(read).rejects.toThrow(message);
      await expect(read).rejects.toBeInstanceOf(InputError);
    }
  });
});
