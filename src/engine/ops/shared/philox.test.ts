import { expect, test } from 'vitest';
import { keyOf, philox4x32 } from './philox';

const hex = (words: Uint32Array) => Array.from(words, (w) => w.toString(16).padStart(8, '0'));

// Known answers published with the generator: Random123, tests/kat_vectors, philox4x32 10.
test.each([
  {
    title: 'zeros',
    counter: [0, 0, 0, 0],
    key: [0, 0],
    words: ['6627e8d5', 'e169c58d', 'bc57ac4c', '9b00dbd8'],
  },
  {
    title: 'ones',
    counter: [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
    key: [0xffffffff, 0xffffffff],
    words: ['408f276d', '41c83b0e', 'a20bc7c6', '6d5451fd'],
  },
  {
    title: 'digits of pi',
    counter: [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    key: [0xa4093822, 0x299f31d0],
    words: ['d16cfe09', '94fdcceb', '5001e420', '24126ea1'],
  },
])('Philox gives the published words for $title', ({ counter, key, words }) => {
  const out = new Uint32Array(4);
  philox4x32(out, counter[0], counter[1], counter[2], counter[3], key[0], key[1]);
  expect(hex(out)).toEqual(words);
});

test('a counter that differs in one bit gives words that differ in about half of their bits', () => {
  const [a, b] = [new Uint32Array(4), new Uint32Array(4)];
  let differing = 0;
  for (let i = 0; i < 100; i++) {
    philox4x32(a, 2 * i, 0, 0, 0, 7, 9);
    philox4x32(b, 2 * i + 1, 0, 0, 0, 7, 9);
    for (let w = 0; w < 4; w++) differing += bits(a[w] ^ b[w]);
  }
  expect(differing / (100 * 128)).toBeCloseTo(0.5, 1);
});

test('the key of a name is its FNV-1a hash', () => {
  // Published test vectors: Noll, "FNV hash", 32-bit FNV-1a.
  expect(keyOf('')).toBe(0x811c9dc5);
  expect(keyOf('a')).toBe(0xe40c292c);
  expect(keyOf('foobar')).toBe(0xbf9cf968);
});

function bits(word: number): number {
  return (word >>> 0).toString(2).replaceAll('0', '').length;
}
