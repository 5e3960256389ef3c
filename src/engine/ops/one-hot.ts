import shader from '../../shaders/one-hot.wgsl?raw';
import type { Builder, NodeOptions } from '../graph/builder';
import { e } from '../graph/expr';
import type { Node } from '../graph/node';
import { defineOp } from '../graph/op';
import { sizeOf } from '../tensor/shape';
import { requireIndices, requireWhole } from './shared/check';
import { grid } from './shared/grid';

type OneHotAttrs = { readonly classes: number };

export const oneHotOp = defineOp<OneHotAttrs>({
  name: 'oneHot',
  doc: {
    family: 'rearrangement',
    summary: 'Writes each number as a vector that is 1 at its position and 0 elsewhere.',
    equation:
      'y_{i,c} = \\begin{cases} 1 & \\text{id}_i = c \\\\ 0 & \\text{id}_i \\ne c \\end{cases}',
    shapes: 'i32[…] → f32[…,K]',
    numerics: 'A number that is no class, such as −1, gives zeros.',
    source: 'PyTorch reference, torch.nn.functional.one_hot',
  },
  infer: ([ids], { classes }) => {
    requireIndices('oneHot', 'the ids', ids);
    requireWhole('oneHot', 'the number of classes', classes, 1);
    return { dtype: 'f32', shape: [...ids.shape, classes] };
  },
  gradient: { notDifferentiable: 'its input is whole numbers' },
  reference: ({ attrs: { classes }, data: [ids], out }) => {
    return () => {
      out.fill(0);
      for (let k = 0; k < ids.length; k++) {
        if (ids[k] >= 0 && ids[k] < classes) out[k * classes + ids[k]] = 1;
      }
    };
  },
  kernel: ({ attrs: { classes }, output }) => ({
    shader: 'one-hot',
    source: shader,
    entryPoint: 'main',
    constants: { count: sizeOf(output.shape), classes },
    workgroups: grid(sizeOf(output.shape)),
  }),
  provenance: ({ attrs: { classes }, flat, value }) => {
    const at = Math.floor(flat / classes);
    return {
      terms: [{ input: 0, flat: at }],
      expr: e.num(value(0, at) === flat % classes ? 1 : 0),
    };
  },
  samples: [
    {
      title: 'sentences of words',
      attrs: { classes: 7 },
      inputs: [{ shape: [2, 3], dtype: 'i32', fill: { ids: 7 } }],
    },
    {
      title: 'more than one workgroup',
      attrs: { classes: 5 },
      inputs: [{ shape: [67], dtype: 'i32', fill: { ids: 5 } }],
    },
    {
      title: 'numbers that are no class',
      attrs: { classes: 3 },
      inputs: [{ shape: [5], dtype: 'i32', fill: { values: [2, -1, 3, 0, -2147483648] } }],
    },
    {
      title: 'one class',
      attrs: { classes: 1 },
      inputs: [{ shape: [1], dtype: 'i32', fill: { values: [0] } }],
    },
    {
      title: 'one number',
      attrs: { classes: 4 },
      inputs: [{ shape: [], dtype: 'i32', fill: { values: [1] } }],
    },
  ],
  tolerance: { abs: 0, rel: 0 },
});

/**
 * Vectors that are 1 at the position of a number and 0 elsewhere; zeros for numbers outside 0 to
 * `classes` − 1. `i32[…] → f32[…,K]`
 */
export function oneHot(
  b: Builder,
  ids: Node,
  { classes }: OneHotAttrs,
  options?: NodeOptions,
): Node {
  return b.apply(
    oneHotOp,
    [ids],
    { classes },
    { axes: [...ids.axes, 'K'], kind: 'mask', ...options },
  );
}
