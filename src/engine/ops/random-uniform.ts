import shader from '../../shaders/random.wgsl?raw';
import type { Builder, NodeOptions } from '../graph/builder';
import type { Node } from '../graph/node';
import { defineOp } from '../graph/op';
import { ShapeError } from '../tensor/errors';
import { sizeOf } from '../tensor/shape';
import type { Shape } from '../tensor/types';
import { requireWhole } from './shared/check';
import { grid } from './shared/grid';
import { philox4x32, STREAM } from './shared/philox';

type RandomUniformAttrs = {
  readonly shape: Shape;
  readonly limit: number;
  /** The tensor's own stream of numbers: `keyOf` its name. */
  readonly key: number;
};

/** 2^-23: a signed 24-bit integer times this lies in [-1, 1). */
const UNIT = 2 ** -23;

export const randomUniformOp = defineOp<RandomUniformAttrs>({
  name: 'randomUniform',
  doc: {
    family: 'source',
    summary: 'Random numbers, evenly distributed between −limit and limit: initial weights.',
    equation: 'y_i = \\ell\\,(2u_i - 1), \\quad u_i \\sim \\mathcal{U}[0, 1)',
    shapes: '→ f32[shape]',
    numerics:
      'A pure function of (seed, key, i): the same at every step and, bit for bit, on every backend. ' +
      'u has 24 bits; 2u − 1 is formed as an exact integer, so only one product rounds.',
    source: 'Salmon et al. 2011 (Philox4x32-10); Glorot & Bengio 2010, equation 16 (the limit)',
  },
  infer: (_, { shape, limit, key }) => {
    for (const size of shape) requireWhole('randomUniform', 'every size of the shape', size, 1);
    requireWhole('randomUniform', 'the key', key, 0);
    if (!Number.isFinite(limit))
      throw new ShapeError(`randomUniform: the limit is ${limit}; it must be finite.`);
    return { dtype: 'f32', shape };
  },
  gradient: () => [],
  reference: ({ attrs, out, runtime }) => {
    const unit = Math.fround(attrs.limit * UNIT);
    const words = new Uint32Array(4);
    return () => {
      for (let i = 0; i < out.length; i++) {
        if ((i & 3) === 0)
          philox4x32(words, i >>> 2, 0, 0, STREAM.uniform, runtime.seed, attrs.key);
        out[i] = ((words[i & 3] >>> 8) - 2 ** 23) * unit;
      }
    };
  },
  kernel: ({ attrs, output }) => ({
    shader: 'random',
    source: shader,
    entryPoint: 'uniform_numbers',
    constants: { count: sizeOf(output.shape), key: attrs.key, unit: attrs.limit * UNIT },
    workgroups: grid(sizeOf(output.shape)),
    usesRuntime: true,
  }),
  provenance: ({ attrs, flat, runtime }) => {
    const words = new Uint32Array(4);
    philox4x32(words, flat >>> 2, 0, 0, STREAM.uniform, runtime.seed, attrs.key);
    const value = ((words[flat & 3] >>> 8) - 2 ** 23) * Math.fround(attrs.limit * UNIT);
    return { terms: [], expr: { kind: 'number', value } };
  },
  samples: [
    { title: 'a matrix', attrs: { shape: [3, 5], limit: 0.5, key: 7 }, inputs: [] },
    { title: 'one element', attrs: { shape: [1], limit: 1, key: 0xffffffff }, inputs: [] },
    { title: 'a scalar', attrs: { shape: [], limit: 2, key: 1 }, inputs: [] },
    {
      title: 'more than one workgroup, an awkward limit',
      attrs: { shape: [7, 19], limit: 0.137, key: 3141592653 },
      inputs: [],
    },
  ],
  tolerance: { abs: 0, rel: 0 },
});

/**
 * Initial weights: evenly distributed in [−limit, limit).
 *
 * @param attrs.key  the tensor's own stream of numbers: `keyOf` its name
 */
export function randomUniform(
  b: Builder,
  shape: Shape,
  attrs: { readonly limit: number; readonly key: number },
  options?: NodeOptions,
): Node {
  return b.apply(randomUniformOp, [], { shape, ...attrs }, options);
}
