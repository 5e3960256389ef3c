import type { Builder, NodeOptions } from '../graph/builder';
import { e } from '../graph/expr';
import type { Node } from '../graph/node';
import { mul } from './mul';
import { applyBinary, defineBinary } from './shared/binary';
import { sumTo } from './sum';

/** The share of b is that with the operands exchanged, as are the shares in a minimum. */
export const extremumShareOp = defineBinary({
  name: 'extremumShare',
  code: 9,
  doc: {
    family: 'elementwise',
    summary:
      'Says how much of the gradient of a maximum the first operand gets: 1, ½ at a tie, or 0.',
    equation:
      's_i = \\begin{cases} 1 & a_i > b_i \\\\ \\tfrac12 & a_i = b_i \\\\ 0 & a_i < b_i \\end{cases}',
    numerics: 'Where one of them is NaN the share is 1.',
    source: 'PyTorch reference, torch.maximum',
  },
  gradient: { notDifferentiable: 'its value is 0, ½ or 1 and jumps' },
  row: (out, o, a, ai, da, b, bi, db, n) => {
    for (const end = o + n; o < end; o++, ai += da, bi += db) {
      out[o] = a[ai] < b[bi] ? 0 : a[ai] === b[bi] ? 0.5 : 1;
    }
  },
  explain: (a, b, left, right) => ({
    terms: [
      { input: 0, flat: a },
      { input: 1, flat: b },
    ],
    expr: e.num(left < right ? 0 : left === right ? 0.5 : 1),
  }),
  samples: [
    {
      title: 'ties, signed zeros and not finite',
      attrs: {},
      inputs: [
        { shape: [8], fill: { values: [1, 0, NaN, 2, Infinity, -Infinity, -Infinity, -3] } },
        { shape: [8], fill: { values: [1, -0, 1, NaN, Infinity, Infinity, -1e38, -4] } },
      ],
    },
  ],
  relativeTolerance: 0,
});

export const maximumOp = defineBinary({
  name: 'maximum',
  code: 4,
  doc: {
    family: 'elementwise',
    summary: 'The larger of two tensors element by element, repeating axes of length one.',
    equation: 'y_i = \\max(a_i, b_i)',
    numerics: 'NaN wins. The gradient goes to the larger one, at ties half to each.',
    source: 'NumPy reference, numpy.maximum',
  },
  gradient: ({ b, inputs: [x, y], grad }) => [
    sumTo(b, mul(b, grad, applyBinary(b, extremumShareOp, x, y)), x.type.shape),
    sumTo(b, mul(b, grad, applyBinary(b, extremumShareOp, y, x)), y.type.shape),
  ],
  row: (out, o, a, ai, da, b, bi, db, n) => {
    for (const end = o + n; o < end; o++, ai += da, bi += db) out[o] = Math.max(a[ai], b[bi]);
  },
  explain: (a, b) => ({
    terms: [
      { input: 0, flat: a },
      { input: 1, flat: b },
    ],
    expr: e.max(e.term(0), e.term(1)),
  }),
  relativeTolerance: 0,
});

/** max(a, b) with broadcasting. `f32[…], f32[…] → f32[broadcast]` */
export function maximum(b: Builder, x: Node, y: Node, options?: NodeOptions): Node {
  return applyBinary(b, maximumOp, x, y, options);
}
