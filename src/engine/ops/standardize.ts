import gradShader from '../../shaders/standardize-grad.wgsl?raw';
import shader from '../../shaders/standardize.wgsl?raw';
import type { Builder, NodeOptions } from '../graph/builder';
import { type Expr, e } from '../graph/expr';
import type { Node } from '../graph/node';
import { defineOp, type KernelSpec, type OpDef, type OpSample, type OpUse } from '../graph/op';
import { ShapeError } from '../tensor/errors';
import { axisOf, sizeOf, stridesOf } from '../tensor/shape';
import type { Shape, TensorType } from '../tensor/types';
import { requireFloat, requireShape } from './shared/check';
import { grid } from './shared/grid';
import { collapse, type Loops, loopConstants, offsetsOf } from './shared/loops';

type StandardizeAttrs = {
  /** Axes along which elements belong together, from the front or (negative) from the back. */
  readonly axes: readonly number[];
  /** Added to the variance; above 0, so that a group of equal elements becomes zeros. */
  readonly eps: number;
};

export const standardizeOp = defineOp<StandardizeAttrs>({
  name: 'standardize',
  doc: {
    family: 'normalisation',
    summary: 'Shifts the elements along some axes to mean 0 and scales them to variance 1.',
    equation:
      'y_i = \\frac{x_i - \\mu}{\\sqrt{\\sigma^2 + \\varepsilon}}, \\quad \\mu = \\frac1n\\sum_j x_j, \\quad \\sigma^2 = \\frac1n\\sum_j (x_j - \\mu)^2',
    shapes: 'f32[…] → same',
    numerics:
      'The variance is the biased one (divided by n), summed around the mean. On the GPU everything is ' +
      'counted from the first element of the group, so that a mean far from 0 costs no digits. Equal ' +
      'elements become 0; a NaN or an infinity makes its whole group NaN.',
    source: 'Ioffe & Szegedy 2015, algorithm 1 (before scale and shift)',
  },
  infer: ([x], attrs) => inferStandardize('standardize', x, attrs),
  gradient: ({ b, attrs, inputs: [x], grad }) => [standardizeGrad(b, x, grad, attrs)],
  reference: ({ attrs, inputs, data: [x], out }) => {
    const { starts, offsets } = positions(inputs[0].shape, attrs.axes);
    const n = offsets.length;
    return () => {
      for (const start of starts) {
        let sum = 0;
        for (let k = 0; k < n; k++) sum += x[start + offsets[k]];
        const mean = sum / n;
        let squares = 0;
        for (let k = 0; k < n; k++) {
          const d = x[start + offsets[k]] - mean;
          squares += d * d;
        }
        const factor = 1 / Math.sqrt(squares / n + attrs.eps);
        for (let k = 0; k < n; k++) {
          const i = start + offsets[k];
          out[i] = (x[i] - mean) * factor;
        }
      }
    };
  },
  kernel: (use) => ({ shader: 'standardize', source: shader, ...dispatch('standardize', use) }),
  provenance: ({ attrs, inputs, flat }) => {
    const group = groupOf(inputs[0].shape, attrs.axes, flat);
    const { mean, variance } = explain(group.length, attrs.eps);
    return {
      terms: group.map((i) => ({ input: 0, flat: i })),
      expr: e.div(e.sub(e.term(group.indexOf(flat)), mean), e.sqrt(variance)),
    };
  },
  samples: samples(1),
  tolerance: { abs: 2e-6, rel: 5e-6 },
});

/**
 * The elements along `axes` shifted to mean 0 and scaled to variance 1: y = (x − μ) / √(σ² + eps)
 * with the biased variance σ². The axes may be any: trailing, leading, or `[0, 2, 3]` of `[B,C,Y,X]`
 * for the statistics of a channel. `f32[…] → same`
 * Source: Ioffe & Szegedy 2015, algorithm 1.
 *
 * @param attrs.eps  added to the variance; above 0
 * @throws ShapeError when there is no such axis, none at all, or eps is not above 0
 */
export function standardize(
  b: Builder,
  x: Node,
  attrs: StandardizeAttrs,
  options?: NodeOptions,
): Node {
  return b.apply(standardizeOp, [x], attrs, { axes: x.axes, ...options });
}

export const standardizeGradOp: OpDef<StandardizeAttrs> = defineOp<StandardizeAttrs>({
  name: 'standardizeGrad',
  doc: {
    family: 'normalisation',
    summary: 'Gradient of standardisation with respect to its input.',
    equation:
      '\\bar x_i = \\frac{1}{s}\\Big(g_i - \\bar g - y_i\\,\\overline{g y}\\Big), \\quad g = \\bar y, \\quad s = \\sqrt{\\sigma^2 + \\varepsilon}',
    shapes: 'f32[…], f32[…] → same',
    numerics: 'Mean and variance are computed again, as in standardize.',
    source: 'Ioffe & Szegedy 2015, section 3 (the derivatives of algorithm 1)',
  },
  infer: ([x, g], attrs) => {
    requireFloat('standardizeGrad', 'the gradient', g);
    const type = inferStandardize('standardizeGrad', x, attrs);
    requireShape('standardizeGrad', 'the gradient', g, x.shape, 'x');
    return type;
  },
  gradient: { notDifferentiable: 'first derivatives only' },
  reference: ({ attrs, inputs, data: [x, g], out }) => {
    const { starts, offsets } = positions(inputs[0].shape, attrs.axes);
    const n = offsets.length;
    return () => {
      for (const start of starts) {
        let sum = 0;
        let slopes = 0;
        for (let k = 0; k < n; k++) {
          const i = start + offsets[k];
          sum += x[i];
          slopes += g[i];
        }
        const mean = sum / n;
        const meanSlope = slopes / n;
        let squares = 0;
        let products = 0;
        for (let k = 0; k < n; k++) {
          const i = start + offsets[k];
          const d = x[i] - mean;
          squares += d * d;
          products += d * (g[i] - meanSlope);
        }
        const variance = squares / n + attrs.eps;
        const factor = 1 / Math.sqrt(variance);
        const correlation = products / n / variance;
        for (let k = 0; k < n; k++) {
          const i = start + offsets[k];
          out[i] = factor * (g[i] - meanSlope - (x[i] - mean) * correlation);
        }
      }
    };
  },
  kernel: (use) => ({
    shader: 'standardize-grad',
    source: gradShader,
    ...dispatch('standardizeGrad', use),
  }),
  provenance: ({ attrs, inputs, flat }) => {
    const group = groupOf(inputs[0].shape, attrs.axes, flat);
    const n = group.length;
    const own = group.indexOf(flat);
    const { mean, variance } = explain(n, attrs.eps);
    // Terms: the group of x, then the group of g.
    const slopes = group.map((_, k) => e.term(n + k));
    const meanSlope = e.div(e.add(...slopes), e.num(n));
    const meanProduct = e.div(e.add(...slopes.map((g, k) => e.mul(g, e.term(k)))), e.num(n));
    const covariance = e.sub(meanProduct, e.mul(mean, meanSlope));
    return {
      terms: [
        ...group.map((i) => ({ input: 0, flat: i })),
        ...group.map((i) => ({ input: 1, flat: i })),
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
  samples: samples(2),
  tolerance: { abs: 2e-6, rel: 2e-5 },
});

/** Gradient of standardize with respect to x, given the gradient g of its output. `f32[…], f32[…] → same` */
function standardizeGrad(b: Builder, x: Node, g: Node, attrs: StandardizeAttrs): Node {
  return b.apply(standardizeGradOp, [x, g], attrs, { axes: x.axes });
}

function inferStandardize(op: string, x: TensorType, { axes, eps }: StandardizeAttrs): TensorType {
  requireFloat(op, 'x', x);
  if (axes.length === 0) {
    throw new ShapeError(`${op}: no axes are given; name at least one to take the mean along.`);
  }
  for (const axis of axes) axisOf(op, x.shape, axis);
  if (!(eps > 0)) throw new ShapeError(`${op}: eps is ${eps}; it must be above 0.`);
  return x;
}

/** Up to this many elements a group is left to one thread; beyond, a workgroup shares it … */
const LONG = 64;
/** … unless there are groups enough to keep a GPU busy with one thread each. */
const MANY = 16_384;

function dispatch(
  op: string,
  { attrs, inputs }: OpUse<StandardizeAttrs>,
): Pick<KernelSpec, 'entryPoint' | 'constants' | 'workgroups' | 'withoutBarriers'> {
  const { shape } = inputs[0];
  const { kept, reduced } = loopsOf(shape, attrs.axes);
  const length = sizeOf(reduced.sizes);
  const count = sizeOf(shape) / length;
  const alone = { entryPoint: 'thread_per_group', workgroups: grid(count) };
  const shared = length > LONG && count < MANY;
  return {
    ...(shared
      ? {
          entryPoint: 'workgroup_per_group',
          workgroups: grid(count, 1),
          withoutBarriers: alone,
        }
      : alone),
    constants: {
      count,
      length,
      eps: attrs.eps,
      ...loopConstants(op, kept, ['kept_stride'], 3, 'kept_'),
      ...loopConstants(op, reduced, ['reduced_stride'], 3, 'reduced_'),
    },
  };
}

/** Loops over the groups and within one. */
function loopsOf(shape: Shape, axes: readonly number[]): { kept: Loops; reduced: Loops } {
  const within = new Set(axes.map((axis) => axisOf('standardize', shape, axis)));
  const strides = stridesOf(shape);
  const walk = (wanted: boolean) => {
    const chosen = shape.map((_, axis) => axis).filter((axis) => within.has(axis) === wanted);
    return collapse(
      chosen.map((axis) => shape[axis]),
      [chosen.map((axis) => strides[axis])],
    );
  };
  return { kept: walk(false), reduced: walk(true) };
}

/** Where each group starts, and how far from there its elements lie. */
function positions(shape: Shape, axes: readonly number[]) {
  const { kept, reduced } = loopsOf(shape, axes);
  return {
    starts: offsetsOf(kept.sizes, kept.strides[0]),
    offsets: offsetsOf(reduced.sizes, reduced.strides[0]),
  };
}

/** Positions of all elements of the group to which one belongs. */
function groupOf(shape: Shape, axes: readonly number[], flat: number): number[] {
  const strides = stridesOf(shape);
  const within = new Set(axes.map((axis) => axisOf('standardize', shape, axis)));
  const start = [...within].reduce(
    (at, axis) => at - (Math.floor(flat / strides[axis]) % shape[axis]) * strides[axis],
    flat,
  );
  return Array.from(positions(shape, axes).offsets, (offset) => start + offset);
}

/** Mean and variance (eps included) of the first `n` terms; the variance as mean square less squared mean. */
function explain(n: number, eps: number): { mean: Expr; variance: Expr } {
  const terms = Array.from({ length: n }, (_, k) => e.term(k));
  const mean = e.div(e.add(...terms), e.num(n));
  const meanSquare = e.div(e.add(...terms.map((x) => e.mul(x, x))), e.num(n));
  return { mean, variance: e.add(e.sub(meanSquare, e.mul(mean, mean)), e.num(eps)) };
}

/** Axes last, first, in between, alternating and all; short and long groups, few and many. */
function samples(inputs: number): OpSample<StandardizeAttrs>[] {
  const sample = (title: string, shape: Shape, axes: readonly number[], eps = 1e-5) => ({
    title,
    attrs: { axes, eps },
    inputs: Array.from({ length: inputs }, () => ({ shape })),
  });
  return [
    sample('rows', [3, 5], [-1]),
    sample('columns', [7, 19], [0]),
    sample('channels of maps', [3, 4, 2, 3], [0, 2, 3]),
    sample('maps, a large eps', [2, 3, 3, 5], [2, 3], 0.1),
    sample('alternating axes', [2, 3, 2, 3, 5, 2], [0, 2, 4]),
    sample('everything, longer than a workgroup', [5, 67], [0, 1]),
    sample('long groups that lie apart', [3, 2, 29], [0, 2]),
    sample('more groups than a workgroup', [67, 3], [1]),
    sample('groups of one', [3, 1], [1]),
  ];
}
