import type { Builder, NodeOptions } from '../graph/builder';
import type { Node } from '../graph/node';
import { applyBinary } from './shared/binary';
import { defineComparison } from './shared/comparison';

export const greaterOp = defineComparison({
  name: 'greater',
  code: 6,
  summary: 'Is 1 where the first tensor is larger than the second, else 0.',
  relation: '>',
  holds: (left, right) => left > right,
  row: (out, o, a, ai, da, b, bi, db, n) => {
    for (const end = o + n; o < end; o++, ai += da, bi += db) out[o] = a[ai] > b[bi] ? 1 : 0;
  },
  source: 'NumPy reference, numpy.greater',
});

/** 1 where a > b, else 0, with broadcasting. `f32[…], f32[…] → f32[broadcast]` */
export function greater(b: Builder, x: Node, y: Node, options?: NodeOptions): Node {
  return applyBinary(b, greaterOp, x, y, { kind: 'mask', ...options });
}
