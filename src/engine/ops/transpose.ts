import shader from '../../shaders/strided.wgsl?raw';
import type { Builder, NodeOptions } from '../graph/builder';
import type { Node } from '../graph/node';
import { defineOp, type OpDef } from '../graph/op';
import { ShapeError } from '../tensor/errors';
import { indexOf, showShape, sizeOf, stridesOf } from '../tensor/shape';
import type { Shape } from '../tensor/types';
import { requireFloat } from './shared/check';
import { grid } from './shared/grid';
import { collapse, loopConstants, offsetsOf } from './shared/loops';
import { copyNest } from './shared/copy-nest';

type TransposeAttrs = {
  /** Axis `order[i]` of the input becomes axis i of the output. */
  readonly order: readonly number[];
};

/** Strides in x along the axes of the output. */
const stridesIn = (shape: Shape, { order }: TransposeAttrs): number[] => {
  const strides = stridesOf(shape);
  return order.map((axis) => strides[axis]);
};

export const transposeOp: OpDef<TransposeAttrs> = defineOp<TransposeAttrs>({
  name: 'transpose',
  doc: {
    family: 'rearrangement',
    summary: 'Puts the axes into another order.',
    equation: 'y_{i_{\\pi(0)},\\dots,i_{\\pi(n-1)}} = x_{i_0,\\dots,i_{n-1}}',
    shapes: 'f32[d₀,…] → f32[d of order₀,…]',
    numerics: '',
    source: 'NumPy reference, numpy.transpose',
  },
  infer: ([x], { order }) => {
    requireFloat('transpose', 'the input', x);
    const { shape } = x;
    const isPermutation =
      order.length === shape.length && shape.every((_, axis) => order.includes(axis));
    if (!isPermutation) {
      throw new ShapeError(
        `transpose: the order ${showShape(order)} does not fit shape ${showShape(shape)}; it must ` +
          `name each of the axes 0 to ${shape.length - 1} once.`,
      );
    }
    return { dtype: 'f32', shape: order.map((axis) => shape[axis]) };
  },
  gradient: ({ b, attrs: { order }, grad }) => [
    transpose(b, grad, { order: order.map((_, axis) => order.indexOf(axis)) }),
  ],
  reference: ({ attrs, inputs, output, data: [x], out }) => {
    const { sizes, strides } = collapse(output.shape, [stridesIn(inputs[0].shape, attrs)]);
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
  fast: ({ attrs, inputs, output, data: [x], out }) =>
    copyNest(x, out, {
      sizes: output.shape,
      from: stridesIn(inputs[0].shape, attrs),
      to: stridesOf(output.shape),
    }),
  kernel: ({ attrs, inputs, output }) => ({
    shader: 'strided',
    source: shader,
    entryPoint: 'main',
    constants: {
      count: sizeOf(output.shape),
      ...loopConstants(
        'transpose',
        collapse(output.shape, [stridesIn(inputs[0].shape, attrs)]),
        ['stride'],
        6,
      ),
    },
    workgroups: grid(sizeOf(output.shape)),
  }),
  provenance: ({ attrs, inputs, output, flat }) => {
    const strides = stridesIn(inputs[0].shape, attrs);
    const index = indexOf(output.shape, flat);
    return {
      terms: [{ input: 0, flat: index.reduce((at, i, axis) => at + i * strides[axis], 0) }],
    };
  },
  samples: [
    { title: 'a matrix', attrs: { order: [1, 0] }, inputs: [{ shape: [3, 5] }] },
    { title: 'heads', attrs: { order: [0, 2, 1, 3] }, inputs: [{ shape: [2, 5, 3, 4] }] },
    { title: 'a cycle', attrs: { order: [2, 0, 1] }, inputs: [{ shape: [7, 3, 5] }] },
    {
      title: 'six axes, none of which can be joined',
      attrs: { order: [5, 3, 1, 4, 2, 0] },
      inputs: [{ shape: [2, 3, 2, 3, 2, 2] }],
    },
    {
      title: 'more than one workgroup, nothing moved',
      attrs: { order: [0, 1] },
      inputs: [{ shape: [7, 19] }],
    },
    { title: 'axes of length one', attrs: { order: [1, 2, 0] }, inputs: [{ shape: [1, 1, 1] }] },
    { title: 'a scalar', attrs: { order: [] }, inputs: [{ shape: [] }] },
    { title: 'large values', attrs: { order: [1, 0] }, inputs: [{ shape: [9, 2], fill: 'large' }] },
  ],
  tolerance: { abs: 0, rel: 0 },
});

/**
 * x with its axes in another order; axis `order[i]` of x becomes axis i. `f32[2,3,5]` by
 * `[2, 0, 1]` → `f32[5,2,3]`.
 * @throws ShapeError when `order` is not a permutation of the axes
 */
export function transpose(
  b: Builder,
  x: Node,
  { order }: TransposeAttrs,
  options?: NodeOptions,
): Node {
  const axes = order.map((axis) => x.axes[axis] ?? '1');
  return b.apply(transposeOp, [x], { order }, { axes, kind: x.kind, ...options });
}
