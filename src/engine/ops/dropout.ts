import shader from '../../shaders/random.wgsl?raw';
import type { Builder, NodeOptions } from '../graph/builder';
import type { Node } from '../graph/node';
import { defineOp } from '../graph/op';
import { ShapeError } from '../tensor/errors';
import { sizeOf } from '../tensor/shape';
import { requireFloat, requireWhole } from './shared/check';
import { grid } from './shared/grid';
import { philox4x32, STREAM } from './shared/philox';
import { withKernels } from './shared/kernels';

type DropoutAttrs = {
  /** Probability with which an element is dropped. */
  readonly p: number;
  /** The tensor's own stream of numbers: `keyOf` its name. */
  readonly key: number;
};

/** Random 24-bit numbers below this are dropped. */
const thresholdOf = (p: number) => Math.round(p * 2 ** 24);
const scaleOf = (p: number) => Math.fround(1 / (1 - p));

export const dropoutOp = defineOp<DropoutAttrs>({
  name: 'dropout',
  doc: {
    family: 'elementwise',
    summary:
      'Sets random elements to zero while training, and scales up the others to keep the mean.',
    equation: 'y_i = \\frac{m_i\\,x_i}{1 - p}, \\quad m_i = 0 \\text{ with probability } p',
    shapes: 'f32[…] → same',
    numerics:
      'Which elements are dropped is a pure function of (seed, key, step, i), the same on every ' +
      'backend; a gradient passes through the elements that were kept.',
    source: 'Srivastava et al. 2014, section 4 (inverted: scaled while training, not afterwards)',
  },
  infer: ([x], { p, key }) => {
    requireFloat('dropout', 'x', x);
    requireWhole('dropout', 'the key', key, 0);
    if (!(p >= 0 && p < 1)) {
      throw new ShapeError(`dropout: the probability p is ${p}; it must be from 0 to below 1.`);
    }
    return x;
  },
  gradient: ({ b, attrs, grad }) => [dropout(b, grad, attrs)],
  reference: ({ attrs, data: [x], out, runtime }) => {
    const { p, key } = attrs;
    const threshold = thresholdOf(p);
    const scale = scaleOf(p);
    const words = new Uint32Array(4);
    return () => {
      for (let i = 0; i < out.length; i++) {
        if ((i & 3) === 0) {
          philox4x32(words, i >>> 2, runtime.step, 0, STREAM.dropout, runtime.seed, key);
        }
        out[i] = words[i & 3] >>> 8 < threshold ? 0 : x[i] * scale;
      }
    };
  },
  fast: ({ attrs: { p, key }, data: [x], out, runtime }) => {
    const threshold = thresholdOf(p);
    const scale = scaleOf(p);
    return withKernels({ data: [x, out], writes: [1] }, (kernels, [from, to]) => () => {
      const { step, seed } = runtime;
      kernels.dropout(from, to, out.length, threshold, scale, step, STREAM.dropout, seed, key);
    });
  },
  kernel: ({ attrs, output }) => ({
    shader: 'random',
    source: shader,
    entryPoint: 'dropout',
    constants: {
      count: sizeOf(output.shape),
      key: attrs.key,
      threshold: thresholdOf(attrs.p),
      keepScale: scaleOf(attrs.p),
    },
    workgroups: grid(sizeOf(output.shape), 4 * 64),
    usesRuntime: true,
  }),
  provenance: ({ attrs, flat, runtime }) => {
    const words = new Uint32Array(4);
    philox4x32(words, flat >>> 2, runtime.step, 0, STREAM.dropout, runtime.seed, attrs.key);
    const dropped = words[flat & 3] >>> 8 < thresholdOf(attrs.p);
    return { terms: [{ input: 0, flat, weight: dropped ? 0 : scaleOf(attrs.p) }] };
  },
  samples: [
    { title: 'a matrix', attrs: { p: 0.5, key: 7 }, inputs: [{ shape: [3, 5] }] },
    { title: 'one element', attrs: { p: 0.1, key: 1 }, inputs: [{ shape: [1] }] },
    { title: 'nothing dropped', attrs: { p: 0, key: 2 }, inputs: [{ shape: [9] }] },
    {
      title: 'more than one workgroup',
      attrs: { p: 0.3, key: 0xfffffffe },
      inputs: [{ shape: [7, 59] }],
    },
  ],
  tolerance: { abs: 0, rel: 0 },
});

/**
 * Random elements set to zero, others scaled by 1/(1−p). `f32[…] → same`
 *
 * @param attrs.p    probability of dropping an element, from 0 to below 1
 * @param attrs.key  the tensor's own stream of numbers: `keyOf` its name
 */
export function dropout(
  b: Builder,
  x: Node,
  attrs: { readonly p: number; readonly key: number },
  options?: NodeOptions,
): Node {
  return b.apply(dropoutOp, [x], attrs, { axes: x.axes, ...options });
}
