import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { InputError } from '../tensor/errors';
import { openDigits } from './digits';
import { digitsAndNoise } from './digits-and-noise';

const path = new URL('../../../public/data/digits.json', import.meta.url);
const file = JSON.parse(readFileSync(path, 'utf8')) as unknown;
const open = async (): Promise<unknown> => file;
const WIDTH = 16;

test('every digit has a noise vector of its own, other ones to judge by', async () => {
  const { fields, train, validation, example } = await digitsAndNoise(open, WIDTH);
  expect(fields.noise.shape).toEqual([WIDTH]);
  expect([train.count, validation.count]).toEqual([5000, 1000]);
  const rows = [train, validation].flatMap(({ count, values: { noise } }) =>
    Array.from({ length: count }, (_, i) => noise.subarray(i * WIDTH, (i + 1) * WIDTH).join(' ')),
  );
  expect(new Set(rows).size).toBe(6000);
  const { noise, image, target } = example('validation', 3).values;
  expect([...noise.data].join(' ')).toBe(rows[5003]);
  expect([image.shape, target.data]).toEqual([[1, 8, 8], validation.values.target.slice(3, 4)]);
});

test('the pictures are the digits; the noise is standard normal and has nothing to do with them', async () => {
  const { train } = await digitsAndNoise(open, WIDTH);
  const digits = await openDigits(open, 'small', false);
  expect(
    Buffer.from(train.values.image.buffer).equals(Buffer.from(digits.train.values.image.buffer)),
  ).toBe(true);
  const noise = Array.from(train.values.noise);
  const mean = (of: (v: number, i: number) => number) =>
    noise.reduce((sum, v, i) => sum + of(v, i), 0) / noise.length;
  // Of 80,000 normal numbers: bounds of four standard errors and more.
  expect(Math.abs(mean((v) => v))).toBeLessThan(0.015);
  expect(Math.abs(mean((v) => v ** 2) - 1)).toBeLessThan(0.02);
  expect(Math.abs(mean((v) => v ** 4) - 3)).toBeLessThan(0.15);
  const label = (i: number) => train.values.target[Math.floor(i / WIDTH)] - 4.5;
  expect(Math.abs(mean((v, i) => v * label(i)))).toBeLessThan(0.045);
});

test('is the same every time', async () => {
  const [one, two] = [await digitsAndNoise(open, WIDTH), await digitsAndNoise(open, WIDTH)];
  expect(one.validation.values.noise.join()).toBe(two.validation.values.noise.join());
});

test('a file that is not of digits is refused', async () => {
  await expect(digitsAndNoise(async () => ({ version: 2 }), WIDTH)).rejects.toThrow(InputError);
});
