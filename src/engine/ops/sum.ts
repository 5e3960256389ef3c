import stridedShader from '../../shaders/strided.wgsl?raw';
import type { Builder, NodeOptions } from '../graph/builder';
import type { Node } from '../graph/node';
import { defineOp } from '../graph/op';
import { ShapeError } from '../tensor/errors';
import {
  broadcastShapes,
  broadcastStrides,
  indexOf,
  sameShape,
  showShape,
  sizeOf,
  stridesOf,
} from '../tensor/shape';
import type { Axis, Shape } from '../tensor/types';
import { requireFloat } from './shared/check';
import { grid } from './shared/grid';
import { collapse, loopConstants, offsetsOf } from './shared/loops';
import {
  inferReduce,
  keptShape,
  REDUCE_SAMPLES,
  type ReduceAttrs,
  type ReduceOptions,
  reducedAxes,
  reduceKernel,
  quickReduce,
  reduceReference,
  reduceTerms,
} from './shared/reduce';
import { reshape } from './reshape';
import { copyNest } from './shared/copy-nest';

export const sumOp = defineOp<ReduceAttrs>({
  name: 'sum',
  doc: {
    family: 'reduction',
    summary: 'Adds up all elements along some axes.',
    equation: 'y_o = \\sum_{k} x_{o,k}',
    shapes: 'f32[…] → f32[… without the axes, or with length 1]',
    numerics:
      'On the GPU long sums are split over 64 threads and added in a fixed order, so a run can be repeated bit for bit.',
    source: 'NumPy reference, numpy.sum',
  },
  infer: ([x], attrs) => inferReduce('sum', x, attrs),
  gradient: ({ b, attrs, inputs: [x], grad }) => {
    const { shape } = x.type;
    return [expand(b, reshape(b, grad, keptShape('sum', shape, attrs.axes)), shape)];
  },
  reference: (use) => reduceReference('sum', use, 1),
  fast: (use) => quickReduce('sum', use, 1),
  kernel: (use) => reduceKernel('sum', use, 1),
  provenance: (call) => ({ terms: reduceTerms('sum', call, call.flat) }),
  samples: REDUCE_SAMPLES,
  tolerance: { abs: 1e-6, rel: 2e-6 },
});

/** Sum over `axes` (all when omitted). `f32[…] → f32[… without them]` */
export function sum(
  b: Builder,
  x: Node,
  { axes = x.axes.map((_, i) => i), keepDims = false }: ReduceOptions = {},
  options?: NodeOptions,
): Node {
  const attrs = { axes, keepDims };
  return b.apply(sumOp, [x], attrs, { axes: reducedAxes('sum', x, attrs), ...options });
}

/**
 * The sum over everything that broadcasting `shape` to the shape of `x` repeated: turns the gradient
 * of a broadcast result into the gradient of its operand.
 */
export function sumTo(b: Builder, x: Node, shape: Shape): Node {
  const from = x.type.shape;
  if (sameShape(from, shape)) return x;
  const lead = from.length - shape.length;
  const axes = from.map((_, i) => i).filter((i) => i < lead || shape[i - lead] !== from[i]);
  const summed = axes.length > 0 ? sum(b, x, { axes, keepDims: true }) : x;
  return reshape(b, summed, shape);
}

type ExpandAttrs = { readonly shape: Shape };

export const expandOp = defineOp<ExpandAttrs>({
  name: 'expand',
  doc: {
    family: 'rearrangement',
    summary: 'Repeats a tensor along new axes and axes of length one.',
    equation: 'y_{o,k} = x_o',
    shapes: 'f32[…] → f32[shape]',
    numerics: '',
    source: 'NumPy reference, numpy.broadcast_to',
  },
  infer: ([x], { shape }) => {
    requireFloat('expand', 'the input', x);
    if (!sameShape(broadcastShapes('expand', x.shape, shape), shape)) {
      throw new ShapeError(
        `expand: ${showShape(x.shape)} cannot be repeated to ${showShape(shape)}; aligned at the ` +
          'last axis, its sizes must be 1 or equal to those of the target.',
      );
    }
    return { dtype: 'f32', shape };
  },
  gradient: ({ b, inputs: [x], grad }) => [sumTo(b, grad, x.type.shape)],
  reference: ({ inputs, output, data: [x], out }) => {
    const { sizes, strides } = collapse(output.shape, [
      broadcastStrides(inputs[0].shape, output.shape),
    ]);
    const last = sizes.length - 1;
    const n = sizes[last];
    const step = strides[0][last];
    const starts = offsetsOf(sizes.slice(0, last), strides[0]);
    return () => {
      for (let r = 0; r < starts.length; r++) {
        let i = starts[r];
        for (let o = r * n, end = o + n; o < end; o++, i += step) out[o] = x[i];
      }
    };
  },
  fast: ({ inputs, output, data: [x], out }) =>
    copyNest(x, out, {
      sizes: output.shape,
      from: broadcastStrides(inputs[0].shape, output.shape),
      to: stridesOf(output.shape),
    }),
  kernel: ({ inputs, output }) => ({
    shader: 'strided',
    source: stridedShader,
    entryPoint: 'main',
    constants: {
      count: sizeOf(output.shape),
      ...loopConstants(
        'expand',
        collapse(output.shape, [broadcastStrides(inputs[0].shape, output.shape)]),
        ['stride'],
        6,
      ),
    },
    workgroups: grid(sizeOf(output.shape)),
  }),
  provenance: ({ inputs, output, flat }) => {
    const strides = broadcastStrides(inputs[0].shape, output.shape);
    const index = indexOf(output.shape, flat);
    return {
      terms: [{ input: 0, flat: index.reduce((at, i, axis) => at + i * strides[axis], 0) }],
    };
  },
  samples: [
    { title: 'a row', attrs: { shape: [4, 5] }, inputs: [{ shape: [5] }] },
    { title: 'a column', attrs: { shape: [7, 19] }, inputs: [{ shape: [7, 1] }] },
    {
      title: 'alternating axes',
      attrs: { shape: [2, 3, 2, 3, 5] },
      inputs: [{ shape: [2, 1, 2, 1, 5] }],
    },
    { title: 'a scalar', attrs: { shape: [1] }, inputs: [{ shape: [] }] },
    { title: 'nothing to repeat', attrs: { shape: [3, 2] }, inputs: [{ shape: [3, 2] }] },
  ],
  tolerance: { abs: 0, rel: 0 },
});

/** x repeated to `shape` by the broadcasting rule. `f32[…] → f32[shape]` */
export function expand(b: Builder, x: Node, shape: Shape, options?: NodeOptions): Node {
  const lead = shape.length - x.type.shape.length;
  const axes = shape.map((_, i): Axis => (i < lead ? '1' : x.axes[i - lead]));
  return b.apply(expandOp, [x], { shape }, { axes, ...options });
}
