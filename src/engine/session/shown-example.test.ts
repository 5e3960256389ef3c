import { describe, expect, test } from 'vitest';
import { pictures } from '../data/pictures';
import type { Example } from '../experiment/schema';
import { InputError } from '../tensor/errors';
import { fittingExample, shownExample } from './shown-example';

const split = (count: number) => ({
  count,
  images: Float32Array.from({ length: 4 * count }, (_, i) => i / 100),
  labels: Int32Array.from({ length: count }, (_, i) => i % 2),
});
const parts = {
  channels: 1,
  side: 2,
  classes: ['a', 'b'],
  train: split(5),
  validation: split(3),
} as const;
const fixed = pictures(parts);
const open = pictures({
  ...parts,
  // As it comes: the bytes are the picture.
  fromPicture: ({ pixels }) => Float32Array.from(pixels, (byte) => byte / 255),
});
const own: Example = { kind: 'picture', width: 2, height: 2, channels: 1, pixels: 'AP8A/w==' };
const data = (index: number): Example => ({ kind: 'data', split: 'validation', index });

describe('shownExample', () => {
  test('gives an example of the data with its class', () => {
    const { of } = shownExample(fixed, data(1));
    expect(of.target).toBe(1);
    expect(of.values.image.shape).toEqual([1, 2, 2]);
    expect([...of.values.image.data]).toEqual([0.04, 0.05, 0.06, 0.07].map(Math.fround));
  });

  test('gives the visitor’s own picture, whose class is not known', () => {
    const { of, example } = shownExample(open, own);
    expect(example).toBe(own);
    expect([...of.values.image.data]).toEqual([0, 1, 0, 1]);
    expect(of.target).toBeNull();
    expect([...of.values.target.data]).toEqual([-1]);
  });

  test.each<[string, Example, RegExp]>([
    ['a picture', own, /no examples of pictures/],
    ['words', { kind: 'text', text: 'cat' }, /no examples made of words/],
    ['an example beyond the last', data(3), /no example 3 in the validation split; .* 0 to 2/],
    ['half an example', data(0.5), /no example 0.5/],
  ])('refuses %s that the data have not', (_, example, message) => {
    expect(() => shownExample(fixed, example)).toThrow(message);
    expect(() => shownExample(fixed, example)).toThrow(InputError);
  });

  test('refuses a picture of too few or unreadable bytes', () => {
    expect(() => shownExample(open, { ...own, pixels: 'AP8=' })).toThrow(
      /2 × 2 × 1 bytes; it has 2/,
    );
    expect(() => shownExample(open, { ...own, pixels: '?' })).toThrow(
      /it has none that can be read/,
    );
  });
});

test('after a change of settings an example that is gone gives way to another', () => {
  expect(fittingExample(fixed, data(2), data(0)).example).toEqual(data(2));
  expect(fittingExample(fixed, data(9), data(0)).example).toEqual(data(0));
  expect(fittingExample(fixed, own, data(0)).example).toEqual(data(0));
});
