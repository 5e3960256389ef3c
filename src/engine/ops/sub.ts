import type { Builder, NodeOptions } from '../graph/builder';
import type { Node } from '../graph/node';
import { scale } from './scale';
import { applyBinary, defineBinary } from './shared/binary';
import { sumTo } from './sum';

export const subOp = defineBinary({
  name: 'sub',
  code: 1,
  doc: {
    family: 'elementwise',
    summary: 'Subtracts the second tensor from the first, repeating axes of length one.',
    equation: 'y_i = a_i - b_i',
    numerics: '',
    source: 'NumPy reference, broadcasting rules',
  },
  gradient: ({ b, inputs: [x, y], grad }) => [
    sumTo(b, grad, x.type.shape),
    sumTo(b, scale(b, grad, -1), y.type.shape),
  ],
  row: (out, o, a, ai, da, b, bi, db, n) => {
    for (const end = o + n; o < end; o++, ai += da, bi += db) out[o] = a[ai] - b[bi];
  },
  quick: true,
  explain: (a, b) => ({
    terms: [
      { input: 0, flat: a },
      { input: 1, flat: b, weight: -1 },
    ],
  }),
  relativeTolerance: 1.2e-7,
});

/** a − b with broadcasting. `f32[…], f32[…] → f32[broadcast]` */
export function sub(b: Builder, x: Node, y: Node, options?: NodeOptions): Node {
  return applyBinary(b, subOp, x, y, options);
}
