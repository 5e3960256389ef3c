import type { Builder, NodeOptions } from '../graph/builder';
import { e } from '../graph/expr';
import type { Node } from '../graph/node';
import { defineUnary } from './shared/unary';

export const { op: eluOp, gradOp: eluGradOp } = defineUnary({
  name: 'elu',
  code: 15,
  parameter: { name: 'alpha', values: [1, 0.5] },
  doc: {
    summary: 'Exponential linear unit: keeps positive values and bends the others towards −α.',
    equation: 'y = \\begin{cases} x & x > 0 \\\\ \\alpha\\,(e^x - 1) & x \\le 0 \\end{cases}',
    numerics: 'eˣ − 1 is computed without cancellation near 0; the derivative at 0 is α.',
    source: 'Clevert, Unterthiner & Hochreiter 2016, section 3',
  },
  forward: (x, out, alpha) => {
    for (let i = 0; i < out.length; i++) out[i] = x[i] <= 0 ? alpha * Math.expm1(x[i]) : x[i];
  },
  backward: (x, g, out, alpha) => {
    for (let i = 0; i < out.length; i++) out[i] = x[i] <= 0 ? alpha * Math.exp(x[i]) * g[i] : g[i];
  },
  from: 'input',
  derivativeEquation:
    '\\mathrm dx = \\begin{cases} g & x > 0 \\\\ \\alpha\\,e^x\\,g & x \\le 0 \\end{cases}',
  explain: (x, alpha) =>
    x <= 0 ? e.mul(e.num(alpha), e.sub(e.exp(e.term(0)), e.num(1))) : e.term(0),
  explainDerivative: (x, alpha) => (x <= 0 ? e.mul(e.num(alpha), e.exp(e.term(0))) : e.num(1)),
  tolerance: { abs: 1e-6, rel: 1e-6 },
});

/**
 * x where it is positive, else α·(eˣ − 1). `f32[…] → same`
 * @param alpha  how far below 0 the result can get; 1 unless given
 */
export function elu(
  b: Builder,
  x: Node,
  { alpha = 1 }: { readonly alpha?: number } = {},
  options?: NodeOptions,
): Node {
  return b.apply(eluOp, [x], { alpha }, { axes: x.axes, ...options });
}
