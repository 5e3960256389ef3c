import type { Builder, NodeOptions } from '../graph/builder';
import { e } from '../graph/expr';
import type { Node } from '../graph/node';
import { defineOp } from '../graph/op';
import { ShapeError } from '../tensor/errors';
import { requireWhole } from './shared/check';

type RelativeBucketsAttrs = {
  readonly queries: number;
  readonly keys: number;
  readonly buckets: number;
  /** From this distance on, all share the last bucket. */
  readonly maxDistance: number;
  /** Whether keys after the query have buckets of their own, the second half; else they share bucket 0. */
  readonly bidirectional: boolean;
};

export const relativeBucketsOp = defineOp<RelativeBucketsAttrs>({
  name: 'relativeBuckets',
  doc: {
    family: 'attention',
    summary: 'Numbers the distance from query to key: small ones each, larger ones in groups.',
    equation:
      'y_{ij} = \\begin{cases} d & d < E \\\\ \\min\\!\\Big(E + \\Big\\lfloor \\frac{\\ln (d/E)}{\\ln (M/E)}\\,(N - E) \\Big\\rfloor,\\ N - 1\\Big) & d \\ge E \\end{cases}\\ + N\\,[j > i], \\quad d = |i - j|,\\ E = \\lfloor N/2 \\rfloor',
    shapes: '→ i32[Tq,Tk]',
    numerics:
      'N is the number of buckets, halved when bidirectional; otherwise d = max(i − j, 0) and nothing ' +
      'is added. Exact: a distance on the border of two buckets is in the farther one.',
    source:
      'Raffel et al. 2020, section 2.1 (relative position embeddings); formula of _relative_position_bucket in the published code',
  },
  infer: (_, { queries, keys, buckets, maxDistance, bidirectional }) => {
    requireWhole('relativeBuckets', 'the number of queries', queries, 1);
    requireWhole('relativeBuckets', 'the number of keys', keys, 1);
    requireWhole('relativeBuckets', 'the number of buckets', buckets, bidirectional ? 4 : 2);
    if (bidirectional && buckets % 2 !== 0) {
      throw new ShapeError(
        `relativeBuckets: ${buckets} buckets cannot be halved between earlier and later keys; choose an even number.`,
      );
    }
    const exact = Math.floor((bidirectional ? buckets / 2 : buckets) / 2);
    requireWhole('relativeBuckets', 'the largest distance', maxDistance, exact + 1);
    return { dtype: 'i32', shape: [queries, keys] };
  },
  gradient: () => [],
  reference: ({ attrs, out }) => {
    const { queries, keys } = attrs;
    return () => {
      for (let i = 0; i < queries; i++) {
        for (let j = 0; j < keys; j++) out[i * keys + j] = bucketOf(attrs, i - j);
      }
    };
  },
  kernel: 'constant',
  provenance: ({ attrs, flat }) => ({
    terms: [],
    expr: e.num(bucketOf(attrs, Math.floor(flat / attrs.keys) - (flat % attrs.keys))),
  }),
  samples: [
    {
      title: 'both directions',
      attrs: { queries: 12, keys: 12, buckets: 8, maxDistance: 10, bidirectional: true },
      inputs: [],
    },
    {
      title: 'earlier keys only',
      attrs: { queries: 9, keys: 9, buckets: 5, maxDistance: 8, bidirectional: false },
      inputs: [],
    },
    {
      title: 'more keys than queries, as many buckets as T5',
      attrs: { queries: 2, keys: 200, buckets: 32, maxDistance: 128, bidirectional: true },
      inputs: [],
    },
    {
      title: 'one position',
      attrs: { queries: 1, keys: 1, buckets: 2, maxDistance: 2, bidirectional: false },
      inputs: [],
    },
  ],
  tolerance: { abs: 0, rel: 0 },
});

/** The bucket of a key that lies `back` positions before its query (after it where negative). */
function bucketOf(
  { buckets, maxDistance, bidirectional }: RelativeBucketsAttrs,
  back: number,
): number {
  const count = bidirectional ? buckets / 2 : buckets;
  const first = bidirectional && back < 0 ? count : 0;
  const distance = bidirectional ? Math.abs(back) : Math.max(back, 0);
  const exact = Math.floor(count / 2);
  if (distance < exact) return first + distance;
  const share = Math.log(distance / exact) / Math.log(maxDistance / exact);
  // A whole number that rounding has put just below itself is still that number.
  const group = Math.floor(share * (count - exact) + 1e-9);
  return first + Math.min(exact + group, count - 1);
}

/**
 * Bucket of every pair of query and key by their distance, to look up a bias per bucket and head as
 * T5 does. Computed once, when the program is compiled. `→ i32[Tq,Tk]`
 */
export function relativeBuckets(
  b: Builder,
  attrs: RelativeBucketsAttrs,
  options?: NodeOptions,
): Node {
  return b.apply(relativeBucketsOp, [], attrs, { axes: ['Tq', 'Tk'], ...options });
}
