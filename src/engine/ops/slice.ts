import shader from '../../shaders/slice.wgsl?raw';
import type { Builder, NodeOptions } from '../graph/builder';
import { e } from '../graph/expr';
import type { Node } from '../graph/node';
import { defineOp, type OpDef, type OpUse, type Provenance } from '../graph/op';
import { ShapeError } from '../tensor/errors';
import { axisOf, showShape, sizeOf } from '../tensor/shape';
import type { Shape, TensorData } from '../tensor/types';
import { requireFloat, requireWhole } from './shared/check';
import { grid } from './shared/grid';
import type { RowAttrs } from './shared/rows';
import { copyNest } from './shared/copy-nest';

type SliceAttrs = {
  readonly axis: number;
  readonly start: number;
  /** Elements taken. */
  readonly length: number;
  /** From each to the next; 1 takes neighbours. */
  readonly step: number;
};

type PadAttrs = {
  readonly axis: number;
  readonly before: number;
  readonly after: number;
  /** From each element to the next; with 2 there is one filled place between them. */
  readonly step: number;
  /** What the new places hold. */
  readonly value: number;
};

/** y[o, to + j·toStep, k] = x[o, from + j·fromStep, k] for j below `moved`, a constant elsewhere. */
interface Move {
  readonly outer: number;
  readonly length: number;
  readonly outLength: number;
  readonly inner: number;
  readonly moved: number;
  readonly from: number;
  readonly fromStep: number;
  readonly to: number;
  readonly toStep: number;
}

function moveOf(
  use: OpUse<RowAttrs>,
  steps: Pick<Move, 'moved' | 'from' | 'fromStep' | 'to' | 'toStep'>,
): Move {
  const { shape } = use.inputs[0];
  const at = axisOf('slice', shape, use.attrs.axis);
  return {
    outer: sizeOf(shape.slice(0, at)),
    length: shape[at],
    outLength: use.output.shape[at],
    inner: sizeOf(shape.slice(at + 1)),
    ...steps,
  };
}

const sliceMove = (use: OpUse<SliceAttrs>): Move => {
  const { start, length, step } = use.attrs;
  return moveOf(use, { moved: length, from: start, fromStep: step, to: 0, toStep: 1 });
};

const padMove = (use: OpUse<PadAttrs>): Move => {
  const { axis, before, step } = use.attrs;
  const moved = use.inputs[0].shape[axisOf('pad', use.inputs[0].shape, axis)];
  return moveOf(use, { moved, from: 0, fromStep: 1, to: before, toStep: step });
};

function move(
  { outer, length, outLength, inner, moved, from, fromStep, to, toStep }: Move,
  x: TensorData,
  y: TensorData,
  value: number,
) {
  // Neighbours that stay neighbours are one run.
  const together = fromStep === 1 && toStep === 1;
  const run = together ? moved * inner : inner;
  const runs = together ? 1 : moved;
  return () => {
    y.fill(value);
    for (let o = 0; o < outer; o++) {
      for (let j = 0; j < runs; j++) {
        const source = (o * length + from + j * fromStep) * inner;
        const target = (o * outLength + to + j * toStep) * inner;
        for (let k = 0; k < run; k++) y[target + k] = x[source + k];
      }
    }
  };
}

function quickMove(plan: Move, x: TensorData, y: TensorData, value: number) {
  const { outer, length, outLength, inner, moved, from, fromStep, to, toStep } = plan;
  const copy = copyNest(x.subarray(from * inner), y.subarray(to * inner), {
    sizes: [outer, moved, inner],
    from: [length * inner, fromStep * inner, 1],
    to: [outLength * inner, toStep * inner, 1],
  });
  if (!copy || moved === outLength) return copy;
  return () => {
    y.fill(value);
    copy();
  };
}

function moveKernel(plan: Move, value: number) {
  const { outer, length, outLength, inner, moved } = plan;
  const count = outer * outLength * inner;
  return {
    shader: 'slice',
    source: shader,
    entryPoint: 'main',
    constants: {
      count,
      length,
      outLength,
      inner,
      moved,
      source: plan.from,
      sourceStep: plan.fromStep,
      destination: plan.to,
      destinationStep: plan.toStep,
      fillBits: new Uint32Array(Float32Array.of(value).buffer)[0],
    },
    workgroups: grid(count),
  };
}

function moveTerms(plan: Move, flat: number, value: number): Provenance {
  const { length, outLength, inner, moved, from, fromStep, to, toStep } = plan;
  const k = flat % inner;
  const o = Math.floor(flat / (inner * outLength));
  const j = ((Math.floor(flat / inner) % outLength) - to) / toStep;
  if (!Number.isInteger(j) || j < 0 || j >= moved) return { terms: [], expr: e.num(value) };
  return { terms: [{ input: 0, flat: (o * length + from + j * fromStep) * inner + k }] };
}

const withLength = (shape: Shape, axis: number, length: number) =>
  shape.map((d, i) => (i === axis ? length : d));

export const sliceOp: OpDef<SliceAttrs> = defineOp<SliceAttrs>({
  name: 'slice',
  doc: {
    family: 'rearrangement',
    summary: 'Elements along one axis at regular steps, usually neighbours.',
    equation: 'y_{\\dots i \\dots} = x_{\\dots\\,\\text{start}+i\\cdot\\text{step}\\,\\dots}',
    shapes: 'f32[…,N,…] → f32[…,length,…]',
    numerics: '',
    source: 'NumPy reference, basic slicing',
  },
  infer: ([x], { axis, start, length, step }) => {
    requireFloat('slice', 'x', x);
    const at = axisOf('slice', x.shape, axis);
    requireWhole('slice', 'start', start, 0);
    requireWhole('slice', 'length', length, 1);
    requireWhole('slice', 'step', step, 1);
    const last = start + (length - 1) * step;
    if (last >= x.shape[at]) {
      throw new ShapeError(
        `slice: elements ${start} to ${last} of axis ${axis} do not exist in ${showShape(x.shape)}; it has ${x.shape[at]}.`,
      );
    }
    return { dtype: 'f32', shape: withLength(x.shape, at, length) };
  },
  gradient: ({ b, attrs: { axis, start, length, step }, inputs: [x], grad }) => {
    const whole = x.type.shape[axisOf('slice', x.type.shape, axis)];
    const after = whole - start - (length - 1) * step - 1;
    return [pad(b, grad, { axis, before: start, after, step })];
  },
  reference: (use) => move(sliceMove(use), use.data[0], use.out, 0),
  fast: (use) => quickMove(sliceMove(use), use.data[0], use.out, 0),
  kernel: (use) => moveKernel(sliceMove(use), 0),
  provenance: (call) => moveTerms(sliceMove(call), call.flat, 0),
  samples: [
    {
      title: 'a middle part',
      attrs: { axis: 1, start: 1, length: 2, step: 1 },
      inputs: [{ shape: [2, 4, 3] }],
    },
    {
      title: 'the first row',
      attrs: { axis: 0, start: 0, length: 1, step: 1 },
      inputs: [{ shape: [5, 3] }],
    },
    {
      title: 'the last column',
      attrs: { axis: -1, start: 4, length: 1, step: 1 },
      inputs: [{ shape: [3, 5] }],
    },
    {
      title: 'everything',
      attrs: { axis: 0, start: 0, length: 1, step: 1 },
      inputs: [{ shape: [1] }],
    },
    {
      title: 'more than one workgroup',
      attrs: { axis: 1, start: 3, length: 11, step: 1 },
      inputs: [{ shape: [7, 19] }],
    },
    {
      title: 'every third element',
      attrs: { axis: 1, start: 1, length: 3, step: 3 },
      inputs: [{ shape: [2, 9, 2] }],
    },
  ],
  tolerance: { abs: 0, rel: 0 },
});

export const padOp: OpDef<PadAttrs> = defineOp<PadAttrs>({
  name: 'pad',
  doc: {
    family: 'rearrangement',
    summary: 'Puts a constant before and after the elements along one axis, and between them.',
    equation:
      'y_{\\dots i \\dots} = x_{\\dots\\,(i-\\text{before})/\\text{step}\\,\\dots}\\ \\text{or}\\ c',
    shapes: 'f32[…,N,…] → f32[…,before+(N−1)·step+1+after,…]',
    numerics: '',
    source: 'NumPy reference, numpy.pad; with steps, XLA operation semantics, Pad',
  },
  infer: ([x], { axis, before, after, step, value }) => {
    requireFloat('pad', 'x', x);
    const at = axisOf('pad', x.shape, axis);
    requireWhole('pad', 'before', before, 0);
    requireWhole('pad', 'after', after, 0);
    requireWhole('pad', 'step', step, 1);
    if (Number.isNaN(value)) throw new ShapeError('pad: the value is NaN; it must be a number.');
    const length = before + (x.shape[at] - 1) * step + 1 + after;
    return { dtype: 'f32', shape: withLength(x.shape, at, length) };
  },
  gradient: ({ b, attrs: { axis, before, step }, inputs: [x], grad }) => {
    const length = x.type.shape[axisOf('pad', x.type.shape, axis)];
    return [slice(b, grad, { axis, start: before, length, step })];
  },
  reference: (use) => move(padMove(use), use.data[0], use.out, use.attrs.value),
  fast: (use) => quickMove(padMove(use), use.data[0], use.out, use.attrs.value),
  kernel: (use) => moveKernel(padMove(use), use.attrs.value),
  provenance: (call) => moveTerms(padMove(call), call.flat, call.attrs.value),
  samples: [
    {
      title: 'both sides',
      attrs: { axis: 1, before: 1, after: 2, step: 1, value: 0 },
      inputs: [{ shape: [2, 3, 2] }],
    },
    {
      title: 'before only',
      attrs: { axis: 0, before: 2, after: 0, step: 1, value: 0 },
      inputs: [{ shape: [1, 3] }],
    },
    {
      title: 'nothing to add',
      attrs: { axis: 0, before: 0, after: 0, step: 1, value: 0 },
      inputs: [{ shape: [1] }],
    },
    {
      title: 'more than one workgroup',
      attrs: { axis: -1, before: 3, after: 4, step: 1, value: 0 },
      inputs: [{ shape: [7, 19] }],
    },
    {
      title: 'another constant, places in between',
      attrs: { axis: 0, before: 1, after: 1, step: 3, value: -2.5 },
      inputs: [{ shape: [4, 2] }],
    },
    {
      title: 'infinity around large values',
      attrs: { axis: 1, before: 2, after: 1, step: 1, value: -Infinity },
      inputs: [{ shape: [3, 4], fill: 'large' }],
    },
  ],
  tolerance: { abs: 0, rel: 0 },
});

/**
 * `length` elements of one axis, from `start` on, each `step` (1 unless given) after the last.
 * `f32[…,N,…] → f32[…,length,…]`
 * @throws ShapeError when they do not exist
 */
export function slice(
  b: Builder,
  x: Node,
  { step = 1, ...attrs }: Omit<SliceAttrs, 'step'> & { readonly step?: number },
  options?: NodeOptions,
): Node {
  return b.apply(sliceOp, [x], { ...attrs, step }, { axes: x.axes, ...options });
}

/**
 * A constant before and after the elements of one axis; zeros unless `value` is given. With a `step`
 * above 1 the elements are spread, with `step` − 1 such places between neighbours.
 * `f32[…,N,…] → f32[…,before+(N−1)·step+1+after,…]`
 */
export function pad(
  b: Builder,
  x: Node,
  {
    step = 1,
    value = 0,
    ...attrs
  }: Omit<PadAttrs, 'step' | 'value'> & Partial<Pick<PadAttrs, 'step' | 'value'>>,
  options?: NodeOptions,
): Node {
  return b.apply(padOp, [x], { ...attrs, step, value }, { axes: x.axes, ...options });
}
