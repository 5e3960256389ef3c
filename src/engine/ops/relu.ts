import type { Builder, NodeOptions } from '../graph/builder';
import { e } from '../graph/expr';
import type { Node } from '../graph/node';
import { defineUnary } from './shared/unary';

export const { op: reluOp, gradOp: reluGradOp } = defineUnary({
  name: 'relu',
  code: 0,
  doc: {
    summary: 'Keeps positive values and puts 0 for the others.',
    equation: 'y = \\max(x, 0)',
    numerics: 'The derivative at 0 is taken as 0; NaN stays NaN.',
    source: 'Nair & Hinton 2010',
  },
  forward: (x, out) => {
    for (let i = 0; i < out.length; i++) out[i] = Math.max(x[i], 0);
  },
  backward: (y, g, out) => {
    for (let i = 0; i < out.length; i++) out[i] = y[i] <= 0 ? 0 : g[i];
  },
  quick: true,
  from: 'output',
  derivativeEquation: '\\mathrm dx = [y > 0]\\,g',
  explain: () => e.max(e.term(0), e.num(0)),
  explainDerivative: (y) => e.num(y <= 0 ? 0 : 1),
  tolerance: { abs: 0, rel: 0 },
});

/** max(x, 0). `f32[…] → same` */
export function relu(b: Builder, x: Node, options?: NodeOptions): Node {
  return b.apply(reluOp, [x], {}, { axes: x.axes, ...options });
}
