import type { TensorData } from '../../tensor/types';

/** The weights of one head: a matrix within a tensor, row after row. */
export interface HeadWeights {
  readonly data: TensorData;
  /** Row-major position of the first weight. */
  readonly offset: number;
  readonly queries: number;
  readonly keys: number;
}

export interface HeadStatistics {
  /** Mean over the queries of the entropy of their weights, in nats. */
  readonly entropy: number;
  /** Mean over the queries of the largest entropy there can be: ln of how many keys are allowed. */
  readonly most: number;
  /** Mean over the queries of how far away lies what they attend, in positions; null between two sequences. */
  readonly distance: number | null;
}

/**
 * Entropy of weights, −Σ p ln p, in nats. Weights of 0 add nothing. `f32[keys]`
 * Source: Shannon 1948, section 6.
 */
export function entropyOf(data: ArrayLike<number>, start: number, keys: number): number {
  let sum = 0;
  for (let k = 0; k < keys; k++) {
    const p = data[start + k];
    if (p > 0) sum -= p * Math.log(p);
  }
  return sum;
}

/**
 * How far two positions lie apart: |i − j| in a line; between places of a grid that are numbered row by
 * row, the length of the straight line between them.
 * Source: Dosovitskiy et al. 2021, section 4.5 and figure 7 (mean attention distance).
 */
export function distanceBetween(i: number, j: number, columns?: number): number {
  if (columns === undefined) return Math.abs(i - j);
  const rows = Math.floor(i / columns) - Math.floor(j / columns);
  return Math.hypot(rows, (i % columns) - (j % columns));
}

/**
 * How spread out a head attends, and how far. Queries that attend nothing (fully masked) are left out;
 * weights that do not sum to 1 are divided by their sum.
 * @param allowed whether a query may attend a key, by their position in the matrix
 * @param columns of the grid that the positions are, where they are places of a picture
 */
export function headStatistics(
  head: HeadWeights,
  allowed: (at: number) => boolean,
  columns?: number,
): HeadStatistics {
  const { data, offset, queries, keys } = head;
  const square = queries === keys && queries > 1;
  let [counted, entropy, most, distance] = [0, 0, 0, 0];
  for (let q = 0; q < queries; q++) {
    const start = offset + q * keys;
    let [total, away, open] = [0, 0, 0];
    for (let k = 0; k < keys; k++) {
      total += data[start + k];
      if (square) away += data[start + k] * distanceBetween(q, k, columns);
      if (allowed(q * keys + k)) open++;
    }
    if (!(total > 0)) continue;
    counted++;
    // Of the weights divided by their sum, which is 1 unless a sink takes part of it.
    entropy += entropyOf(data, start, keys) / total + Math.log(total);
    most += Math.log(Math.max(1, open));
    distance += away / total;
  }
  const mean = (sum: number): number => (counted === 0 ? Number.NaN : sum / counted);
  return { entropy: mean(entropy), most: mean(most), distance: square ? mean(distance) : null };
}
