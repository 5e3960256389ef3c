import type { Builder, NodeOptions } from '../graph/builder';
import { e } from '../graph/expr';
import type { Node } from '../graph/node';
import { mul } from './mul';
import { scale } from './scale';
import { applyBinary, defineBinary } from './shared/binary';
import { sumTo } from './sum';

export const divOp = defineBinary({
  name: 'div',
  code: 3,
  doc: {
    family: 'elementwise',
    summary:
      'Divides the first tensor by the second, element by element, repeating axes of length one.',
    equation: 'y_i = \\frac{a_i}{b_i}',
    numerics: 'Division by zero gives infinities or NaN, as IEEE 754 says.',
    source: 'NumPy reference, broadcasting rules',
  },
  // d(a/b) = da/b − (a/b)·db/b
  gradient: ({ b, inputs: [x, y], output, grad }) => {
    const share = div(b, grad, y);
    return [
      sumTo(b, share, x.type.shape),
      sumTo(b, scale(b, mul(b, share, output), -1), y.type.shape),
    ];
  },
  row: (out, o, a, ai, da, b, bi, db, n) => {
    for (const end = o + n; o < end; o++, ai += da, bi += db) out[o] = a[ai] / b[bi];
  },
  quick: true,
  explain: (a, b) => ({
    terms: [
      { input: 0, flat: a },
      { input: 1, flat: b },
    ],
    expr: e.div(e.term(0), e.term(1)),
  }),
  // WGSL allows a division to be off by 2.5 units in the last place.
  relativeTolerance: 6e-7,
});

/** a / b with broadcasting. `f32[…], f32[…] → f32[broadcast]` */
export function div(b: Builder, x: Node, y: Node, options?: NodeOptions): Node {
  return applyBinary(b, divOp, x, y, options);
}
