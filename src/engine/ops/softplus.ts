import type { Builder, NodeOptions } from '../graph/builder';
import { e } from '../graph/expr';
import type { Node } from '../graph/node';
import { defineUnary } from './shared/unary';

export const { op: softplusOp, gradOp: softplusGradOp } = defineUnary({
  name: 'softplus',
  code: 11,
  doc: {
    summary: 'A smooth form of ReLU: the logarithm of 1 + eˣ.',
    equation: 'y = \\ln(1 + e^x)',
    numerics: 'Computed as max(x, 0) + ln(1 + e^−|x|), which cannot overflow.',
    source: 'Glorot, Bordes & Bengio 2011, section 3',
  },
  forward: (x, out) => {
    for (let i = 0; i < out.length; i++) {
      out[i] = Math.max(x[i], 0) + Math.log1p(Math.exp(-Math.abs(x[i])));
    }
  },
  backward: (x, g, out) => {
    for (let i = 0; i < out.length; i++) out[i] = g[i] / (1 + Math.exp(-x[i]));
  },
  from: 'input',
  derivativeEquation: '\\mathrm dx = \\frac{g}{1 + e^{-x}}',
  explain: () => e.add(e.max(e.term(0), e.num(0)), e.log1p(e.exp(e.neg(e.abs(e.term(0)))))),
  explainDerivative: () => e.sigmoid(e.term(0)),
  tolerance: { abs: 2e-6, rel: 2e-6 },
});

/** ln(1 + eˣ). `f32[…] → same` */
export function softplus(b: Builder, x: Node, options?: NodeOptions): Node {
  return b.apply(softplusOp, [x], {}, { axes: x.axes, ...options });
}
