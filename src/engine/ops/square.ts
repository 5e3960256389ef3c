import type { Builder, NodeOptions } from '../graph/builder';
import { e } from '../graph/expr';
import type { Node } from '../graph/node';
import { defineUnary } from './shared/unary';

export const { op: squareOp, gradOp: squareGradOp } = defineUnary({
  name: 'square',
  code: 9,
  doc: {
    family: 'elementwise',
    summary: 'The square of each element.',
    equation: 'y = x^2',
    numerics: '',
    source: 'NumPy reference, numpy.square',
  },
  forward: (x, out) => {
    for (let i = 0; i < out.length; i++) out[i] = x[i] * x[i];
  },
  backward: (x, g, out) => {
    for (let i = 0; i < out.length; i++) out[i] = 2 * x[i] * g[i];
  },
  from: 'input',
  derivativeEquation: '\\mathrm dx = 2x\\,g',
  explain: () => e.mul(e.term(0), e.term(0)),
  explainDerivative: () => e.mul(e.num(2), e.term(0)),
  tolerance: { abs: 0, rel: 2e-7 },
});

/** x². `f32[…] → same` */
export function square(b: Builder, x: Node, options?: NodeOptions): Node {
  return b.apply(squareOp, [x], {}, { axes: x.axes, ...options });
}
