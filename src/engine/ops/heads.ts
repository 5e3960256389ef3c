import shader from '../../shaders/permute.wgsl?raw';
import type { Builder, NodeOptions } from '../graph/builder';
import type { Node } from '../graph/node';
import { defineOp, type OpDef, type OpUse } from '../graph/op';
import { ShapeError } from '../tensor/errors';
import { indexOf, showShape, showType } from '../tensor/shape';
import type { TensorData } from '../tensor/types';
import { requireFloat } from './shared/check';
import { grid } from './shared/grid';
import { copyNest } from './shared/copy-nest';

type SplitAttrs = { readonly heads: number };
type MergeAttrs = Record<never, never>;

/** x[o, i, j, k] as y[o, j, i, k]. */
interface Exchange {
  readonly outer: number;
  readonly first: number;
  readonly second: number;
  readonly inner: number;
}

function exchange({ outer, first, second, inner }: Exchange, x: TensorData, y: TensorData) {
  return () => {
    for (let o = 0, to = 0; o < outer; o++) {
      for (let j = 0; j < second; j++) {
        for (let i = 0; i < first; i++) {
          const from = ((o * first + i) * second + j) * inner;
          for (let k = 0; k < inner; k++) y[to++] = x[from + k];
        }
      }
    }
  };
}

function quickExchange(sizes: Exchange, x: TensorData, y: TensorData) {
  const { outer, first, second, inner } = sizes;
  const all = first * second * inner;
  return copyNest(x, y, {
    sizes: [outer, second, first, inner],
    from: [all, inner, second * inner, 1],
    to: [all, first * inner, inner, 1],
  });
}

function exchangeKernel({ outer, first, second, inner }: Exchange) {
  const count = outer * first * second * inner;
  return {
    shader: 'permute',
    source: shader,
    entryPoint: 'main',
    constants: { count, first, second, inner },
    workgroups: grid(count),
  };
}

const splitSizes = ({ attrs, inputs: [{ shape }] }: OpUse<SplitAttrs>): Exchange => ({
  outer: shape[0],
  first: shape[1],
  second: attrs.heads,
  inner: shape[2] / attrs.heads,
});

const mergeSizes = ({ inputs: [{ shape }] }: OpUse): Exchange => ({
  outer: shape[0],
  first: shape[1],
  second: shape[2],
  inner: shape[3],
});

export const splitHeadsOp: OpDef<SplitAttrs> = defineOp<SplitAttrs>({
  name: 'splitHeads',
  doc: {
    family: 'rearrangement',
    summary: 'Cuts the width into heads and puts the head axis before the positions.',
    equation: 'y_{b,h,t,d} = x_{b,t,\\,hD+d}',
    shapes: 'f32[B,T,C] → f32[B,H,T,D], D = C / H',
    numerics: '',
    source: 'Vaswani et al. 2017, section 3.2.2',
  },
  infer: ([x], { heads }) => {
    requireFloat('splitHeads', 'x', x);
    if (x.shape.length !== 3) {
      throw new ShapeError(`splitHeads: got ${showType(x)}; expected f32[B,T,C].`);
    }
    const [batch, length, width] = x.shape;
    if (!Number.isInteger(heads) || heads < 1 || width % heads !== 0) {
      throw new ShapeError(
        `splitHeads: a width of ${width} cannot be divided among ${heads} heads; choose a width that is a multiple of ${heads}.`,
      );
    }
    return { dtype: 'f32', shape: [batch, heads, length, width / heads] };
  },
  gradient: ({ b, grad }) => [mergeHeads(b, grad)],
  reference: (use) => exchange(splitSizes(use), use.data[0], use.out),
  fast: (use) => quickExchange(splitSizes(use), use.data[0], use.out),
  kernel: (use) => exchangeKernel(splitSizes(use)),
  provenance: ({ inputs: [{ shape }], output, flat }) => {
    const [batch, head, position, d] = indexOf(output.shape, flat);
    const [, length, width] = shape;
    const at = (batch * length + position) * width + head * output.shape[3] + d;
    return { terms: [{ input: 0, flat: at }] };
  },
  samples: [
    { title: 'two heads', attrs: { heads: 2 }, inputs: [{ shape: [2, 5, 6] }] },
    { title: 'one head', attrs: { heads: 1 }, inputs: [{ shape: [1, 3, 4] }] },
    { title: 'heads of width one', attrs: { heads: 3 }, inputs: [{ shape: [2, 1, 3] }] },
    { title: 'more than one workgroup', attrs: { heads: 4 }, inputs: [{ shape: [3, 7, 12] }] },
  ],
  tolerance: { abs: 0, rel: 0 },
});

export const mergeHeadsOp: OpDef<MergeAttrs> = defineOp<MergeAttrs>({
  name: 'mergeHeads',
  doc: {
    family: 'rearrangement',
    summary: 'Puts the heads side by side again: the inverse of splitHeads.',
    equation: 'y_{b,t,\\,hD+d} = x_{b,h,t,d}',
    shapes: 'f32[B,H,T,D] → f32[B,T,H·D]',
    numerics: '',
    source: 'Vaswani et al. 2017, section 3.2.2 (Concat)',
  },
  infer: ([x]) => {
    requireFloat('mergeHeads', 'x', x);
    if (x.shape.length !== 4) {
      throw new ShapeError(`mergeHeads: got shape ${showShape(x.shape)}; expected f32[B,H,T,D].`);
    }
    const [batch, heads, length, width] = x.shape;
    return { dtype: 'f32', shape: [batch, length, heads * width] };
  },
  gradient: ({ b, inputs: [x], grad }) => [splitHeads(b, grad, x.type.shape[1])],
  reference: (use) => exchange(mergeSizes(use), use.data[0], use.out),
  fast: (use) => quickExchange(mergeSizes(use), use.data[0], use.out),
  kernel: (use) => exchangeKernel(mergeSizes(use)),
  provenance: ({ inputs: [{ shape }], flat }) => {
    const [, heads, length, width] = shape;
    const c = flat % (heads * width);
    const row = Math.floor(flat / (heads * width));
    const position = row % length;
    const batch = Math.floor(row / length);
    const head = Math.floor(c / width);
    const at = ((batch * heads + head) * length + position) * width + (c % width);
    return { terms: [{ input: 0, flat: at }] };
  },
  samples: [
    { title: 'two heads', attrs: {}, inputs: [{ shape: [2, 2, 5, 3] }] },
    { title: 'one head', attrs: {}, inputs: [{ shape: [1, 1, 3, 4] }] },
    { title: 'heads of width one', attrs: {}, inputs: [{ shape: [2, 3, 1, 1] }] },
    { title: 'more than one workgroup', attrs: {}, inputs: [{ shape: [3, 4, 7, 3] }] },
  ],
  tolerance: { abs: 0, rel: 0 },
});

/** Cuts the width into heads. `f32[B,T,C] → f32[B,H,T,C/H]`, sizes as in {@link splitHeadsOp} */
export function splitHeads(b: Builder, x: Node, heads: number, options?: NodeOptions): Node {
  const axes = ['B', 'H', 'T', 'D'] as const;
  return b.apply(splitHeadsOp, [x], { heads }, { axes, ...options });
}

/** Puts the heads side by side. `f32[B,H,T,D] → f32[B,T,H·D]` */
export function mergeHeads(b: Builder, x: Node, options?: NodeOptions): Node {
  return b.apply(mergeHeadsOp, [x], {}, { axes: ['B', 'T', 'C'], ...options });
}
