import gradShader from '../../shaders/rms-norm-grad-x.wgsl?raw';
import shader from '../../shaders/rms-norm.wgsl?raw';
import type { Builder, NodeOptions } from '../graph/builder';
import { type Expr, e } from '../graph/expr';
import type { Node } from '../graph/node';
import { defineOp, type KernelSpec, type OpDef, type OpSample } from '../graph/op';
import { ShapeError } from '../tensor/errors';
import { showShape, sizeOf } from '../tensor/shape';
import type { Shape, TensorType } from '../tensor/types';
import { fill } from './fill';
import { mul } from './mul';
import { requireFloat, requireShape } from './shared/check';
import { grid } from './shared/grid';
import { type Rows, rowDispatch } from './shared/rows';
import { sumTo } from './sum';

type RmsNormAttrs = {
  /** Added to the mean square; above 0, so that a row of zeros stays zeros. */
  readonly eps: number;
};

export const rmsNormOp: OpDef<RmsNormAttrs> = defineOp<RmsNormAttrs>({
  name: 'rmsNorm',
  doc: {
    family: 'normalisation',
    summary: 'Divides each row by its root mean square, then applies a gain.',
    equation: 'y_i = \\gamma_i\\,\\frac{x_i}{\\sqrt{\\frac1n\\sum_{j=1}^{n} x_j^2 + \\varepsilon}}',
    shapes: 'f32[…,C], f32[C] → f32[…,C]',
    numerics: '',
    source: 'Zhang & Sennrich 2019, equation 4',
  },
  infer: ([x, gain], attrs) => {
    requireOperands('rmsNorm', x, gain, attrs);
    return x;
  },
  gradient: ({ b, attrs, inputs: [x, gain], grad }) => {
    const normalised = rmsNorm(b, x, fill(b, gain.type.shape, 1), attrs);
    return [
      rmsNormGradX(b, x, gain, grad, attrs),
      sumTo(b, mul(b, grad, normalised), gain.type.shape),
    ];
  },
  reference: ({ attrs: { eps }, inputs, data: [x, gain], out }) => {
    const { rows, length } = rowsOf(inputs[0].shape);
    return () => {
      for (let r = 0; r < rows; r++) {
        const start = r * length;
        let squares = 0;
        for (let j = 0; j < length; j++) squares += x[start + j] * x[start + j];
        const factor = 1 / Math.sqrt(squares / length + eps);
        for (let j = 0; j < length; j++) out[start + j] = x[start + j] * factor * gain[j];
      }
    };
  },
  kernel: ({ attrs, inputs }) => ({
    shader: 'rms-norm',
    source: shader,
    ...dispatch(inputs[0].shape, attrs),
  }),
  provenance: ({ attrs, inputs, flat }) => {
    const { length } = rowsOf(inputs[0].shape);
    const own = flat % length;
    return {
      terms: [
        ...Array.from({ length }, (_, j) => ({ input: 0, flat: flat - own + j })),
        { input: 1, flat: own },
      ],
      expr: e.mul(e.term(length), e.div(e.term(own), e.sqrt(meanSquare(length, attrs.eps)))),
    };
  },
  samples: samples((shape) => [{ shape }, { shape: shape.slice(-1) }]),
  tolerance: { abs: 1e-6, rel: 5e-6 },
});

/**
 * RMS normalisation over the last axis: y = gain · x / √(mean(x²) + eps). Unlike layer normalisation
 * it leaves the mean where it is. `f32[…,C], f32[C] → f32[…,C]`
 * Source: Zhang & Sennrich 2019, equation 4.
 *
 * @param attrs.eps  added to the mean square; above 0
 * @throws ShapeError when the gain is not as long as the last axis, or eps is not above 0
 */
export function rmsNorm(
  b: Builder,
  x: Node,
  gain: Node,
  attrs: RmsNormAttrs,
  options?: NodeOptions,
): Node {
  return b.apply(rmsNormOp, [x, gain], attrs, { axes: x.axes, ...options });
}

export const rmsNormGradXOp = defineOp<RmsNormAttrs>({
  name: 'rmsNormGradX',
  doc: {
    family: 'normalisation',
    summary: 'Gradient of RMS normalisation with respect to what is normalised.',
    equation:
      '\\bar x_i = \\frac{1}{r}\\Big(h_i - \\frac{x_i}{r^2}\\,\\overline{h x}\\Big), \\quad h = \\gamma\\,\\bar y, \\quad r^2 = \\frac1n\\sum_j x_j^2 + \\varepsilon',
    shapes: 'f32[…,C], f32[C], f32[…,C] → f32[…,C]',
    numerics: '',
    source: 'Zhang & Sennrich 2019, equation 4, differentiated',
  },
  infer: ([x, gain, g], attrs) => {
    requireOperands('rmsNormGradX', x, gain, attrs);
    requireFloat('rmsNormGradX', 'the gradient', g);
    requireShape('rmsNormGradX', 'the gradient', g, x.shape, 'x');
    return x;
  },
  gradient: { notDifferentiable: 'first derivatives only' },
  reference: ({ attrs: { eps }, inputs, data: [x, gain, g], out }) => {
    const { rows, length } = rowsOf(inputs[0].shape);
    return () => {
      for (let r = 0; r < rows; r++) {
        const start = r * length;
        let squares = 0;
        let products = 0;
        for (let j = 0; j < length; j++) {
          const value = x[start + j];
          squares += value * value;
          products += value * g[start + j] * gain[j];
        }
        const square = squares / length + eps;
        const factor = 1 / Math.sqrt(square);
        const slope = products / length / square;
        for (let j = 0; j < length; j++) {
          out[start + j] = factor * (g[start + j] * gain[j] - x[start + j] * slope);
        }
      }
    };
  },
  kernel: ({ attrs, inputs }) => ({
    shader: 'rms-norm-grad-x',
    source: gradShader,
    ...dispatch(inputs[0].shape, attrs),
  }),
  provenance: ({ attrs, inputs, flat }) => {
    const { length } = rowsOf(inputs[0].shape);
    const own = flat % length;
    const square = meanSquare(length, attrs.eps);
    // Terms: the row of x, then the row of g with the gain as weight.
    const slopes = Array.from({ length }, (_, j) =>
      e.mul(e.term(length + j), e.weight(length + j)),
    );
    const meanProduct = e.div(
      e.add(...slopes.map((slope, j) => e.mul(slope, e.term(j)))),
      e.num(length),
    );
    return {
      terms: [
        ...slopes.map((_, j) => ({ input: 0, flat: flat - own + j })),
        ...slopes.map((_, j) => ({
          input: 2,
          flat: flat - own + j,
          weight: { input: 1, flat: j },
        })),
      ],
      expr: e.div(
        e.sub(slopes[own], e.div(e.mul(e.term(own), meanProduct), square)),
        e.sqrt(square),
      ),
    };
  },
  samples: samples((shape) => [{ shape }, { shape: shape.slice(-1) }, { shape }]),
  tolerance: { abs: 2e-6, rel: 1e-5 },
});

/**
 * Gradient of rmsNorm with respect to x, given the gradient g of its output.
 * `f32[…,C], f32[C], f32[…,C] → f32[…,C]`
 */
function rmsNormGradX(b: Builder, x: Node, gain: Node, g: Node, attrs: RmsNormAttrs): Node {
  return b.apply(rmsNormGradXOp, [x, gain, g], attrs, { axes: x.axes });
}

function requireOperands(op: string, x: TensorType, gain: TensorType, { eps }: RmsNormAttrs) {
  requireFloat(op, 'x', x);
  requireFloat(op, 'the gain', gain);
  if (x.shape.length === 0) {
    throw new ShapeError(`${op}: x has shape ${showShape(x.shape)}; it needs an axis.`);
  }
  requireShape(op, 'the gain', gain, x.shape.slice(-1), `x of shape ${showShape(x.shape)}`);
  if (!(eps > 0)) throw new ShapeError(`${op}: eps is ${eps}; it must be above 0.`);
}

function rowsOf(shape: Shape): Rows {
  const length = shape[shape.length - 1];
  return { rows: sizeOf(shape) / length, length, stride: 1 };
}

function dispatch(
  shape: Shape,
  { eps }: RmsNormAttrs,
): Pick<KernelSpec, 'entryPoint' | 'constants' | 'workgroups' | 'withoutBarriers'> {
  const layout = rowsOf(shape);
  const chosen = rowDispatch(layout);
  const alone = { entryPoint: 'thread_per_row', workgroups: grid(layout.rows) };
  return {
    constants: { rows: layout.rows, rowLength: layout.length, eps },
    ...chosen,
    ...(chosen.entryPoint === alone.entryPoint ? {} : { withoutBarriers: alone }),
  };
}

/** Mean square of the first `n` terms, eps included. */
function meanSquare(n: number, eps: number): Expr {
  const squares = Array.from({ length: n }, (_, j) => e.mul(e.term(j), e.term(j)));
  return e.add(e.div(e.add(...squares), e.num(n)), e.num(eps));
}

function samples(inputs: (shape: Shape) => OpSample['inputs']): OpSample<RmsNormAttrs>[] {
  return [
    { title: 'rows', attrs: { eps: 1e-6 }, inputs: inputs([3, 5]) },
    { title: 'a batch, a large eps', attrs: { eps: 0.1 }, inputs: inputs([2, 3, 4]) },
    { title: 'one row', attrs: { eps: 1e-6 }, inputs: inputs([7]) },
    { title: 'rows longer than a workgroup', attrs: { eps: 1e-6 }, inputs: inputs([3, 131]) },
    { title: 'rows of one', attrs: { eps: 0.01 }, inputs: inputs([3, 1]) },
    { title: 'more rows than a workgroup', attrs: { eps: 1e-5 }, inputs: inputs([67, 3]) },
  ];
}
