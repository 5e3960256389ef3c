import { philox4x32, STREAM } from './philox';

const ROUNDS = 8;
const GOLDEN = 0x9e3779b9;

const words = new Uint32Array(4);

/**
 * Half the number of bits of the smallest power of four that is at least `count`: the width of a
 * Feistel half.
 */
export function halfBits(count: number): number {
  let bits = 1;
  while (4 ** bits < count) bits++;
  return bits;
}

/**
 * Element number `rank` of a random permutation of 0 … count−1, without storing it. A Feistel
 * network of 8 rounds (Luby & Rackoff 1988) is a bijection on the next power of four; results
 * outside the range are sent through it again until they fall inside (cycle walking, Black &
 * Rogaway 2002, section 4), which keeps it a bijection. Philox makes the round keys from
 * (seed, key, epoch). random.wgsl computes the same integers.
 *
 * @param rank   0 ≤ rank < count
 * @param count  1 ≤ count ≤ 2^31
 */
export function shuffledIndex(
  rank: number,
  count: number,
  epoch: number,
  seed: number,
  key: number,
): number {
  philox4x32(words, 0, epoch, 0, STREAM.sample, seed, key);
  const bits = halfBits(count);
  const mask = 2 ** bits - 1;
  let index = rank >>> 0;
  do {
    let left = index >>> bits;
    let right = index & mask;
    for (let round = 0; round < ROUNDS; round++) {
      const word = (words[round & 3] + Math.imul(round, GOLDEN)) >>> 0;
      const next = left ^ (mix(right ^ word) & mask);
      left = right;
      right = next;
    }
    index = ((left << bits) | right) >>> 0;
  } while (index >= count);
  return index;
}

/** A 32-bit hash in which every bit of the input reaches every bit of the output (MurmurHash3's finaliser, Appleby). */
function mix(word: number): number {
  let x = word ^ (word >>> 16);
  x = Math.imul(x, 0x85ebca6b);
  x ^= x >>> 13;
  x = Math.imul(x, 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}
