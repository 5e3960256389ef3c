import type { Builder, NodeOptions } from '../graph/builder';
import { e } from '../graph/expr';
import type { Node } from '../graph/node';
import { defineUnary } from './shared/unary';

export const { op: tanhOp, gradOp: tanhGradOp } = defineUnary({
  name: 'tanh',
  code: 1,
  doc: {
    summary: 'Hyperbolic tangent: squeezes values into (−1, 1).',
    equation: 'y = \\tanh x',
    numerics: 'On the GPU arguments are clamped to ±15, beyond which the result is ±1.',
    source: 'LeCun et al. 1998, Efficient BackProp, section 4.4',
  },
  forward: (x, out) => {
    for (let i = 0; i < out.length; i++) out[i] = Math.tanh(x[i]);
  },
  backward: (y, g, out) => {
    for (let i = 0; i < out.length; i++) out[i] = (1 - y[i] * y[i]) * g[i];
  },
  quick: true,
  from: 'output',
  derivativeEquation: '\\mathrm dx = (1 - y^2)\\,g',
  explain: () => e.tanh(e.term(0)),
  explainDerivative: () => e.sub(e.num(1), e.mul(e.term(0), e.term(0))),
  tolerance: { abs: 1e-6, rel: 5e-6 },
});

/** tanh x. `f32[…] → same` */
export function tanh(b: Builder, x: Node, options?: NodeOptions): Node {
  return b.apply(tanhOp, [x], {}, { axes: x.axes, ...options });
}
