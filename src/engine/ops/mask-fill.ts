import shader from '../../shaders/mask-fill.wgsl?raw';
import type { Builder, NodeOptions } from '../graph/builder';
import { e } from '../graph/expr';
import type { Node } from '../graph/node';
import { defineOp } from '../graph/op';
import { ShapeError } from '../tensor/errors';
import {
  broadcastShapes,
  broadcastStrides,
  indexOf,
  sameShape,
  showShape,
  sizeOf,
} from '../tensor/shape';
import type { Shape } from '../tensor/types';
import { requireFloat } from './shared/check';
import { grid } from './shared/grid';
import { collapse, loopConstants, offsetsOf } from './shared/loops';
import { combineRows } from './shared/binary';

type MaskFillAttrs = {
  /** What masked elements become: −∞ ahead of a softmax, 0 for a gradient. */
  readonly fill: '-inf' | '0';
};

/** Of src/wasm/kernels/elementwise.ts. */
const [KEEP_OR_MINUS_INFINITY, KEEP_OR_ZERO] = [100, 101];

const MINUS_INFINITY_BITS = 0xff800000;

export const maskFillOp = defineOp<MaskFillAttrs>({
  name: 'maskFill',
  doc: {
    family: 'attention',
    summary:
      'Keeps elements where the mask is not 0, and puts −∞ (or 0, for a gradient) elsewhere.',
    equation: 'y_i = \\begin{cases} x_i & m_i \\ne 0 \\\\ -\\infty & m_i = 0 \\end{cases}',
    shapes: 'f32[…], f32[broadcastable to x] → shape of x',
    numerics:
      'Elements are chosen, never multiplied, so no 0·∞ arises. The gradient passes where the mask ' +
      'keeps; the mask itself has none.',
    source: 'Vaswani et al. 2017, section 3.2.3 (“masking out, setting to −∞”)',
  },
  infer: ([x, mask]) => {
    requireFloat('maskFill', 'x', x);
    requireFloat('maskFill', 'the mask', mask);
    if (!sameShape(broadcastShapes('maskFill', x.shape, mask.shape), x.shape)) {
      throw new ShapeError(
        `maskFill: the mask ${showShape(mask.shape)} is larger than x ${showShape(x.shape)}; ` +
          'its sizes must be 1 or those of x.',
      );
    }
    return x;
  },
  gradient: ({ b, inputs: [, mask], grad }) => [zeroWhereMasked(b, grad, mask), null],
  reference: ({ attrs, inputs, data: [x, mask], out }) => {
    const { sizes, strides } = maskLoops(inputs[0].shape, inputs[1].shape);
    const last = sizes.length - 1;
    const n = sizes[last];
    const step = strides[last];
    const starts = offsetsOf(sizes.slice(0, last), strides.slice(0, last));
    const fill = attrs.fill === '0' ? 0 : -Infinity;
    return () => {
      for (let r = 0; r < starts.length; r++) {
        let m = starts[r];
        for (let i = r * n, end = i + n; i < end; i++, m += step) {
          out[i] = mask[m] !== 0 ? x[i] : fill;
        }
      }
    };
  },
  fast: (use) => combineRows(use.attrs.fill === '0' ? KEEP_OR_ZERO : KEEP_OR_MINUS_INFINITY, use),
  kernel: ({ attrs, inputs, output }) => {
    const { sizes, strides } = maskLoops(inputs[0].shape, inputs[1].shape);
    return {
      shader: 'mask-fill',
      source: shader,
      entryPoint: 'main',
      constants: {
        count: sizeOf(output.shape),
        fillBits: attrs.fill === '0' ? 0 : MINUS_INFINITY_BITS,
        ...loopConstants('maskFill', { sizes, strides: [strides] }, ['mask'], 4),
      },
      workgroups: grid(sizeOf(output.shape)),
    };
  },
  provenance: ({ attrs, inputs, flat, value }) => {
    const strides = broadcastStrides(inputs[1].shape, inputs[0].shape);
    const at = indexOf(inputs[0].shape, flat).reduce((sum, i, axis) => sum + i * strides[axis], 0);
    const terms = [
      { input: 0, flat },
      { input: 1, flat: at },
    ];
    if (value(1, at) !== 0) return { terms, expr: e.term(0) };
    return { terms, expr: e.num(attrs.fill === '0' ? 0 : -Infinity) };
  },
  samples: [
    {
      title: 'a mask of the same shape',
      attrs: { fill: '-inf' },
      inputs: [{ shape: [3, 5] }, { shape: [3, 5], fill: 'mask' }],
    },
    {
      title: 'one mask for every batch and head',
      attrs: { fill: '-inf' },
      inputs: [{ shape: [2, 3, 5, 4] }, { shape: [5, 4], fill: 'mask' }],
    },
    {
      title: 'padded keys',
      attrs: { fill: '-inf' },
      inputs: [{ shape: [2, 2, 3, 7] }, { shape: [2, 1, 1, 7], fill: 'mask' }],
    },
    {
      title: 'masked queries, more than one workgroup',
      attrs: { fill: '0' },
      inputs: [{ shape: [2, 5, 19] }, { shape: [2, 5, 1], fill: 'mask' }],
    },
    {
      title: 'one element',
      attrs: { fill: '0' },
      inputs: [{ shape: [1] }, { shape: [], fill: { values: [1] } }],
    },
  ],
  tolerance: { abs: 0, rel: 0 },
});

function maskLoops(
  shape: Shape,
  mask: Shape,
): { sizes: readonly number[]; strides: readonly number[] } {
  const { sizes, strides } = collapse(shape, [broadcastStrides(mask, shape)]);
  return { sizes, strides: strides[0] };
}

/** x where the mask is not 0, −∞ elsewhere. `f32[…], f32[broadcastable] → shape of x` */
export function maskFill(b: Builder, x: Node, mask: Node, options?: NodeOptions): Node {
  return b.apply(maskFillOp, [x, mask], { fill: '-inf' }, { axes: x.axes, ...options });
}

/** x where the mask is not 0, 0 elsewhere: the gradient of maskFill. */
function zeroWhereMasked(b: Builder, x: Node, mask: Node): Node {
  return b.apply(maskFillOp, [x, mask], { fill: '0' }, { axes: x.axes });
}
