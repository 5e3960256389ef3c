import type { TensorData } from '../../tensor/types';
import {
  type AttentionKeyValueSpec,
  type AttentionQuerySpec,
  type AttentionSpec,
  type Heads,
  headStarts,
  STATS,
} from './attention-spec';

// The plain loops: in double precision, one query after the other, with one row of scores in memory.

/** What the loops have in common: the scores of one query, and which of its keys it may attend. */
class Scores {
  readonly values: Float64Array;
  /** Where the mask forbids a key; always 0 without one. */
  readonly forbidden: Uint8Array;

  constructor(
    private readonly spec: Pick<
      AttentionSpec,
      'keys' | 'keyWidth' | 'scale' | 'q' | 'k' | 'mask' | 'causal'
    >,
    private readonly q: TensorData,
    private readonly k: TensorData,
    private readonly mask: TensorData,
  ) {
    this.values = new Float64Array(spec.keys);
    this.forbidden = new Uint8Array(spec.keys);
  }

  /** How many keys, from the first on, the query has to do with. */
  count(query: number): number {
    return this.spec.causal ? Math.min(query + 1, this.spec.keys) : this.spec.keys;
  }

  /** Scaled and masked scores of a query; −∞ where it may not attend. */
  compute(query: number, qStart: number, kStart: number, maskStart: number): void {
    const { q, k, mask, values, forbidden, spec } = this;
    const { keyWidth, scale } = spec;
    const row = qStart + query * spec.q.row;
    for (let j = 0, n = this.count(query); j < n; j++) {
      if (spec.mask) {
        const m = mask[maskStart + query * spec.mask.query + j * spec.mask.key];
        forbidden[j] = m === 0 ? 1 : 0;
      }
      let sum = 0;
      const key = kStart + j * spec.k.row;
      for (let d = 0; d < keyWidth; d++) sum += q[row + d] * k[key + d];
      values[j] = forbidden[j] === 1 ? -Infinity : sum * scale;
    }
  }

  /** Turns the scores into weights, given the row's largest score and the factor. */
  weigh(query: number, largest: number, factor: number): void {
    const { values } = this;
    for (let j = 0, n = this.count(query); j < n; j++) {
      values[j] = (values[j] === -Infinity ? 0 : Math.exp(values[j] - largest)) * factor;
    }
  }
}

type ForwardHeads = Heads<'q' | 'k' | 'v' | 'z' | 'mask'>;
type QueryHeads = Heads<'q' | 'k' | 'v' | 'z' | 'dz' | 'dq' | 'mask'>;
type KeyValueHeads = Heads<'q' | 'k' | 'v' | 'dz' | 'dk' | 'dv' | 'mask'>;

/** Regions: q, k, v, mask, z, stats. */
export function forwardLoop(
  spec: AttentionSpec,
  heads: ForwardHeads,
  data: readonly TensorData[],
): () => void {
  const [q, k, v, mask, z, stats] = data;
  const scores = new Scores(spec, q, k, mask);
  const starts = headStarts(heads);
  const { queries, valueWidth } = spec;
  const sums = new Float64Array(valueWidth);
  return () => {
    for (let h = 0; h < starts.rows.length; h++) {
      for (let i = 0; i < queries; i++) {
        scores.compute(i, starts.q[h], starts.k[h], starts.mask[h]);
        const { values } = scores;
        const n = scores.count(i);
        let largest = -Infinity;
        for (let j = 0; j < n; j++) if (values[j] > largest) largest = values[j];
        // Rounded as it is stored, so that the gradients get the same weights.
        largest = Math.fround(largest === -Infinity ? 0 : largest);
        scores.weigh(i, largest, 1);
        let sum = 0;
        for (let j = 0; j < n; j++) sum += values[j];
        const factor = sum === 0 ? 0 : 1 / sum;
        sums.fill(0);
        for (let j = 0, at = starts.v[h]; j < n; j++, at += spec.v.row) {
          for (let d = 0; d < valueWidth; d++) sums[d] += values[j] * factor * v[at + d];
        }
        z.set(sums, starts.z[h] + i * spec.z.row);
        const at = (starts.rows[h] + i) * STATS;
        stats[at] = largest;
        stats[at + 1] = factor;
      }
    }
  };
}

/** Regions: q, k, v, z, dz, mask, dq, stats. */
export function queryGradientLoop(
  spec: AttentionQuerySpec,
  heads: QueryHeads,
  data: readonly TensorData[],
): () => void {
  const [q, k, v, z, dz, mask, dq, stats] = data;
  const scores = new Scores(spec, q, k, mask);
  const starts = headStarts(heads);
  const { queries, keyWidth, valueWidth, scale } = spec;
  const sums = new Float64Array(keyWidth);
  return () => {
    for (let h = 0; h < starts.rows.length; h++) {
      for (let i = 0; i < queries; i++) {
        const row = starts.rows[h] + i;
        const largest = stats[row * STATS];
        const factor = stats[row * STATS + 1];
        scores.compute(i, starts.q[h], starts.k[h], starts.mask[h]);
        scores.weigh(i, largest, factor);
        const { values, forbidden } = scores;
        const n = scores.count(i);
        const at = starts.dz[h] + i * spec.dz.row;
        const delta = dotProduct(dz, at, z, starts.z[h] + i * spec.z.row, valueWidth);
        sums.fill(0);
        for (let j = 0; j < n; j++) {
          const product = dotProduct(dz, at, v, starts.v[h] + j * spec.v.row, valueWidth);
          const share = forbidden[j] === 1 ? 0 : values[j] * (product - delta) * scale;
          const key = starts.k[h] + j * spec.k.row;
          for (let d = 0; d < keyWidth; d++) sums[d] += share * k[key + d];
        }
        dq.set(sums, starts.dq[h] + i * spec.dq.row);
        stats[row * STATS + 2] = delta;
      }
    }
  };
}

/** Regions: q, k, v, dz, mask, stats, dk, dv. */
export function keyValueGradientLoop(
  spec: AttentionKeyValueSpec,
  heads: KeyValueHeads,
  data: readonly TensorData[],
): () => void {
  const [q, k, v, dz, mask, stats, dk, dv] = data;
  const scores = new Scores(spec, q, k, mask);
  const starts = headStarts(heads);
  const { queries, keys, keyWidth, valueWidth, scale } = spec;
  const groups = sharedKeys(starts.dk);
  const keySums = new Float64Array(keys * keyWidth);
  const valueSums = new Float64Array(keys * valueWidth);

  const addHead = (h: number) => {
    for (let i = 0; i < queries; i++) {
      const row = (starts.rows[h] + i) * STATS;
      scores.compute(i, starts.q[h], starts.k[h], starts.mask[h]);
      scores.weigh(i, stats[row], stats[row + 1]);
      const { values, forbidden } = scores;
      const delta = stats[row + 2];
      const query = starts.q[h] + i * spec.q.row;
      const at = starts.dz[h] + i * spec.dz.row;
      for (let j = 0, n = scores.count(i); j < n; j++) {
        const toValue = j * valueWidth;
        for (let d = 0; d < valueWidth; d++) valueSums[toValue + d] += values[j] * dz[at + d];
        const product = dotProduct(dz, at, v, starts.v[h] + j * spec.v.row, valueWidth);
        const share = forbidden[j] === 1 ? 0 : values[j] * (product - delta) * scale;
        const toKey = j * keyWidth;
        for (let d = 0; d < keyWidth; d++) keySums[toKey + d] += share * q[query + d];
      }
    }
  };

  return () => {
    for (const group of groups) {
      keySums.fill(0);
      valueSums.fill(0);
      for (const h of group) addHead(h);
      const h = group[0];
      for (let j = 0; j < keys; j++) {
        const key = starts.dk[h] + j * spec.dk.row;
        const value = starts.dv[h] + j * spec.dv.row;
        for (let d = 0; d < keyWidth; d++) dk[key + d] = keySums[j * keyWidth + d];
        for (let d = 0; d < valueWidth; d++) dv[value + d] = valueSums[j * valueWidth + d];
      }
    }
  };
}

/** The heads that share keys: those whose gradients by them start at the same place. */
export function sharedKeys(starts: ArrayLike<number>): number[][] {
  const groups = new Map<number, number[]>();
  for (let h = 0; h < starts.length; h++) {
    const group = groups.get(starts[h]);
    if (group) group.push(h);
    else groups.set(starts[h], [h]);
  }
  return [...groups.values()];
}

function dotProduct(
  a: TensorData,
  aStart: number,
  b: TensorData,
  bStart: number,
  length: number,
): number {
  let sum = 0;
  for (let d = 0; d < length; d++) sum += a[aStart + d] * b[bStart + d];
  return sum;
}
