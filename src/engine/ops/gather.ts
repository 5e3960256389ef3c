import gradShader from '../../shaders/gather-grad.wgsl?raw';
import shader from '../../shaders/gather.wgsl?raw';
import type { Builder, NodeOptions } from '../graph/builder';
import { e } from '../graph/expr';
import type { Node } from '../graph/node';
import { defineOp, type OpDef } from '../graph/op';
import { ShapeError } from '../tensor/errors';
import { axisOf, sameShape, showShape, sizeOf } from '../tensor/shape';
import type { Shape } from '../tensor/types';
import { requireFloat, requireIndices, requireShape, requireWhole } from './shared/check';
import { grid } from './shared/grid';
import type { RowAttrs } from './shared/rows';

/** Both tensors as [outer, length or outLength, inner]. */
interface Layout {
  readonly outer: number;
  readonly length: number;
  readonly outLength: number;
  readonly inner: number;
}

function layoutOf(op: string, x: Shape, index: Shape, axis: number): Layout {
  const at = axisOf(op, x, axis);
  return {
    outer: sizeOf(x.slice(0, at)),
    length: x[at],
    outLength: index[at],
    inner: sizeOf(x.slice(at + 1)),
  };
}

/** The kernel's constants; `count` is the number of its results. */
const constantsOf = ({ length, outLength, inner }: Layout, count: number) => ({
  count,
  length,
  outLength,
  inner,
});

export const gatherOp: OpDef<RowAttrs> = defineOp<RowAttrs>({
  name: 'gather',
  doc: {
    family: 'rearrangement',
    summary: 'Takes one element along an axis for each of some numbers.',
    equation: 'y_{\\dots j \\dots} = x_{\\dots\\,\\text{index}_{\\dots j \\dots}\\,\\dots}',
    shapes: 'any[…,N,…], i32[…,M,…] → any[…,M,…]',
    numerics:
      'A number that the axis does not have, such as −1, gives 0 and gets no gradient. The gradient ' +
      'adds up the uses of each element in their order, without atomics.',
    source: 'PyTorch reference, torch.gather',
  },
  infer: ([x, index], { axis }) => {
    requireIndices('gather', 'the index', index);
    const at = axisOf('gather', x.shape, axis);
    const fitting = x.shape.map((d, i) => (i === at ? index.shape[i] : d));
    if (!sameShape(fitting, index.shape)) {
      throw new ShapeError(
        `gather: the index has shape ${showShape(index.shape)}, which may differ from that of x, ` +
          `${showShape(x.shape)}, along axis ${axis} only.`,
      );
    }
    return { dtype: x.dtype, shape: index.shape };
  },
  gradient: ({ b, attrs: { axis }, inputs: [x, index], grad }) => {
    const length = x.type.shape[axisOf('gather', x.type.shape, axis)];
    return [b.apply(gatherGradOp, [index, grad], { axis, length }, { axes: x.axes }), null];
  },
  reference: ({ attrs, inputs, data: [x, index], out }) => {
    const layout = layoutOf('gather', inputs[0].shape, inputs[1].shape, attrs.axis);
    const { outer, length, outLength, inner } = layout;
    return () => {
      for (let o = 0, at = 0; o < outer; o++) {
        for (let j = 0; j < outLength; j++) {
          for (let k = 0; k < inner; k++, at++) {
            const i = index[at];
            out[at] = i >= 0 && i < length ? x[(o * length + i) * inner + k] : 0;
          }
        }
      }
    };
  },
  kernel: ({ attrs, inputs, output }) => {
    const count = sizeOf(output.shape);
    return {
      shader: 'gather',
      source: shader,
      entryPoint: 'main',
      constants: constantsOf(
        layoutOf('gather', inputs[0].shape, inputs[1].shape, attrs.axis),
        count,
      ),
      workgroups: grid(count),
    };
  },
  provenance: ({ attrs, inputs, flat, value }) => {
    const layout = layoutOf('gather', inputs[0].shape, inputs[1].shape, attrs.axis);
    const { length, outLength, inner } = layout;
    const i = value(1, flat);
    const index = { input: 1, flat };
    if (i < 0 || i >= length) return { terms: [index], expr: e.num(0) };
    const o = Math.floor(flat / (outLength * inner));
    const at = (o * length + i) * inner + (flat % inner);
    return { terms: [{ input: 0, flat: at }, index], expr: e.term(0) };
  },
  samples: [
    {
      title: 'an element of each row',
      attrs: { axis: -1 },
      inputs: [{ shape: [5, 7] }, { shape: [5, 1], dtype: 'i32', fill: { ids: 7 } }],
    },
    {
      title: 'rows, more than one workgroup',
      attrs: { axis: 0 },
      inputs: [{ shape: [3, 19] }, { shape: [7, 19], dtype: 'i32', fill: { ids: 3 } }],
    },
    {
      title: 'a middle axis, numbers that it does not have',
      attrs: { axis: 1 },
      inputs: [
        { shape: [1, 3, 2] },
        { shape: [1, 4, 2], dtype: 'i32', fill: { values: [0, 2, -1, 1, 3, 2, 2, -2147483648] } },
      ],
    },
    {
      title: 'whole numbers',
      attrs: { axis: 0 },
      inputs: [
        { shape: [4], dtype: 'i32', fill: { ids: 9 } },
        { shape: [6], dtype: 'i32', fill: { ids: 4 } },
      ],
    },
    {
      title: 'one element, a large value',
      attrs: { axis: 0 },
      inputs: [
        { shape: [1], fill: 'large' },
        { shape: [1], dtype: 'i32', fill: { values: [0] } },
      ],
    },
  ],
  tolerance: { abs: 0, rel: 0 },
});

/**
 * For each number of `index` the element of x at that place along an axis.
 * `any[…,N,…], i32[…,M,…] → any[…,M,…]`; the other sizes are equal.
 * @throws ShapeError when they are not
 */
export function gather(
  b: Builder,
  x: Node,
  index: Node,
  { axis }: RowAttrs,
  options?: NodeOptions,
): Node {
  return b.apply(gatherOp, [x, index], { axis }, { axes: index.axes, kind: x.kind, ...options });
}

type GatherGradAttrs = RowAttrs & {
  /** Of the axis in the gradient. */
  readonly length: number;
};

export const gatherGradOp = defineOp<GatherGradAttrs>({
  name: 'gatherGrad',
  doc: {
    family: 'rearrangement',
    summary: 'Gradient of gather: each element adds up the gradients of its uses.',
    equation:
      '\\bar x_{\\dots i \\dots} = \\sum_{j:\\,\\text{index}_{\\dots j \\dots} = i} \\bar y_{\\dots j \\dots}',
    shapes: 'i32[…,M,…], f32[…,M,…] → f32[…,N,…]',
    numerics: 'Added in the order of the index, in single precision on every backend.',
    source: 'PyTorch reference, torch.Tensor.scatter_add_',
  },
  infer: ([index, g], { axis, length }) => {
    requireIndices('gatherGrad', 'the index', index);
    requireFloat('gatherGrad', 'the gradient', g);
    requireShape('gatherGrad', 'the gradient', g, index.shape, 'the index');
    requireWhole('gatherGrad', 'the length of the axis', length, 1);
    return { dtype: 'f32', shape: g.shape.with(axisOf('gatherGrad', g.shape, axis), length) };
  },
  gradient: { notDifferentiable: 'first derivatives only' },
  reference: ({ attrs, inputs, output, data: [index, g], out }) => {
    const layout = layoutOf('gatherGrad', output.shape, inputs[0].shape, attrs.axis);
    const { outer, length, outLength, inner } = layout;
    return () => {
      out.fill(0);
      for (let o = 0, at = 0; o < outer; o++) {
        for (let j = 0; j < outLength; j++) {
          for (let k = 0; k < inner; k++, at++) {
            const i = index[at];
            if (i >= 0 && i < length) out[(o * length + i) * inner + k] += g[at];
          }
        }
      }
    };
  },
  kernel: ({ attrs, inputs, output }) => {
    const count = sizeOf(output.shape);
    return {
      shader: 'gather-grad',
      source: gradShader,
      entryPoint: 'main',
      constants: constantsOf(
        layoutOf('gatherGrad', output.shape, inputs[0].shape, attrs.axis),
        count,
      ),
      workgroups: grid(count),
    };
  },
  provenance: ({ attrs, inputs, output, flat, value }) => {
    const layout = layoutOf('gatherGrad', output.shape, inputs[0].shape, attrs.axis);
    const { length, outLength, inner } = layout;
    const i = Math.floor(flat / inner) % length;
    const start = Math.floor(flat / (length * inner)) * outLength * inner + (flat % inner);
    const uses = Array.from({ length: outLength }, (_, j) => start + j * inner);
    return {
      terms: uses.filter((at) => value(0, at) === i).map((at) => ({ input: 1, flat: at })),
    };
  },
  samples: [
    {
      title: 'elements used several times',
      attrs: { axis: 1, length: 3 },
      inputs: [{ shape: [4, 9], dtype: 'i32', fill: { ids: 3 } }, { shape: [4, 9] }],
    },
    {
      title: 'more elements than a workgroup',
      attrs: { axis: 0, length: 23 },
      inputs: [{ shape: [5, 7], dtype: 'i32', fill: { ids: 23 } }, { shape: [5, 7] }],
    },
    {
      title: 'numbers that the axis does not have',
      attrs: { axis: -2, length: 2 },
      inputs: [
        { shape: [3, 2], dtype: 'i32', fill: { values: [0, 2, -1, 1, 0, -7] } },
        { shape: [3, 2], fill: 'large' },
      ],
    },
    {
      title: 'one element',
      attrs: { axis: 0, length: 1 },
      inputs: [{ shape: [1], dtype: 'i32', fill: { values: [0] } }, { shape: [1] }],
    },
  ],
  tolerance: { abs: 1e-6, rel: 1e-6 },
});
