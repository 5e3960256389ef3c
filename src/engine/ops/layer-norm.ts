import gradGainShader from '../../shaders/layer-norm-grad-gain.wgsl?raw';
import gradXShader from '../../shaders/layer-norm-grad-x.wgsl?raw';
import shader from '../../shaders/layer-norm.wgsl?raw';
import type { Builder, NodeOptions } from '../graph/builder';
import { type Expr, e } from '../graph/expr';
import type { Node } from '../graph/node';
import { defineOp } from '../graph/op';
import { ShapeError } from '../tensor/errors';
import { showShape, sizeOf } from '../tensor/shape';
import type { Shape, TensorType } from '../tensor/types';
import { fill } from './fill';
import { requireFloat, requireShape } from './shared/check';
import { grid } from './shared/grid';
import { type Rows, rowDispatch } from './shared/rows';
import { sumTo } from './sum';
import { withKernels } from './shared/kernels';

type LayerNormAttrs = {
  /** Added to the variance. */
  readonly eps: number;
};

export const layerNormOp = defineOp<LayerNormAttrs>({
  name: 'layerNorm',
  doc: {
    family: 'normalisation',
    summary:
      'Shifts each row to mean 0 and scales it to variance 1, then applies a gain and a bias.',
    equation: 'y_i = \\gamma_i\\,\\frac{x_i - \\mu}{\\sqrt{\\sigma^2 + \\varepsilon}} + \\beta_i',
    shapes: 'f32[…,*norm], f32[*norm], f32[*norm] → f32[…,*norm]',
    numerics: 'The variance σ² is the biased one (divided by n), summed around the mean.',
    source: 'Ba, Kiros & Hinton 2016, equation 4',
  },
  infer: ([x, gain, bias], { eps }) => {
    requireFloat('layerNorm', 'x', x);
    requireFloat('layerNorm', 'the gain', gain);
    requireFloat('layerNorm', 'the bias', bias);
    requireTrailing('layerNorm', x, gain.shape);
    requireShape('layerNorm', 'the bias', bias, gain.shape, 'the gain');
    if (!(eps >= 0)) throw new ShapeError(`layerNorm: eps is ${eps}; it must be 0 or larger.`);
    return x;
  },
  gradient: ({ b, attrs, inputs: [x, gain, bias], grad }) => [
    layerNormGradX(b, x, gain, grad, attrs),
    layerNormGradGain(b, grad, normalised(b, x, gain.type.shape, attrs), gain.type.shape.length),
    sumTo(b, grad, bias.type.shape),
  ],
  reference: ({ attrs: { eps }, inputs, data: [x, gain, bias], out }) => {
    const { rows, length } = normRows(inputs[0].shape, inputs[1].shape);
    return () => {
      for (let r = 0; r < rows; r++) {
        const start = r * length;
        let sum = 0;
        for (let j = 0; j < length; j++) sum += x[start + j];
        const mean = sum / length;
        let squares = 0;
        for (let j = 0; j < length; j++) {
          const d = x[start + j] - mean;
          squares += d * d;
        }
        const factor = 1 / Math.sqrt(squares / length + eps);
        for (let j = 0; j < length; j++) {
          out[start + j] = (x[start + j] - mean) * factor * gain[j] + bias[j];
        }
      }
    };
  },
  fast: ({ attrs: { eps }, inputs, data: [x, gain, bias], out }) => {
    const { rows, length } = normRows(inputs[0].shape, inputs[1].shape);
    const operands = { data: [x, gain, bias, out], writes: [3] };
    return withKernels(operands, (kernels, [from, gains, biases, to]) => () => {
      kernels.layerNorm(from, gains, biases, to, rows, length, eps);
    });
  },
  kernel: ({ attrs, inputs }) => {
    const layout = normRows(inputs[0].shape, inputs[1].shape);
    return {
      shader: 'layer-norm',
      source: shader,
      constants: { rows: layout.rows, rowLength: layout.length, eps: attrs.eps },
      ...rowDispatch(layout),
    };
  },
  provenance: ({ attrs, inputs, flat }) => {
    const { length } = normRows(inputs[0].shape, inputs[1].shape);
    const own = flat % length;
    const row = explainRow(length, attrs.eps);
    return {
      terms: [
        ...Array.from({ length }, (_, j) => ({ input: 0, flat: flat - own + j })),
        { input: 1, flat: own },
        { input: 2, flat: own },
      ],
      expr: e.add(
        e.mul(e.term(length), e.div(e.sub(e.term(own), row.mean), e.sqrt(row.variance))),
        e.term(length + 1),
      ),
    };
  },
  samples: [
    {
      title: 'rows',
      attrs: { eps: 1e-5 },
      inputs: [{ shape: [3, 5] }, { shape: [5] }, { shape: [5] }],
    },
    {
      title: 'two trailing axes',
      attrs: { eps: 1e-5 },
      inputs: [{ shape: [2, 3, 4] }, { shape: [3, 4] }, { shape: [3, 4] }],
    },
    {
      title: 'rows longer than a workgroup, a large eps',
      attrs: { eps: 0.01 },
      inputs: [{ shape: [3, 131] }, { shape: [131] }, { shape: [131] }],
    },
    {
      title: 'rows of one, where only the bias is left',
      attrs: { eps: 1e-5 },
      inputs: [{ shape: [3, 1] }, { shape: [1] }, { shape: [1] }],
    },
    {
      title: 'more rows than a workgroup',
      attrs: { eps: 1e-5 },
      inputs: [{ shape: [67, 3] }, { shape: [3] }, { shape: [3] }],
    },
  ],
  tolerance: { abs: 1e-6, rel: 5e-6 },
});

/**
 * Layer normalisation over the trailing axes, which are those of the gain.
 * `f32[…,*norm], f32[*norm], f32[*norm] → f32[…,*norm]`
 *
 * @param attrs.eps  added to the variance
 */
export function layerNorm(
  b: Builder,
  x: Node,
  gain: Node,
  bias: Node,
  attrs: LayerNormAttrs,
  options?: NodeOptions,
): Node {
  return b.apply(layerNormOp, [x, gain, bias], attrs, { axes: x.axes, ...options });
}

export const layerNormGradXOp = defineOp<LayerNormAttrs>({
  name: 'layerNormGradX',
  doc: {
    family: 'normalisation',
    summary: 'Gradient of layer normalisation with respect to what is normalised.',
    equation:
      '\\bar x_i = \\frac{1}{s}\\Big(h_i - \\bar h - \\hat x_i\\,\\overline{h \\hat x}\\Big), \\quad h = \\gamma\\,\\bar y, \\quad s = \\sqrt{\\sigma^2 + \\varepsilon}',
    shapes: 'f32[…,*norm], f32[*norm], f32[…,*norm] → f32[…,*norm]',
    numerics: '',
    source: 'Ba, Kiros & Hinton 2016, equation 4, differentiated',
  },
  infer: ([x, gain, g]) => {
    requireFloat('layerNormGradX', 'x', x);
    requireFloat('layerNormGradX', 'the gain', gain);
    requireFloat('layerNormGradX', 'the gradient', g);
    requireTrailing('layerNormGradX', x, gain.shape);
    requireShape('layerNormGradX', 'the gradient', g, x.shape, 'x');
    return x;
  },
  gradient: { notDifferentiable: 'first derivatives only' },
  reference: ({ attrs: { eps }, inputs, data: [x, gain, g], out }) => {
    const { rows, length } = normRows(inputs[0].shape, inputs[1].shape);
    return () => {
      for (let r = 0; r < rows; r++) {
        const start = r * length;
        let sum = 0;
        let slopes = 0;
        for (let j = 0; j < length; j++) {
          sum += x[start + j];
          slopes += g[start + j] * gain[j];
        }
        const mean = sum / length;
        const meanSlope = slopes / length;
        let squares = 0;
        let products = 0;
        for (let j = 0; j < length; j++) {
          const d = x[start + j] - mean;
          squares += d * d;
          products += d * g[start + j] * gain[j];
        }
        const variance = squares / length + eps;
        const factor = 1 / Math.sqrt(variance);
        const correlation = products / length / variance;
        for (let j = 0; j < length; j++) {
          const slope = g[start + j] * gain[j];
          out[start + j] = factor * (slope - meanSlope - (x[start + j] - mean) * correlation);
        }
      }
    };
  },
  fast: ({ attrs: { eps }, inputs, data: [x, gain, g], out }) => {
    const { rows, length } = normRows(inputs[0].shape, inputs[1].shape);
    const operands = { data: [x, gain, g, out], writes: [3] };
    return withKernels(operands, (kernels, [from, gains, above, to]) => () => {
      kernels.layerNormGradX(from, gains, above, to, rows, length, eps);
    });
  },
  kernel: ({ attrs, inputs }) => {
    const layout = normRows(inputs[0].shape, inputs[1].shape);
    return {
      shader: 'layer-norm-grad-x',
      source: gradXShader,
      constants: { rows: layout.rows, rowLength: layout.length, eps: attrs.eps },
      ...rowDispatch(layout),
    };
  },
  provenance: ({ attrs, inputs, flat }) => {
    const { length } = normRows(inputs[0].shape, inputs[1].shape);
    const own = flat % length;
    const { mean, variance } = explainRow(length, attrs.eps);
    // Terms: the row of x, then the row of g with the gain as weight.
    const slopes = Array.from({ length }, (_, j) =>
      e.mul(e.term(length + j), e.weight(length + j)),
    );
    const meanSlope = e.div(e.add(...slopes), e.num(length));
    const meanProduct = e.div(
      e.add(...slopes.map((slope, j) => e.mul(slope, e.term(j)))),
      e.num(length),
    );
    const covariance = e.sub(meanProduct, e.mul(mean, meanSlope));
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
        e.sub(
          e.sub(slopes[own], meanSlope),
          e.div(e.mul(e.sub(e.term(own), mean), covariance), variance),
        ),
        e.sqrt(variance),
      ),
    };
  },
  samples: [
    {
      title: 'rows',
      attrs: { eps: 1e-5 },
      inputs: [{ shape: [3, 5] }, { shape: [5] }, { shape: [3, 5] }],
    },
    {
      title: 'two trailing axes',
      attrs: { eps: 1e-5 },
      inputs: [{ shape: [2, 3, 4] }, { shape: [3, 4] }, { shape: [2, 3, 4] }],
    },
    {
      title: 'rows longer than a workgroup',
      attrs: { eps: 0.01 },
      inputs: [{ shape: [3, 131] }, { shape: [131] }, { shape: [3, 131] }],
    },
    {
      title: 'rows of one',
      attrs: { eps: 1e-5 },
      inputs: [{ shape: [3, 1] }, { shape: [1] }, { shape: [3, 1] }],
    },
    {
      title: 'more rows than a workgroup',
      attrs: { eps: 1e-5 },
      inputs: [{ shape: [67, 3] }, { shape: [3] }, { shape: [67, 3] }],
    },
  ],
  tolerance: { abs: 2e-6, rel: 2e-5 },
});

/**
 * Gradient of layerNorm with respect to x, given the gradient g of its output.
 * `f32[…,*norm], f32[*norm], f32[…,*norm] → f32[…,*norm]`
 */
function layerNormGradX(b: Builder, x: Node, gain: Node, g: Node, attrs: LayerNormAttrs): Node {
  return b.apply(layerNormGradXOp, [x, gain, g], attrs, { axes: x.axes });
}

type LayerNormGradGainAttrs = {
  /** How many trailing axes are normalised. */
  readonly rank: number;
};

export const layerNormGradGainOp = defineOp<LayerNormGradGainAttrs>({
  name: 'layerNormGradGain',
  doc: {
    family: 'normalisation',
    summary: 'Gradient of layer normalisation with respect to the gain.',
    equation: '\\bar\\gamma_i = \\sum_r \\bar y_{r,i}\\,\\hat x_{r,i}',
    shapes: 'f32[…,*norm], f32[…,*norm] → f32[*norm]',
    numerics: 'On the GPU 16 partial sums per column, added in a fixed order.',
    source: 'Ba, Kiros & Hinton 2016, equation 4, differentiated',
  },
  infer: ([g, normalised], { rank }) => {
    requireFloat('layerNormGradGain', 'the gradient', g);
    requireFloat('layerNormGradGain', 'the normalised input', normalised);
    requireShape('layerNormGradGain', 'the normalised input', normalised, g.shape, 'the gradient');
    return { dtype: 'f32', shape: g.shape.slice(g.shape.length - rank) };
  },
  gradient: { notDifferentiable: 'first derivatives only' },
  reference: ({ data: [g, normalised], out }) => {
    const columns = out.length;
    const rows = g.length / columns;
    const sums = new Float64Array(columns);
    return () => {
      sums.fill(0);
      for (let r = 0; r < rows; r++) {
        const start = r * columns;
        for (let j = 0; j < columns; j++) sums[j] += g[start + j] * normalised[start + j];
      }
      out.set(sums);
    };
  },
  fast: ({ data: [g, normalised], out }) => {
    const columns = out.length;
    const rows = g.length / columns;
    const operands = { data: [g, normalised, out], writes: [2] };
    return withKernels(operands, (kernels, [above, values, to]) => () => {
      kernels.sumColumns(above, values, to, rows, columns, 1);
    });
  },
  kernel: ({ inputs, output }) => {
    const columns = sizeOf(output.shape);
    return {
      shader: 'layer-norm-grad-gain',
      source: gradGainShader,
      entryPoint: 'main',
      constants: { rows: sizeOf(inputs[0].shape) / columns, columns },
      workgroups: grid(columns, 16),
    };
  },
  provenance: ({ inputs, output, flat }) => {
    const columns = sizeOf(output.shape);
    const rows = sizeOf(inputs[0].shape) / columns;
    return {
      terms: Array.from({ length: rows }, (_, r) => {
        const at = r * columns + flat;
        return { input: 0, flat: at, weight: { input: 1, flat: at } };
      }),
    };
  },
  samples: [
    { title: 'rows', attrs: { rank: 1 }, inputs: [{ shape: [3, 5] }, { shape: [3, 5] }] },
    {
      title: 'two trailing axes',
      attrs: { rank: 2 },
      inputs: [{ shape: [2, 3, 4] }, { shape: [2, 3, 4] }],
    },
    {
      title: 'more columns than a workgroup',
      attrs: { rank: 1 },
      inputs: [{ shape: [3, 37] }, { shape: [3, 37] }],
    },
    { title: 'many rows', attrs: { rank: 1 }, inputs: [{ shape: [67, 1] }, { shape: [67, 1] }] },
  ],
  tolerance: { abs: 1e-6, rel: 5e-6 },
});

/**
 * Gradient of layerNorm with respect to its gain, from the gradient g of its output and x
 * normalised without gain and bias. `f32[…,*norm], f32[…,*norm] → f32[*norm]`
 */
function layerNormGradGain(b: Builder, g: Node, normalisedX: Node, rank: number): Node {
  return b.apply(
    layerNormGradGainOp,
    [g, normalisedX],
    { rank },
    { axes: g.axes.slice(g.axes.length - rank) },
  );
}

/** x normalised, without gain and bias. */
function normalised(b: Builder, x: Node, shape: Shape, attrs: LayerNormAttrs): Node {
  return layerNorm(b, x, fill(b, shape, 1), fill(b, shape, 0), attrs);
}

function requireTrailing(op: string, x: TensorType, norm: Shape): void {
  const lead = x.shape.length - norm.length;
  if (lead < 0 || norm.length === 0 || norm.some((d, i) => d !== x.shape[lead + i])) {
    throw new ShapeError(
      `${op}: the gain has shape ${showShape(norm)}, which is not the end of x's shape ` +
        `${showShape(x.shape)}; it must be that of the trailing axes to normalise.`,
    );
  }
}

function normRows(x: Shape, norm: Shape): Rows {
  const length = sizeOf(norm);
  return { rows: sizeOf(x) / length, length, stride: 1 };
}

/** Mean and variance (eps included) of the first `length` terms; the variance as mean square less squared mean. */
function explainRow(length: number, eps: number): { mean: Expr; variance: Expr } {
  const terms = Array.from({ length }, (_, j) => e.term(j));
  const mean = e.div(e.add(...terms), e.num(length));
  const meanSquare = e.div(e.add(...terms.map((x) => e.mul(x, x))), e.num(length));
  return { mean, variance: e.add(e.sub(meanSquare, e.mul(mean, mean)), e.num(eps)) };
}
