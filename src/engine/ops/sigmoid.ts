import type { Builder, NodeOptions } from '../graph/builder';
import { e } from '../graph/expr';
import type { Node } from '../graph/node';
import { defineUnary } from './shared/unary';

export const { op: sigmoidOp, gradOp: sigmoidGradOp } = defineUnary({
  name: 'sigmoid',
  code: 2,
  doc: {
    summary: 'Logistic function: squeezes values into (0, 1).',
    equation: 'y = \\frac{1}{1 + e^{-x}}',
    numerics: 'On the GPU arguments are clamped to ±88, where the exponential would overflow.',
    source: 'Goodfellow, Bengio & Courville 2016, equation 3.30',
  },
  forward: (x, out) => {
    for (let i = 0; i < out.length; i++) out[i] = 1 / (1 + Math.exp(-x[i]));
  },
  backward: (y, g, out) => {
    for (let i = 0; i < out.length; i++) out[i] = y[i] * (1 - y[i]) * g[i];
  },
  quick: true,
  from: 'output',
  derivativeEquation: '\\mathrm dx = y\\,(1 - y)\\,g',
  explain: () => e.div(e.num(1), e.add(e.num(1), e.exp(e.neg(e.term(0))))),
  explainDerivative: () => e.mul(e.term(0), e.sub(e.num(1), e.term(0))),
  tolerance: { abs: 1e-6, rel: 5e-6 },
});

/** 1 / (1 + e⁻ˣ). `f32[…] → same` */
export function sigmoid(b: Builder, x: Node, options?: NodeOptions): Node {
  return b.apply(sigmoidOp, [x], {}, { axes: x.axes, ...options });
}
