import type { Builder, NodeOptions } from '../graph/builder';
import { e } from '../graph/expr';
import type { Node } from '../graph/node';
import { extremumShareOp } from './maximum';
import { mul } from './mul';
import { applyBinary, defineBinary } from './shared/binary';
import { sumTo } from './sum';

export const minimumOp = defineBinary({
  name: 'minimum',
  code: 5,
  doc: {
    family: 'elementwise',
    summary: 'The smaller of two tensors element by element, repeating axes of length one.',
    equation: 'y_i = \\min(a_i, b_i)',
    numerics: 'NaN wins. The gradient goes to the smaller one, at ties half to each.',
    source: 'NumPy reference, numpy.minimum',
  },
  gradient: ({ b, inputs: [x, y], grad }) => [
    sumTo(b, mul(b, grad, applyBinary(b, extremumShareOp, y, x)), x.type.shape),
    sumTo(b, mul(b, grad, applyBinary(b, extremumShareOp, x, y)), y.type.shape),
  ],
  row: (out, o, a, ai, da, b, bi, db, n) => {
    for (const end = o + n; o < end; o++, ai += da, bi += db) out[o] = Math.min(a[ai], b[bi]);
  },
  explain: (a, b) => ({
    terms: [
      { input: 0, flat: a },
      { input: 1, flat: b },
    ],
    expr: e.min(e.term(0), e.term(1)),
  }),
  relativeTolerance: 0,
});

/** min(a, b) with broadcasting. `f32[…], f32[…] → f32[broadcast]` */
export function minimum(b: Builder, x: Node, y: Node, options?: NodeOptions): Node {
  return applyBinary(b, minimumOp, x, y, options);
}
