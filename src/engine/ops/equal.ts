import type { Builder, NodeOptions } from '../graph/builder';
import type { Node } from '../graph/node';
import { applyBinary } from './shared/binary';
import { defineComparison } from './shared/comparison';

export const equalOp = defineComparison({
  name: 'equal',
  code: 8,
  summary: 'Is 1 where two tensors are equal, else 0.',
  relation: '=',
  holds: (left, right) => left === right,
  row: (out, o, a, ai, da, b, bi, db, n) => {
    for (const end = o + n; o < end; o++, ai += da, bi += db) out[o] = a[ai] === b[bi] ? 1 : 0;
  },
  source: 'NumPy reference, numpy.equal',
});

/** 1 where a = b, else 0, with broadcasting. `f32[…], f32[…] → f32[broadcast]` */
export function equal(b: Builder, x: Node, y: Node, options?: NodeOptions): Node {
  return applyBinary(b, equalOp, x, y, { kind: 'mask', ...options });
}
