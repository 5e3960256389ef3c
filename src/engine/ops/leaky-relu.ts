import type { Builder, NodeOptions } from '../graph/builder';
import { e } from '../graph/expr';
import type { Node } from '../graph/node';
import { defineUnary } from './shared/unary';

export const { op: leakyReluOp, gradOp: leakyReluGradOp } = defineUnary({
  name: 'leakyRelu',
  code: 14,
  parameter: { name: 'slope', values: [0.01, 0.2] },
  doc: {
    summary: 'Keeps positive values and multiplies the others by a small slope.',
    equation: 'y = \\begin{cases} x & x > 0 \\\\ \\alpha\\,x & x \\le 0 \\end{cases}',
    numerics: 'The derivative at 0 is the slope; NaN stays NaN.',
    source: 'Maas, Hannun & Ng 2013, section 2',
  },
  forward: (x, out, slope) => {
    for (let i = 0; i < out.length; i++) out[i] = x[i] > 0 ? x[i] : slope * x[i];
  },
  backward: (x, g, out, slope) => {
    for (let i = 0; i < out.length; i++) out[i] = x[i] > 0 ? g[i] : slope * g[i];
  },
  from: 'input',
  derivativeEquation:
    '\\mathrm dx = \\begin{cases} g & x > 0 \\\\ \\alpha\\,g & x \\le 0 \\end{cases}',
  explain: (x, slope) => (x > 0 ? e.term(0) : e.mul(e.num(slope), e.term(0))),
  explainDerivative: (x, slope) => e.num(x > 0 ? 1 : slope),
  tolerance: { abs: 0, rel: 2e-7 },
});

/**
 * x where it is positive, else slope·x. `f32[…] → same`
 * @param slope  0.01 unless given
 */
export function leakyRelu(
  b: Builder,
  x: Node,
  { slope = 0.01 }: { readonly slope?: number } = {},
  options?: NodeOptions,
): Node {
  return b.apply(leakyReluOp, [x], { slope }, { axes: x.axes, ...options });
}
