import shader from '../../shaders/concat.wgsl?raw';
import type { Builder, NodeOptions } from '../graph/builder';
import type { Node } from '../graph/node';
import { defineOp, type OpDef } from '../graph/op';
import { GraphError, ShapeError } from '../tensor/errors';
import { axisOf, sameShape, showShape, sizeOf } from '../tensor/shape';
import type { Shape } from '../tensor/types';
import { reshape } from './reshape';
import { requireFloat } from './shared/check';
import { grid } from './shared/grid';
import type { RowAttrs } from './shared/rows';
import { slice } from './slice';

/** Elements of each operand for one index of the axes before the joined one. */
function runsOf([a, b]: readonly { readonly shape: Shape }[], { axis }: RowAttrs) {
  const at = axisOf('concat', a.shape, axis);
  return { aRun: sizeOf(a.shape.slice(at)), bRun: sizeOf(b.shape.slice(at)) };
}

export const concatOp: OpDef<RowAttrs> = defineOp<RowAttrs>({
  name: 'concat',
  doc: {
    family: 'rearrangement',
    summary: 'Puts two tensors one after the other along an axis.',
    equation:
      'y_{\\dots i \\dots} = \\begin{cases} a_{\\dots i \\dots} & i < N \\\\ b_{\\dots\\,i-N\\,\\dots} & i \\ge N \\end{cases}',
    shapes: 'f32[…,N,…], f32[…,M,…] → f32[…,N+M,…]',
    numerics: '',
    source: 'NumPy reference, numpy.concatenate',
  },
  infer: ([a, b], { axis }) => {
    requireFloat('concat', 'the first operand', a);
    requireFloat('concat', 'the second operand', b);
    const at = axisOf('concat', a.shape, axis);
    const others = (shape: Shape) => shape.map((d, i) => (i === at ? 0 : d));
    if (!sameShape(others(a.shape), others(b.shape))) {
      throw new ShapeError(
        `concat: shapes ${showShape(a.shape)} and ${showShape(b.shape)} cannot be joined along axis ` +
          `${axis}; along all others their sizes must be equal.`,
      );
    }
    return { dtype: 'f32', shape: a.shape.map((d, i) => (i === at ? d + b.shape[i] : d)) };
  },
  gradient: ({ b, attrs: { axis }, inputs: [x, y], grad }) => {
    const at = axisOf('concat', x.type.shape, axis);
    const first = x.type.shape[at];
    return [
      slice(b, grad, { axis: at, start: 0, length: first }),
      slice(b, grad, { axis: at, start: first, length: y.type.shape[at] }),
    ];
  },
  reference: ({ attrs, inputs, data: [a, b], out }) => {
    const { aRun, bRun } = runsOf(inputs, attrs);
    const outer = a.length / aRun;
    return () => {
      for (let r = 0, o = 0, ia = 0, ib = 0; r < outer; r++) {
        for (const end = o + aRun; o < end; o++, ia++) out[o] = a[ia];
        for (const end = o + bRun; o < end; o++, ib++) out[o] = b[ib];
      }
    };
  },
  kernel: ({ attrs, inputs, output }) => ({
    shader: 'concat',
    source: shader,
    entryPoint: 'main',
    constants: { count: sizeOf(output.shape), ...runsOf(inputs, attrs) },
    workgroups: grid(sizeOf(output.shape)),
  }),
  provenance: ({ attrs, inputs, flat }) => {
    const { aRun, bRun } = runsOf(inputs, attrs);
    const o = Math.floor(flat / (aRun + bRun));
    const i = flat % (aRun + bRun);
    return {
      terms: [
        i < aRun ? { input: 0, flat: o * aRun + i } : { input: 1, flat: o * bRun + i - aRun },
      ],
    };
  },
  samples: [
    { title: 'rows', attrs: { axis: 0 }, inputs: [{ shape: [2, 3] }, { shape: [3, 3] }] },
    { title: 'columns', attrs: { axis: -1 }, inputs: [{ shape: [3, 4] }, { shape: [3, 1] }] },
    {
      title: 'a middle axis, more than one workgroup',
      attrs: { axis: 1 },
      inputs: [{ shape: [5, 3, 7] }, { shape: [5, 2, 7] }],
    },
    { title: 'two elements', attrs: { axis: 0 }, inputs: [{ shape: [1] }, { shape: [1] }] },
    {
      title: 'large values',
      attrs: { axis: 1 },
      inputs: [
        { shape: [2, 2], fill: 'large' },
        { shape: [2, 5], fill: 'large' },
      ],
    },
  ],
  tolerance: { abs: 0, rel: 0 },
});

/**
 * Tensors one after the other along an axis, in their order.
 * `f32[…,N₁,…], f32[…,N₂,…], … → f32[…,ΣN,…]`
 * @throws ShapeError when they differ along another axis, GraphError when there are none
 */
export function concat(
  b: Builder,
  parts: readonly Node[],
  { axis }: RowAttrs,
  options?: NodeOptions,
): Node {
  if (parts.length === 0) throw new GraphError('concat: there is nothing to join.', options?.name);
  // One part: the same memory, under the name that was asked for.
  if (parts.length === 1) return reshape(b, parts[0], parts[0].type.shape, options);
  // A balanced tree copies every element log₂ n times; one after the other it would be n times.
  const join = (some: readonly Node[], named?: NodeOptions): Node => {
    if (some.length === 1) return some[0];
    const half = Math.ceil(some.length / 2);
    const pair = [join(some.slice(0, half)), join(some.slice(half))];
    return b.apply(concatOp, pair, { axis }, { axes: some[0].axes, kind: some[0].kind, ...named });
  };
  return join(parts, options);
}
