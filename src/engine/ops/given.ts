import type { Builder, NodeOptions } from '../graph/builder';
import type { Node } from '../graph/node';
import { defineOp } from '../graph/op';
import { ShapeError } from '../tensor/errors';
import { showShape, sizeOf } from '../tensor/shape';
import type { DType, Shape } from '../tensor/types';

type GivenAttrs = {
  readonly dtype: DType;
  readonly shape: Shape;
  readonly values: readonly number[];
};

export const givenOp = defineOp<GivenAttrs>({
  name: 'given',
  doc: {
    family: 'source',
    summary: 'A tensor of numbers that are written down, the same for every example.',
    equation: 'y_i = v_{i \\bmod n}',
    shapes: '→ any[shape]',
    numerics: 'The n numbers are repeated until the tensor is full.',
    source: 'NumPy reference, numpy.resize',
  },
  infer: (_, { dtype, shape, values }) => {
    const size = sizeOf(shape);
    if (values.length < 1 || size % values.length !== 0) {
      throw new ShapeError(
        `given: got ${values.length} numbers for shape ${showShape(shape)}; expected ${size}, or a part of them that is repeated.`,
      );
    }
    return { dtype, shape };
  },
  gradient: () => [],
  reference:
    ({ attrs: { values }, out }) =>
    () => {
      for (let i = 0; i < out.length; i++) out[i] = values[i % values.length];
    },
  kernel: 'constant',
  provenance: ({ attrs: { values }, flat }) => ({
    terms: [],
    expr: { kind: 'number', value: Math.fround(values[flat % values.length]) },
  }),
  samples: [
    {
      title: 'a matrix',
      attrs: { dtype: 'f32', shape: [2, 3], values: [1, -2, 0.5, 4, 0, 3] },
      inputs: [],
    },
    {
      title: 'a row for every example',
      attrs: { dtype: 'f32', shape: [5, 3], values: [1, 0, 1] },
      inputs: [],
    },
    { title: 'a scalar', attrs: { dtype: 'f32', shape: [], values: [-7] }, inputs: [] },
    {
      title: 'indices',
      attrs: { dtype: 'i32', shape: [2, 2], values: [1, 0] },
      inputs: [],
    },
  ],
  tolerance: { abs: 0, rel: 0 },
});

/** Given numbers in row-major order, repeated until the shape is full; written once, when the program is compiled. `→ any[shape]` */
export function given(
  b: Builder,
  shape: Shape,
  values: readonly number[],
  { dtype = 'f32', ...options }: NodeOptions & { readonly dtype?: DType } = {},
): Node {
  return b.apply(givenOp, [], { dtype, shape, values }, options);
}
