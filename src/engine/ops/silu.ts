import type { Builder, NodeOptions } from '../graph/builder';
import { e } from '../graph/expr';
import type { Node } from '../graph/node';
import { defineUnary } from './shared/unary';

export const { op: siluOp, gradOp: siluGradOp } = defineUnary({
  name: 'silu',
  code: 10,
  doc: {
    summary: 'Sigmoid linear unit (swish): x times its logistic function.',
    equation: 'y = \\frac{x}{1 + e^{-x}}',
    numerics:
      'At −∞ the result is NaN, as the quotient ∞/∞ of its formula; so is the derivative at ±∞.',
    source: 'Elfwing, Uchibe & Doya 2018, section 2 (SiLU)',
  },
  forward: (x, out) => {
    for (let i = 0; i < out.length; i++) out[i] = x[i] / (1 + Math.exp(-x[i]));
  },
  backward: (x, g, out) => {
    for (let i = 0; i < out.length; i++) {
      const s = 1 / (1 + Math.exp(-x[i]));
      out[i] = s * (1 + x[i] * (1 - s)) * g[i];
    }
  },
  from: 'input',
  derivativeEquation: '\\mathrm dx = \\sigma(x)\\,(1 + x\\,(1 - \\sigma(x)))\\,g',
  explain: () => e.div(e.term(0), e.add(e.num(1), e.exp(e.neg(e.term(0))))),
  explainDerivative: () => {
    const s = e.sigmoid(e.term(0));
    return e.mul(s, e.add(e.num(1), e.mul(e.term(0), e.sub(e.num(1), s))));
  },
  tolerance: { abs: 2e-6, rel: 2e-6 },
});

/** x·σ(x), also called swish. `f32[…] → same` */
export function silu(b: Builder, x: Node, options?: NodeOptions): Node {
  return b.apply(siluOp, [x], {}, { axes: x.axes, ...options });
}
