import fc from 'fast-check';
import { expect, test } from 'vitest';
import { halfBits, shuffledIndex } from './shuffle';

const word = fc.integer({ min: 0, max: 0xffffffff });

const shuffled = (count: number, epoch: number, seed: number, key: number) =>
  Array.from({ length: count }, (_, rank) => shuffledIndex(rank, count, epoch, seed, key));

test('every epoch is a permutation, whatever the size, seed and key', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 300 }), word, word, word, (count, epoch, seed, key) => {
      const indices = shuffled(count, epoch, seed, key);
      expect(new Set(indices).size).toBe(count);
      expect(Math.max(...indices)).toBe(count - 1);
      expect(Math.min(...indices)).toBe(0);
    }),
  );
});

test('epochs, seeds and keys have orders of their own', () => {
  const orders = [
    shuffled(50, 0, 1, 1),
    shuffled(50, 1, 1, 1),
    shuffled(50, 0, 2, 1),
    shuffled(50, 0, 1, 2),
  ].map(String);
  expect(new Set(orders).size).toBe(4);
});

test('all orders of a few elements turn up about equally often', () => {
  const counts = new Map<string, number>();
  const trials = 6000;
  for (let epoch = 0; epoch < trials; epoch++) {
    const order = String(shuffled(3, epoch, 5, 6));
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  expect(counts.size).toBe(6);
  for (const n of counts.values()) expect(Math.abs(n - trials / 6)).toBeLessThan(150);
});

test('every element comes first about equally often', () => {
  const count = 10;
  const first = new Array<number>(count).fill(0);
  for (let epoch = 0; epoch < 5000; epoch++) first[shuffledIndex(0, count, epoch, 11, 12)]++;
  for (const n of first) expect(Math.abs(n - 500)).toBeLessThan(110);
});

test('the largest data set stays within range', () => {
  expect(halfBits(2 ** 31)).toBe(16);
  for (const rank of [0, 1, 2 ** 31 - 1]) {
    const index = shuffledIndex(rank, 2 ** 31, 3, 4, 5);
    expect(index).toBeGreaterThanOrEqual(0);
    expect(index).toBeLessThan(2 ** 31);
  }
});
