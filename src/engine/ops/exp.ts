import type { Builder, NodeOptions } from '../graph/builder';
import { e } from '../graph/expr';
import type { Node } from '../graph/node';
import { defineUnary } from './shared/unary';

export const { op: expOp, gradOp: expGradOp } = defineUnary({
  name: 'exp',
  code: 5,
  doc: {
    family: 'elementwise',
    summary: 'The exponential function.',
    equation: 'y = e^x',
    numerics: 'Beyond 88.7 the result is ∞.',
    source: 'NIST Digital Library of Mathematical Functions, §4.2(iii)',
  },
  forward: (x, out) => {
    for (let i = 0; i < out.length; i++) out[i] = Math.exp(x[i]);
  },
  backward: (y, g, out) => {
    for (let i = 0; i < out.length; i++) out[i] = y[i] * g[i];
  },
  from: 'output',
  derivativeEquation: '\\mathrm dx = y\\,g',
  explain: () => e.exp(e.term(0)),
  explainDerivative: () => e.term(0),
  samples: [
    { title: 'a matrix', input: { shape: [3, 5] } },
    { title: 'one element', input: { shape: [1] } },
    { title: 'more than one workgroup', input: { shape: [7, 19] } },
    {
      title: 'small and large results',
      input: { shape: [4], fill: { values: [-88, -12, 5, 12] } },
    },
    { title: 'too small for the range', input: { shape: [3], fill: { values: [-200, 0, 1] } } },
  ],
  tolerance: { abs: 1e-6, rel: 5e-6 },
});

/** eˣ. `f32[…] → same` */
export function exp(b: Builder, x: Node, options?: NodeOptions): Node {
  return b.apply(expOp, [x], {}, { axes: x.axes, ...options });
}
