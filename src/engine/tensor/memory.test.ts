import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addressOf, release, reserve, scratchMemory, sharedMemory } from './memory';

test('pieces lie apart, on cache lines, and are free again afterwards', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 30 });
  const property = fc.property(sizes, fc.infiniteStream(fc.boolean()), (wanted, keep) => {
    const held: { at: number; bytes: number }[] = [];
    for (const bytes of wanted) {
      const at = reserve(bytes);
      expect(at).not.toBeNull();
      if (at === null) return;
      expect(at % 64).toBe(0);
      for (const other of held) {
        expect(at + bytes <= other.at || other.at + other.bytes <= at).toBe(true);
      }
      if (keep.next().value) held.push({ at, bytes });
      else release(at);
    }
    for (const { at } of held) release(at);
  });
  fc.assert(property, { seed: 5, numRuns: 50 });

  // All of it is one piece again: what was first comes first.
  const first = reserve(64);
  release(first ?? 0);
  expect(reserve(1_000_000)).toBe(first);
  release(first ?? 0);
});

test('a piece is full of zeros, and knows its address', () => {
  const at = reserve(16) ?? 0;
  const { buffer } = sharedMemory() as WebAssembly.Memory;
  const view = new Float32Array(buffer, at, 4);
  expect(addressOf(view)).toBe(at);
  expect(addressOf(view.subarray(2))).toBe(at + 8);
  expect(addressOf(new Float32Array(4))).toBe(-1);
  view.fill(7);
  release(at);
  const again = reserve(16) ?? 0;
  expect([...new Float32Array(buffer, again, 4)]).toEqual([0, 0, 0, 0]);
  release(again);
});

test('scratch memory is one piece for all, the largest that anybody asked for', () => {
  const small = scratchMemory(100);
  expect(scratchMemory(50)).toBe(small);
  const large = scratchMemory(10_000);
  expect(scratchMemory(100)).toBe(large);
});

test('more than there can be is refused', () => {
  expect(reserve(2 ** 33)).toBeNull();
});
