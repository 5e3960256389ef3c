import shader from '../../shaders/padding-mask.wgsl?raw';
import type { Builder, NodeOptions } from '../graph/builder';
import { e } from '../graph/expr';
import type { Node } from '../graph/node';
import { defineOp } from '../graph/op';
import { sizeOf } from '../tensor/shape';
import { requireIndices } from './shared/check';
import { grid } from './shared/grid';

type PaddingMaskAttrs = {
  /** The id that stands for no word. */
  readonly pad: number;
};

export const paddingMaskOp = defineOp<PaddingMaskAttrs>({
  name: 'paddingMask',
  doc: {
    family: 'attention',
    summary: 'Tells words from padding: 1 where the id is not that of padding.',
    equation:
      'm_i = \\begin{cases} 1 & \\text{id}_i \\ne \\text{pad} \\\\ 0 & \\text{else} \\end{cases}',
    shapes: 'i32[…] → f32[same]',
    numerics: '',
    source: 'Vaswani et al. 2017, section 3.2.3 (masking out by −∞)',
  },
  infer: ([ids]) => {
    requireIndices('paddingMask', 'the ids', ids);
    return { dtype: 'f32', shape: ids.shape };
  },
  gradient: () => [null],
  reference: ({ attrs: { pad }, data: [ids], out }) => {
    return () => {
      for (let i = 0; i < out.length; i++) out[i] = ids[i] !== pad ? 1 : 0;
    };
  },
  kernel: ({ attrs, output }) => ({
    shader: 'padding-mask',
    source: shader,
    entryPoint: 'main',
    constants: { count: sizeOf(output.shape), pad: attrs.pad },
    workgroups: grid(sizeOf(output.shape)),
  }),
  provenance: ({ attrs, flat, value }) => ({
    terms: [{ input: 0, flat }],
    expr: e.num(value(0, flat) !== attrs.pad ? 1 : 0),
  }),
  samples: [
    {
      title: 'sentences',
      attrs: { pad: 0 },
      inputs: [{ shape: [3, 5], dtype: 'i32', fill: { ids: 3 } }],
    },
    {
      title: 'another padding id',
      attrs: { pad: -1 },
      inputs: [{ shape: [4], dtype: 'i32', fill: { values: [-1, 0, 1, -1] } }],
    },
    {
      title: 'one word',
      attrs: { pad: 0 },
      inputs: [{ shape: [1, 1], dtype: 'i32', fill: { values: [2] } }],
    },
    {
      title: 'more than one workgroup',
      attrs: { pad: 1 },
      inputs: [{ shape: [7, 19], dtype: 'i32', fill: { ids: 2 } }],
    },
  ],
  tolerance: { abs: 0, rel: 0 },
});

/**
 * 1 where there is a word, 0 where there is padding. `i32[…] → f32[same]`
 *
 * @param attrs.pad  the id that stands for no word
 */
export function paddingMask(
  b: Builder,
  ids: Node,
  attrs: PaddingMaskAttrs,
  options?: NodeOptions,
): Node {
  return b.apply(paddingMaskOp, [ids], attrs, { axes: ids.axes, kind: 'mask', ...options });
}
