import type { Builder, NodeOptions } from '../graph/builder';
import type { Node } from '../graph/node';
import { defineOp } from '../graph/op';
import { ShapeError } from '../tensor/errors';
import { sameShape, showShape, showType, sizeOf } from '../tensor/shape';
import type { Shape } from '../tensor/types';

type ReshapeAttrs = { readonly shape: Shape };

export const reshapeOp = defineOp<ReshapeAttrs>({
  name: 'reshape',
  doc: {
    family: 'rearrangement',
    summary: 'The same elements in the same order under another shape.',
    equation: 'y_i = x_i',
    shapes: 'any[…] → any[shape], of as many elements',
    numerics: '',
    source: 'NumPy reference, numpy.reshape (C order)',
  },
  infer: ([x], { shape }) => {
    if (sizeOf(x.shape) !== sizeOf(shape)) {
      throw new ShapeError(
        `reshape: ${showType(x)} has ${sizeOf(x.shape)} elements, but ${showShape(shape)} holds ` +
          `${sizeOf(shape)}; the sizes must multiply to the same number.`,
      );
    }
    return { dtype: x.dtype, shape };
  },
  gradient: ({ b, inputs: [x], grad }) => [reshape(b, grad, x.type.shape)],
  reference:
    ({ data: [x], out }) =>
    () =>
      out.set(x),
  kernel: 'view',
  provenance: ({ flat }) => ({ terms: [{ input: 0, flat }] }),
  samples: [
    { title: 'two axes joined', attrs: { shape: [6, 4] }, inputs: [{ shape: [2, 3, 4] }] },
    { title: 'an axis split', attrs: { shape: [3, 5, 7] }, inputs: [{ shape: [3, 35] }] },
    { title: 'one element to a scalar', attrs: { shape: [] }, inputs: [{ shape: [1, 1] }] },
    { title: 'more than one workgroup', attrs: { shape: [133] }, inputs: [{ shape: [7, 19] }] },
  ],
  tolerance: { abs: 0, rel: 0 },
});

/** The same elements under another shape; no work is done. `any[…] → any[shape]` */
export function reshape(b: Builder, x: Node, shape: Shape, options?: NodeOptions): Node {
  const kept = sameShape(shape, x.type.shape) ? { axes: x.axes, kind: x.kind } : { kind: x.kind };
  return b.apply(reshapeOp, [x], { shape }, { ...kept, ...options });
}
