import type { Builder, NodeOptions } from '../graph/builder';
import { e } from '../graph/expr';
import type { Node } from '../graph/node';
import { defineUnary } from './shared/unary';

export const { op: logSigmoidOp, gradOp: logSigmoidGradOp } = defineUnary({
  name: 'logSigmoid',
  code: 12,
  doc: {
    summary: 'The logarithm of the logistic function: minus softplus of −x.',
    equation: 'y = -\\ln(1 + e^{-x})',
    numerics: 'Computed as min(x, 0) − ln(1 + e^−|x|), which cannot overflow.',
    source: 'PyTorch reference, torch.nn.LogSigmoid',
  },
  forward: (x, out) => {
    for (let i = 0; i < out.length; i++) {
      out[i] = Math.min(x[i], 0) - Math.log1p(Math.exp(-Math.abs(x[i])));
    }
  },
  backward: (x, g, out) => {
    for (let i = 0; i < out.length; i++) out[i] = g[i] / (1 + Math.exp(x[i]));
  },
  from: 'input',
  derivativeEquation: '\\mathrm dx = \\frac{g}{1 + e^{x}}',
  explain: () => e.sub(e.min(e.term(0), e.num(0)), e.log1p(e.exp(e.neg(e.abs(e.term(0)))))),
  explainDerivative: () => e.sigmoid(e.neg(e.term(0))),
  tolerance: { abs: 2e-6, rel: 2e-6 },
});

/** ln σ(x). `f32[…] → same` */
export function logSigmoid(b: Builder, x: Node, options?: NodeOptions): Node {
  return b.apply(logSigmoidOp, [x], {}, { axes: x.axes, ...options });
}
