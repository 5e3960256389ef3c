import type { Builder, NodeOptions } from '../graph/builder';
import type { Node } from '../graph/node';
import { applyBinary, defineBinary } from './shared/binary';
import { sumTo } from './sum';

export const mulOp = defineBinary({
  name: 'mul',
  code: 2,
  doc: {
    family: 'elementwise',
    summary: 'Multiplies two tensors element by element, repeating axes of length one.',
    equation: 'y_i = a_i\\,b_i',
    numerics: '',
    source: 'NumPy reference, broadcasting rules',
  },
  gradient: ({ b, inputs: [x, y], grad }) => [
    sumTo(b, mul(b, grad, y), x.type.shape),
    sumTo(b, mul(b, grad, x), y.type.shape),
  ],
  row: (out, o, a, ai, da, b, bi, db, n) => {
    for (const end = o + n; o < end; o++, ai += da, bi += db) out[o] = a[ai] * b[bi];
  },
  quick: true,
  explain: (a, b) => ({ terms: [{ input: 0, flat: a, weight: { input: 1, flat: b } }] }),
  relativeTolerance: 1.2e-7,
});

/** a · b, element by element, with broadcasting. `f32[…], f32[…] → f32[broadcast]` */
export function mul(b: Builder, x: Node, y: Node, options?: NodeOptions): Node {
  return applyBinary(b, mulOp, x, y, options);
}
