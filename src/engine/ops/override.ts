import shader from '../../shaders/override.wgsl?raw';
import type { Builder, NodeOptions } from '../graph/builder';
import type { Node } from '../graph/node';
import { defineOp, type OpDef } from '../graph/op';
import { sizeOf } from '../tensor/shape';
import { fill } from './fill';
import { requireFloat, requireShape } from './shared/check';
import { grid } from './shared/grid';

type NoAttrs = Record<never, never>;

export const overrideOp: OpDef<NoAttrs> = defineOp<NoAttrs>({
  name: 'override',
  doc: {
    family: 'elementwise',
    summary: 'Puts given values where the mask is not 0 and leaves the other elements as they are.',
    equation: 'y_i = \\begin{cases} v_i & m_i \\ne 0 \\\\ x_i & m_i = 0 \\end{cases}',
    shapes: 'f32[…], mask f32[…], values f32[…] → same',
    numerics: 'Elements are chosen, never multiplied; the gradient stops where x was replaced.',
    source: 'Pearl 2009, section 3.2 (an intervention cuts a variable from its causes)',
  },
  infer: ([x, mask, values]) => {
    for (const [what, type] of [
      ['x', x],
      ['the mask', mask],
      ['the values', values],
    ] as const) {
      requireFloat('override', what, type);
      requireShape('override', what, type, x.shape, 'x');
    }
    return x;
  },
  gradient: ({ b, inputs: [x, mask], grad }) => {
    const zero = fill(b, x.type.shape, 0);
    return [override(b, grad, mask, zero), null, override(b, zero, mask, grad)];
  },
  reference:
    ({ data: [x, mask, values], out }) =>
    () => {
      for (let i = 0; i < out.length; i++) out[i] = mask[i] !== 0 ? values[i] : x[i];
    },
  kernel: ({ output }) => ({
    shader: 'override',
    source: shader,
    entryPoint: 'main',
    constants: { count: sizeOf(output.shape) },
    workgroups: grid(sizeOf(output.shape)),
  }),
  provenance: ({ flat, value }) => ({
    terms: [{ input: value(1, flat) !== 0 ? 2 : 0, flat }],
  }),
  samples: [
    {
      title: 'some cells',
      attrs: {},
      inputs: [{ shape: [3, 5] }, { shape: [3, 5], fill: 'mask' }, { shape: [3, 5] }],
    },
    {
      title: 'one cell, replaced',
      attrs: {},
      inputs: [{ shape: [1] }, { shape: [1], fill: { values: [1] } }, { shape: [1] }],
    },
    {
      title: 'a scalar, kept',
      attrs: {},
      inputs: [{ shape: [] }, { shape: [], fill: { values: [0] } }, { shape: [] }],
    },
    {
      title: 'more than one workgroup',
      attrs: {},
      inputs: [{ shape: [7, 19] }, { shape: [7, 19], fill: 'mask' }, { shape: [7, 19] }],
    },
  ],
  tolerance: { abs: 0, rel: 0 },
});

/** `values` where `mask` is not 0, else x. `f32[…] ×3 → same` */
export function override(
  b: Builder,
  x: Node,
  mask: Node,
  values: Node,
  options?: NodeOptions,
): Node {
  return b.apply(overrideOp, [x, mask, values], {}, { axes: x.axes, ...options });
}
