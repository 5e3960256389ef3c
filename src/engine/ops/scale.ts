import shader from '../../shaders/scale.wgsl?raw';
import type { Builder, NodeOptions } from '../graph/builder';
import type { Node } from '../graph/node';
import { defineOp, type OpDef } from '../graph/op';
import { ShapeError } from '../tensor/errors';
import { showType, sizeOf } from '../tensor/shape';
import { grid } from './shared/grid';
import { withKernels } from './shared/kernels';

type ScaleAttrs = { readonly factor: number };

export const scaleOp: OpDef<ScaleAttrs> = defineOp<ScaleAttrs>({
  name: 'scale',
  doc: {
    family: 'elementwise',
    summary: 'Multiplies every element by a constant.',
    equation: 'y_i = c\\,x_i',
    shapes: 'f32[…] → same',
    numerics: '',
    source: 'Vaswani et al. 2017, equation 1 (the factor 1/√d_k)',
  },
  infer: ([x]) => {
    if (x.dtype !== 'f32') throw new ShapeError(`scale: expected f32, got ${showType(x)}.`);
    return x;
  },
  gradient: ({ b, attrs, grad }) => [b.apply(scaleOp, [grad], attrs)],
  reference: ({ attrs, data: [x], out }) => {
    const { factor } = attrs;
    return () => {
      for (let i = 0; i < out.length; i++) out[i] = factor * x[i];
    };
  },
  fast: ({ attrs: { factor }, data: [x], out }) =>
    withKernels({ data: [x, out], writes: [1] }, (kernels, [from, to]) => () => {
      kernels.scale(from, to, out.length, factor);
    }),
  kernel: ({ attrs, output }) => ({
    shader: 'scale',
    source: shader,
    entryPoint: 'main',
    constants: { count: sizeOf(output.shape), factor: attrs.factor },
    workgroups: grid(sizeOf(output.shape)),
  }),
  provenance: ({ attrs, flat }) => ({ terms: [{ input: 0, flat, weight: attrs.factor }] }),
  samples: [
    { title: 'a matrix', attrs: { factor: 0.5 }, inputs: [{ shape: [3, 5] }] },
    { title: 'one element', attrs: { factor: -2 }, inputs: [{ shape: [1] }] },
    { title: 'more than one workgroup', attrs: { factor: 3 }, inputs: [{ shape: [7, 19] }] },
    {
      title: 'large values',
      attrs: { factor: 1 / 3 },
      inputs: [{ shape: [2, 3, 4], fill: 'large' }],
    },
  ],
  tolerance: { abs: 0, rel: 1e-7 },
});

/** y = factor · x. `f32[…] → same` */
export function scale(b: Builder, x: Node, factor: number, options?: NodeOptions): Node {
  return b.apply(scaleOp, [x], { factor }, { axes: x.axes, ...options });
}
