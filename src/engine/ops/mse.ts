import gradShader from '../../shaders/mse-grad.wgsl?raw';
import shader from '../../shaders/mse.wgsl?raw';
import type { Builder, NodeOptions } from '../graph/builder';
import { e } from '../graph/expr';
import type { Node } from '../graph/node';
import { defineOp } from '../graph/op';
import { sizeOf } from '../tensor/shape';
import { requireFloat, requireShape } from './shared/check';
import type { NoAttrs } from './shared/binary';
import { grid } from './shared/grid';

export const mseOp = defineOp<NoAttrs>({
  name: 'mse',
  doc: {
    family: 'loss',
    summary: 'Mean of the squared differences from a target.',
    equation: '\\ell = \\frac{1}{n} \\sum_i (x_i - t_i)^2',
    shapes: 'f32[…], f32[same] → f32[]',
    numerics: '',
    source: 'Goodfellow et al. 2016, equation 5.4',
  },
  infer: ([x, target]) => {
    requireFloat('mse', 'x', x);
    requireFloat('mse', 'the target', target);
    requireShape('mse', 'the target', target, x.shape, 'x');
    return { dtype: 'f32', shape: [] };
  },
  gradient: ({ b, inputs: [x, target], grad }) => [
    mseGrad(b, x, target, grad),
    mseGrad(b, target, x, grad),
  ],
  reference: ({ data: [x, target], out }) => {
    return () => {
      let sum = 0;
      for (let i = 0; i < x.length; i++) {
        const d = x[i] - target[i];
        sum += d * d;
      }
      out[0] = sum / x.length;
    };
  },
  kernel: ({ inputs }) => ({
    shader: 'mse',
    source: shader,
    entryPoint: 'main',
    constants: { count: sizeOf(inputs[0].shape) },
    workgroups: [1, 1, 1],
  }),
  provenance: ({ inputs }) => {
    const n = sizeOf(inputs[0].shape);
    const squares = Array.from({ length: n }, (_, i) => {
      const difference = e.sub(e.term(2 * i), e.term(2 * i + 1));
      return e.mul(difference, difference);
    });
    return {
      terms: Array.from({ length: 2 * n }, (_, k) => ({ input: k % 2, flat: Math.floor(k / 2) })),
      expr: e.div(e.add(...squares), e.num(n)),
    };
  },
  samples: [
    { title: 'a matrix', attrs: {}, inputs: [{ shape: [4, 3] }, { shape: [4, 3] }] },
    {
      title: 'more elements than a workgroup has threads',
      attrs: {},
      inputs: [{ shape: [7, 59] }, { shape: [7, 59] }],
    },
    { title: 'one element', attrs: {}, inputs: [{ shape: [1] }, { shape: [1] }] },
    { title: 'scalars', attrs: {}, inputs: [{ shape: [] }, { shape: [] }] },
    {
      title: 'large values',
      attrs: {},
      inputs: [{ shape: [3, 5], fill: 'large' }, { shape: [3, 5] }],
    },
  ],
  tolerance: { abs: 1e-7, rel: 5e-6 },
});

/** Mean of the squared differences. `f32[…], f32[same] → f32[]` */
export function mse(b: Builder, x: Node, target: Node, options?: NodeOptions): Node {
  return b.apply(mseOp, [x, target], {}, options);
}

export const mseGradOp = defineOp<NoAttrs>({
  name: 'mseGrad',
  doc: {
    family: 'loss',
    summary: 'Gradient of the mean squared difference with respect to one of the two tensors.',
    equation: '\\bar x_i = \\frac{2}{n}\\,(x_i - t_i)\\,\\bar\\ell',
    shapes: 'f32[…], f32[same], f32[] → same',
    numerics: '',
    source: '',
  },
  infer: ([x, target, g]) => {
    requireFloat('mseGrad', 'x', x);
    requireFloat('mseGrad', 'the target', target);
    requireFloat('mseGrad', 'the gradient', g);
    requireShape('mseGrad', 'the target', target, x.shape, 'x');
    requireShape('mseGrad', 'the gradient', g, [], 'a loss');
    return x;
  },
  gradient: { notDifferentiable: 'first derivatives only' },
  reference: ({ data: [x, target, g], out }) => {
    return () => {
      const slope = (2 * g[0]) / x.length;
      for (let i = 0; i < x.length; i++) out[i] = slope * (x[i] - target[i]);
    };
  },
  kernel: ({ output }) => ({
    shader: 'mse-grad',
    source: gradShader,
    entryPoint: 'main',
    constants: { count: sizeOf(output.shape) },
    workgroups: grid(sizeOf(output.shape)),
  }),
  provenance: ({ output, flat }) => ({
    terms: [
      { input: 0, flat },
      { input: 1, flat },
      { input: 2, flat: 0 },
    ],
    expr: e.mul(e.num(2 / sizeOf(output.shape)), e.sub(e.term(0), e.term(1)), e.term(2)),
  }),
  samples: [
    { title: 'a matrix', attrs: {}, inputs: [{ shape: [4, 3] }, { shape: [4, 3] }, { shape: [] }] },
    {
      title: 'more than one workgroup',
      attrs: {},
      inputs: [{ shape: [7, 19] }, { shape: [7, 19] }, { shape: [] }],
    },
    { title: 'one element', attrs: {}, inputs: [{ shape: [1] }, { shape: [1] }, { shape: [] }] },
    { title: 'scalars', attrs: {}, inputs: [{ shape: [] }, { shape: [] }, { shape: [] }] },
  ],
  tolerance: { abs: 1e-7, rel: 2e-6 },
});

/** Gradient of mse(x, target) with respect to x. `f32[…], f32[same], f32[] → same` */
function mseGrad(b: Builder, x: Node, target: Node, g: Node): Node {
  return b.apply(mseGradOp, [x, target, g], {}, { axes: x.axes });
}
