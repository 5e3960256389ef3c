import type { Builder, NodeOptions } from '../graph/builder';
import { e } from '../graph/expr';
import type { Node } from '../graph/node';
import { defineUnary, POSITIVE_SAMPLES } from './shared/unary';

export const { op: sqrtOp, gradOp: sqrtGradOp } = defineUnary({
  name: 'sqrt',
  code: 7,
  doc: {
    family: 'elementwise',
    summary: 'The square root.',
    equation: 'y = \\sqrt{x}',
    numerics: 'The root of a negative number is NaN; the derivative at 0 is infinite.',
    source: 'NIST Digital Library of Mathematical Functions, §4.2(iv)',
  },
  forward: (x, out) => {
    for (let i = 0; i < out.length; i++) out[i] = Math.sqrt(x[i]);
  },
  backward: (y, g, out) => {
    for (let i = 0; i < out.length; i++) out[i] = g[i] / (2 * y[i]);
  },
  from: 'output',
  derivativeEquation: '\\mathrm dx = \\frac{g}{2y}',
  explain: () => e.sqrt(e.term(0)),
  explainDerivative: () => e.div(e.num(1), e.mul(e.num(2), e.term(0))),
  samples: POSITIVE_SAMPLES,
  tolerance: { abs: 0, rel: 1e-6 },
});

/** √x. `f32[…] → same` */
export function sqrt(b: Builder, x: Node, options?: NodeOptions): Node {
  return b.apply(sqrtOp, [x], {}, { axes: x.axes, ...options });
}
