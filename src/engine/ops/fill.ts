import type { Builder, NodeOptions } from '../graph/builder';
import type { Node } from '../graph/node';
import { defineOp } from '../graph/op';
import { ShapeError } from '../tensor/errors';
import { showShape } from '../tensor/shape';
import type { Shape } from '../tensor/types';

type FillAttrs = { readonly shape: Shape; readonly value: number };

export const fillOp = defineOp<FillAttrs>({
  name: 'fill',
  doc: {
    family: 'source',
    summary: 'A tensor whose elements are all the same constant.',
    equation: 'y_i = c',
    shapes: '→ f32[shape]',
    numerics: '',
    source: 'NumPy reference, numpy.full',
  },
  infer: (_, { shape }) => {
    if (shape.some((d) => !Number.isInteger(d) || d < 1)) {
      throw new ShapeError(
        `fill: ${showShape(shape)} is no shape; every size must be a whole number from 1 on.`,
      );
    }
    return { dtype: 'f32', shape };
  },
  gradient: () => [],
  reference:
    ({ attrs, out }) =>
    () =>
      out.fill(attrs.value),
  kernel: 'constant',
  provenance: ({ attrs }) => ({ terms: [], expr: { kind: 'number', value: attrs.value } }),
  samples: [
    { title: 'a matrix', attrs: { shape: [3, 5], value: 0.5 }, inputs: [] },
    { title: 'a scalar', attrs: { shape: [], value: 1 }, inputs: [] },
    { title: 'one element', attrs: { shape: [1], value: -2 }, inputs: [] },
    { title: 'more than one workgroup', attrs: { shape: [7, 19], value: 0 }, inputs: [] },
  ],
  tolerance: { abs: 0, rel: 1e-7 },
});

/** A tensor filled with a constant; computed once, when the program is compiled. `→ f32[shape]` */
export function fill(b: Builder, shape: Shape, value: number, options?: NodeOptions): Node {
  return b.apply(fillOp, [], { shape, value }, options);
}
