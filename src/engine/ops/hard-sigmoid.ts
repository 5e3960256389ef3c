import type { Builder, NodeOptions } from '../graph/builder';
import { e } from '../graph/expr';
import type { Node } from '../graph/node';
import { defineUnary } from './shared/unary';

export const { op: hardSigmoidOp, gradOp: hardSigmoidGradOp } = defineUnary({
  name: 'hardSigmoid',
  code: 13,
  doc: {
    summary: 'The logistic function by three straight pieces.',
    equation: 'y = \\tfrac16\\,\\min(\\max(x + 3, 0), 6)',
    numerics: 'The derivative at ±3 is taken as 0.',
    source: 'PyTorch reference, torch.nn.Hardsigmoid',
  },
  forward: (x, out) => {
    for (let i = 0; i < out.length; i++) out[i] = Math.min(Math.max(x[i] + 3, 0), 6) / 6;
  },
  backward: (x, g, out) => {
    for (let i = 0; i < out.length; i++) out[i] = x[i] > -3 && x[i] < 3 ? g[i] / 6 : 0;
  },
  from: 'input',
  derivativeEquation: '\\mathrm dx = \\tfrac16\\,[-3 < x < 3]\\,g',
  explain: () => e.div(e.min(e.max(e.add(e.term(0), e.num(3)), e.num(0)), e.num(6)), e.num(6)),
  explainDerivative: (x) => e.num(x > -3 && x < 3 ? 1 / 6 : 0),
  tolerance: { abs: 2e-7, rel: 5e-7 },
});

/** min(max(x + 3, 0), 6) / 6. `f32[…] → same` */
export function hardSigmoid(b: Builder, x: Node, options?: NodeOptions): Node {
  return b.apply(hardSigmoidOp, [x], {}, { axes: x.axes, ...options });
}
