import type { Builder, NodeOptions } from '../graph/builder';
import { e, erf } from '../graph/expr';
import type { Node } from '../graph/node';
import { defineUnary } from './shared/unary';

const ROOT_HALF = Math.SQRT1_2;
const ROOT_TWO_PI = Math.sqrt(2 * Math.PI);
const ROOT_TWO_OVER_PI = Math.sqrt(2 / Math.PI);
const CUBIC = 0.044715;
const SOURCE = 'Hendrycks & Gimpel 2016, section 2';

const gelu_ = defineUnary({
  name: 'gelu',
  code: 3,
  doc: {
    summary: 'Gaussian error linear unit: x times the share of a normal distribution below it.',
    equation: 'y = \\tfrac12\\,x\\left(1 + \\operatorname{erf}\\tfrac{x}{\\sqrt2}\\right)',
    numerics: 'The error function is a Chebyshev fit with an error below 1.2e-7.',
    source: SOURCE,
  },
  forward: (x, out) => {
    for (let i = 0; i < out.length; i++) out[i] = 0.5 * x[i] * (1 + erf(x[i] * ROOT_HALF));
  },
  backward: (x, g, out) => {
    for (let i = 0; i < out.length; i++) {
      const v = x[i];
      const density = Math.exp(-0.5 * v * v) / ROOT_TWO_PI;
      out[i] = (0.5 * (1 + erf(v * ROOT_HALF)) + v * density) * g[i];
    }
  },
  quick: true,
  from: 'input',
  derivativeEquation:
    '\\mathrm dx = \\left(\\tfrac12\\left(1 + \\operatorname{erf}\\tfrac{x}{\\sqrt2}\\right) + \\tfrac{x\\,e^{-x^2/2}}{\\sqrt{2\\pi}}\\right)g',
  explain: () =>
    e.mul(e.num(0.5), e.term(0), e.add(e.num(1), e.erf(e.mul(e.term(0), e.num(ROOT_HALF))))),
  explainDerivative: () =>
    e.add(
      e.mul(e.num(0.5), e.add(e.num(1), e.erf(e.mul(e.term(0), e.num(ROOT_HALF))))),
      e.mul(e.term(0), e.exp(e.mul(e.num(-0.5), e.term(0), e.term(0))), e.num(1 / ROOT_TWO_PI)),
    ),
  tolerance: { abs: 2e-6, rel: 2e-6 },
});
export const { op: geluOp, gradOp: geluGradOp } = gelu_;

/** tanh of the inner polynomial, by 1 − 2 / (e²ᵘ + 1): twice as fast as Math.tanh, and exact far out. */
function bend(x: number): number {
  return 1 - 2 / (Math.exp(2 * ROOT_TWO_OVER_PI * (x + CUBIC * x * x * x)) + 1);
}

const innerExpr = () =>
  e.mul(
    e.num(ROOT_TWO_OVER_PI),
    e.add(e.term(0), e.mul(e.num(CUBIC), e.term(0), e.term(0), e.term(0))),
  );

const geluTanh = defineUnary({
  name: 'geluTanh',
  code: 4,
  doc: {
    summary: 'Gaussian error linear unit with the error function approximated by tanh.',
    equation:
      'y = \\tfrac12\\,x\\left(1 + \\tanh\\left(\\sqrt{2/\\pi}\\,(x + 0.044715\\,x^3)\\right)\\right)',
    numerics: 'On the GPU the argument of tanh is clamped to ±15.',
    source: SOURCE,
  },
  forward: (x, out) => {
    for (let i = 0; i < out.length; i++) out[i] = 0.5 * x[i] * (1 + bend(x[i]));
  },
  backward: (x, g, out) => {
    for (let i = 0; i < out.length; i++) {
      const v = x[i];
      const t = bend(v);
      const slope = ROOT_TWO_OVER_PI * (1 + 3 * CUBIC * v * v);
      out[i] = 0.5 * (1 + t + v * (1 - t * t) * slope) * g[i];
    }
  },
  quick: true,
  from: 'input',
  derivativeEquation:
    '\\mathrm dx = \\left(\\tfrac12(1 + t) + \\tfrac12\\,x\\,(1 - t^2)\\,\\sqrt{2/\\pi}\\,(1 + 0.134145\\,x^2)\\right)g,\\quad t = \\tanh(\\dots)',
  explain: () => e.mul(e.num(0.5), e.term(0), e.add(e.num(1), e.tanh(innerExpr()))),
  explainDerivative: () => {
    const t = e.tanh(innerExpr());
    const slope = e.mul(
      e.num(ROOT_TWO_OVER_PI),
      e.add(e.num(1), e.mul(e.num(3 * CUBIC), e.term(0), e.term(0))),
    );
    return e.add(
      e.mul(e.num(0.5), e.add(e.num(1), t)),
      e.mul(e.num(0.5), e.term(0), e.sub(e.num(1), e.mul(t, t)), slope),
    );
  },
  tolerance: { abs: 2e-6, rel: 5e-6 },
});
export const { op: geluTanhOp, gradOp: geluTanhGradOp } = geluTanh;

/** GELU, exact or with `approximate: 'tanh'`, as in PyTorch. `f32[…] → same` */
export function gelu(
  b: Builder,
  x: Node,
  { approximate }: { readonly approximate: 'none' | 'tanh' },
  options?: NodeOptions,
): Node {
  const op = approximate === 'tanh' ? geluTanhOp : geluOp;
  return b.apply(op, [x], {}, { axes: x.axes, ...options });
}
