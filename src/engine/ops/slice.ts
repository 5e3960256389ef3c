import shader from '../../shaders/slice.wgsl?raw';
import type { Builder, NodeOptions } from '../graph/builder';
import type { Node } from '../graph/node';
import { defineOp, type OpDef, type OpUse, type Provenance } from '../graph/op';
import { ShapeError } from '../tensor/errors';
import { axisOf, showShape, sizeOf } from '../tensor/shape';
import type { Shape, TensorData } from '../tensor/types';
import { requireFloat, requireWhole } from './shared/check';
import { grid } from './shared/grid';

export type SliceAttrs = { readonly axis: number; readonly start: number; readonly length: number };
export type PadAttrs = { readonly axis: number; readonly before: number; readonly after: number };

/** y[o, i, k] = x[o, i − before, k], 0 where that does not exist. */
interface Shift {
  readonly outer: number;
  readonly length: number;
  readonly outLength: number;
  readonly inner: number;
  readonly before: number;
}

function shiftOf(op: string, x: Shape, out: Shape, axis: number, before: number): Shift {
  const at = axisOf(op, x, axis);
  return {
    outer: sizeOf(x.slice(0, at)),
    length: x[at],
    outLength: out[at],
    inner: sizeOf(x.slice(at + 1)),
    before,
  };
}

function shift({ outer, length, outLength, inner, before }: Shift, x: TensorData, y: TensorData) {
  const from = Math.max(0, before);
  const to = Math.min(outLength, before + length);
  return () => {
    y.fill(0);
    for (let o = 0; o < outer; o++) {
      const source = (o * length + from - before) * inner;
      const target = (o * outLength + from) * inner;
      for (let k = 0, n = (to - from) * inner; k < n; k++) y[target + k] = x[source + k];
    }
  };
}

function shiftKernel({ outer, length, outLength, inner, before }: Shift) {
  const count = outer * outLength * inner;
  return {
    shader: 'slice',
    source: shader,
    entryPoint: 'main',
    constants: { count, length, out_length: outLength, inner, before },
    workgroups: grid(count),
  };
}

function shiftTerms({ length, outLength, inner, before }: Shift, flat: number): Provenance {
  const k = flat % inner;
  const i = (Math.floor(flat / inner) % outLength) - before;
  const o = Math.floor(flat / (inner * outLength));
  if (i < 0 || i >= length) return { terms: [] };
  return { terms: [{ input: 0, flat: (o * length + i) * inner + k }] };
}

const sliceShift = (use: OpUse<SliceAttrs>) =>
  shiftOf('slice', use.inputs[0].shape, use.output.shape, use.attrs.axis, -use.attrs.start);
const padShift = (use: OpUse<PadAttrs>) =>
  shiftOf('pad', use.inputs[0].shape, use.output.shape, use.attrs.axis, use.attrs.before);

const withLength = (shape: Shape, axis: number, length: number) =>
  shape.map((d, i) => (i === axis ? length : d));

export const sliceOp: OpDef<SliceAttrs> = defineOp<SliceAttrs>({
  name: 'slice',
  doc: {
    family: 'rearrangement',
    summary: 'A run of elements along one axis.',
    equation: 'y_{\\dots i \\dots} = x_{\\dots\\,\\text{start}+i\\,\\dots}',
    shapes: 'f32[…,N,…] → f32[…,length,…]',
    numerics: '',
    source: 'NumPy reference, basic slicing',
  },
  infer: ([x], { axis, start, length }) => {
    requireFloat('slice', 'x', x);
    const at = axisOf('slice', x.shape, axis);
    requireWhole('slice', 'start', start, 0);
    requireWhole('slice', 'length', length, 1);
    if (start + length > x.shape[at]) {
      throw new ShapeError(
        `slice: elements ${start} to ${start + length - 1} of axis ${axis} do not exist in ${showShape(x.shape)}; it has ${x.shape[at]}.`,
      );
    }
    return { dtype: 'f32', shape: withLength(x.shape, at, length) };
  },
  gradient: ({ b, attrs: { axis, start, length }, inputs: [x], grad }) => {
    const whole = x.type.shape[axisOf('slice', x.type.shape, axis)];
    return [pad(b, grad, { axis, before: start, after: whole - start - length })];
  },
  reference: (use) => shift(sliceShift(use), use.data[0], use.out),
  kernel: (use) => shiftKernel(sliceShift(use)),
  provenance: (call) => shiftTerms(sliceShift(call), call.flat),
  samples: [
    {
      title: 'a middle part',
      attrs: { axis: 1, start: 1, length: 2 },
      inputs: [{ shape: [2, 4, 3] }],
    },
    {
      title: 'the first row',
      attrs: { axis: 0, start: 0, length: 1 },
      inputs: [{ shape: [5, 3] }],
    },
    {
      title: 'the last column',
      attrs: { axis: -1, start: 4, length: 1 },
      inputs: [{ shape: [3, 5] }],
    },
    { title: 'everything', attrs: { axis: 0, start: 0, length: 1 }, inputs: [{ shape: [1] }] },
    {
      title: 'more than one workgroup',
      attrs: { axis: 1, start: 3, length: 11 },
      inputs: [{ shape: [7, 19] }],
    },
  ],
  tolerance: { abs: 0, rel: 0 },
});

export const padOp: OpDef<PadAttrs> = defineOp<PadAttrs>({
  name: 'pad',
  doc: {
    family: 'rearrangement',
    summary: 'Puts zeros before and after the elements along one axis.',
    equation: 'y_{\\dots i \\dots} = x_{\\dots\\,i-\\text{before}\\,\\dots}\\ \\text{or}\\ 0',
    shapes: 'f32[…,N,…] → f32[…,before+N+after,…]',
    numerics: '',
    source: 'NumPy reference, numpy.pad',
  },
  infer: ([x], { axis, before, after }) => {
    requireFloat('pad', 'x', x);
    const at = axisOf('pad', x.shape, axis);
    requireWhole('pad', 'before', before, 0);
    requireWhole('pad', 'after', after, 0);
    return { dtype: 'f32', shape: withLength(x.shape, at, before + x.shape[at] + after) };
  },
  gradient: ({ b, attrs: { axis, before }, inputs: [x], grad }) => {
    const length = x.type.shape[axisOf('pad', x.type.shape, axis)];
    return [slice(b, grad, { axis, start: before, length })];
  },
  reference: (use) => shift(padShift(use), use.data[0], use.out),
  kernel: (use) => shiftKernel(padShift(use)),
  provenance: (call) => {
    const provenance = shiftTerms(padShift(call), call.flat);
    return provenance.terms.length > 0
      ? provenance
      : { terms: [], expr: { kind: 'number', value: 0 } };
  },
  samples: [
    {
      title: 'both sides',
      attrs: { axis: 1, before: 1, after: 2 },
      inputs: [{ shape: [2, 3, 2] }],
    },
    { title: 'before only', attrs: { axis: 0, before: 2, after: 0 }, inputs: [{ shape: [1, 3] }] },
    { title: 'nothing to add', attrs: { axis: 0, before: 0, after: 0 }, inputs: [{ shape: [1] }] },
    {
      title: 'more than one workgroup',
      attrs: { axis: -1, before: 3, after: 4 },
      inputs: [{ shape: [7, 19] }],
    },
  ],
  tolerance: { abs: 0, rel: 0 },
});

/** Elements `start` to `start + length − 1` of one axis. `f32[…,N,…] → f32[…,length,…]` */
export function slice(b: Builder, x: Node, attrs: SliceAttrs, options?: NodeOptions): Node {
  return b.apply(sliceOp, [x], attrs, { axes: x.axes, ...options });
}

/** Zeros before and after along one axis. `f32[…,N,…] → f32[…,before+N+after,…]` */
export function pad(b: Builder, x: Node, attrs: PadAttrs, options?: NodeOptions): Node {
  return b.apply(padOp, [x], attrs, { axes: x.axes, ...options });
}
