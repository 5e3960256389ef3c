import type { Builder, NodeOptions } from '../graph/builder';
import { e } from '../graph/expr';
import type { Node } from '../graph/node';
import { defineUnary } from './shared/unary';

export const { op: absOp, gradOp: absGradOp } = defineUnary({
  name: 'abs',
  code: 8,
  doc: {
    family: 'elementwise',
    summary: 'The absolute value.',
    equation: 'y = |x|',
    numerics: 'The derivative at 0 is taken as 0.',
    source: 'NumPy reference, numpy.absolute',
  },
  forward: (x, out) => {
    for (let i = 0; i < out.length; i++) out[i] = Math.abs(x[i]);
  },
  backward: (x, g, out) => {
    for (let i = 0; i < out.length; i++) {
      // 0 for NaN too, as no comparison with it holds.
      out[i] = x[i] > 0 ? g[i] : x[i] < 0 ? -g[i] : 0;
    }
  },
  from: 'input',
  derivativeEquation: '\\mathrm dx = \\operatorname{sgn}(x)\\,g',
  explain: () => e.abs(e.term(0)),
  explainDerivative: (x) => e.num(Number(x > 0) - Number(x < 0)),
  tolerance: { abs: 0, rel: 0 },
});

/** |x|. `f32[…] → same` */
export function abs(b: Builder, x: Node, options?: NodeOptions): Node {
  return b.apply(absOp, [x], {}, { axes: x.axes, ...options });
}
