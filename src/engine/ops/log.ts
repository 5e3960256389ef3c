import type { Builder, NodeOptions } from '../graph/builder';
import { e } from '../graph/expr';
import type { Node } from '../graph/node';
import { defineUnary, POSITIVE_SAMPLES } from './shared/unary';

export const { op: logOp, gradOp: logGradOp } = defineUnary({
  name: 'log',
  code: 6,
  doc: {
    family: 'elementwise',
    summary: 'The natural logarithm.',
    equation: 'y = \\ln x',
    numerics: 'The logarithm of 0 is −∞, that of a negative number NaN.',
    source: 'NIST Digital Library of Mathematical Functions, §4.2(i)',
  },
  forward: (x, out) => {
    for (let i = 0; i < out.length; i++) out[i] = Math.log(x[i]);
  },
  backward: (x, g, out) => {
    for (let i = 0; i < out.length; i++) out[i] = g[i] / x[i];
  },
  from: 'input',
  derivativeEquation: '\\mathrm dx = \\frac{g}{x}',
  explain: () => e.log(e.term(0)),
  explainDerivative: () => e.div(e.num(1), e.term(0)),
  samples: [
    ...POSITIVE_SAMPLES,
    { title: 'none for numbers below 0', input: { shape: [3], fill: { values: [-1, 2, -3] } } },
  ],
  tolerance: { abs: 1e-6, rel: 1e-6 },
});

/** The natural logarithm of x. `f32[…] → same` */
export function log(b: Builder, x: Node, options?: NodeOptions): Node {
  return b.apply(logOp, [x], {}, { axes: x.axes, ...options });
}
