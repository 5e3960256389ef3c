import shader from '../../shaders/length-mask.wgsl?raw';
import type { Builder, NodeOptions } from '../graph/builder';
import { e } from '../graph/expr';
import type { Node } from '../graph/node';
import { defineOp } from '../graph/op';
import { sizeOf } from '../tensor/shape';
import { requireIndices, requireWhole } from './shared/check';
import { grid } from './shared/grid';

type LengthMaskAttrs = {
  /** Positions T of the longest sequence. */
  readonly length: number;
};

export const lengthMaskOp = defineOp<LengthMaskAttrs>({
  name: 'lengthMask',
  doc: {
    family: 'attention',
    summary: 'Turns lengths of sequences into masks: 1 at the first positions, 0 after the length.',
    equation: 'm_{it} = \\begin{cases} 1 & t < n_i \\\\ 0 & t \\ge n_i \\end{cases}',
    shapes: 'i32[…] → f32[…,T]',
    numerics: 'A negative length counts as 0, one above T as T.',
    source: 'TensorFlow reference, tf.sequence_mask',
  },
  infer: ([lengths], { length }) => {
    requireIndices('lengthMask', 'the lengths', lengths);
    requireWhole('lengthMask', 'the longest length', length, 1);
    return { dtype: 'f32', shape: [...lengths.shape, length] };
  },
  gradient: () => [null],
  reference: ({ attrs: { length }, data: [lengths], out }) => {
    return () => {
      for (let i = 0, o = 0; i < lengths.length; i++) {
        for (let t = 0; t < length; t++) out[o++] = t < lengths[i] ? 1 : 0;
      }
    };
  },
  kernel: ({ attrs: { length }, output }) => ({
    shader: 'length-mask',
    source: shader,
    entryPoint: 'main',
    constants: { count: sizeOf(output.shape), steps: length },
    workgroups: grid(sizeOf(output.shape)),
  }),
  provenance: ({ attrs: { length }, flat, value }) => {
    const at = Math.floor(flat / length);
    return {
      terms: [{ input: 0, flat: at }],
      expr: e.num(flat % length < value(0, at) ? 1 : 0),
    };
  },
  samples: [
    {
      title: 'a batch',
      attrs: { length: 5 },
      inputs: [{ shape: [4], dtype: 'i32', fill: { ids: 6 } }],
    },
    {
      title: 'no word, too few, too many',
      attrs: { length: 3 },
      inputs: [{ shape: [5], dtype: 'i32', fill: { values: [0, -1, 4, -2147483648, 2147483647] } }],
    },
    {
      title: 'one position',
      attrs: { length: 1 },
      inputs: [{ shape: [1], dtype: 'i32', fill: { values: [1] } }],
    },
    {
      title: 'more than one workgroup, two axes',
      attrs: { length: 19 },
      inputs: [{ shape: [3, 7], dtype: 'i32', fill: { ids: 20 } }],
    },
  ],
  tolerance: { abs: 0, rel: 0 },
});

/**
 * 1 at the first positions of each sequence, as many as its length says. `i32[B] → f32[B,T]`
 *
 * @param attrs.length  positions T
 */
export function lengthMask(
  b: Builder,
  lengths: Node,
  attrs: LengthMaskAttrs,
  options?: NodeOptions,
): Node {
  const axes = [...lengths.axes, 'T'] as const;
  return b.apply(lengthMaskOp, [lengths], attrs, { axes, kind: 'mask', ...options });
}
