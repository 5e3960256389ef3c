import shader from '../../../shaders/reduce.wgsl?raw';
import type { Node } from '../../graph/node';
import type { KernelSpec, OpSample, OpUse, ProvenanceTerm, ReferenceUse } from '../../graph/op';
import { axisOf, indexOf, sizeOf, stridesOf } from '../../tensor/shape';
import type { Axis, Shape, TensorType } from '../../tensor/types';
import { requireFloat } from './check';
import { grid } from './grid';
import { collapse, type Loops, loopConstants, offsetsOf } from './loops';
import { withKernels } from './kernels';

export type ReduceAttrs = {
  /** Axes that vanish, from the front or (negative) from the back. */
  readonly axes: readonly number[];
  /** Whether they stay as axes of length one. */
  readonly keepDims: boolean;
};

/** What callers may say: no axes means all of them. */
export interface ReduceOptions {
  readonly axes?: readonly number[];
  readonly keepDims?: boolean;
}

/** From this many elements per output on, a whole workgroup shares one output … */
const LONG = 128;
/** … unless there are outputs enough to keep a GPU busy with one thread each. */
const MANY = 16_384;

/** Fewer neighbours than this are not worth a call. */
const SHORT_RUN = 8;

/** Output type of a reduction. @throws ShapeError naming an axis that does not exist. */
export function inferReduce(op: string, x: TensorType, attrs: ReduceAttrs): TensorType {
  requireFloat(op, 'the input', x);
  const gone = goneAxes(op, x.shape, attrs.axes);
  return {
    dtype: 'f32',
    shape: attrs.keepDims
      ? x.shape.map((d, axis) => (gone.has(axis) ? 1 : d))
      : x.shape.filter((_, axis) => !gone.has(axis)),
  };
}

/** Shape of the input with the reduced axes at length one. */
export function keptShape(op: string, shape: Shape, axes: readonly number[]): number[] {
  const gone = goneAxes(op, shape, axes);
  return shape.map((d, axis) => (gone.has(axis) ? 1 : d));
}

/** Axis names of the result. */
export function reducedAxes(op: string, x: Node, attrs: ReduceAttrs): Axis[] {
  const gone = goneAxes(op, x.type.shape, attrs.axes);
  return attrs.keepDims
    ? x.axes.map((name, axis) => (gone.has(axis) ? '1' : name))
    : x.axes.filter((_, axis) => !gone.has(axis));
}

/** How many elements make one output. */
export function reducedCount(op: string, shape: Shape, axes: readonly number[]): number {
  const gone = goneAxes(op, shape, axes);
  return sizeOf(shape.filter((_, axis) => gone.has(axis)));
}

/** The loop of a reduction: factor · Σ, summed in double precision. */
export function reduceReference(op: string, use: ReferenceUse<ReduceAttrs>, factor: number) {
  const { out } = use;
  const [x] = use.data;
  const { kept, reduced } = loopsOf(op, use);
  const lastReduced = reduced.sizes.length - 1;
  if (reduced.strides[0][lastReduced] === 1) {
    const n = reduced.sizes[lastReduced];
    const starts = offsetsOf(kept.sizes, kept.strides[0]);
    const runs = offsetsOf(reduced.sizes.slice(0, lastReduced), reduced.strides[0]);
    return () => {
      for (let o = 0; o < starts.length; o++) {
        let sum = 0;
        for (let r = 0; r < runs.length; r++) {
          const from = starts[o] + runs[r];
          for (let i = from, end = from + n; i < end; i++) sum += x[i];
        }
        out[o] = factor * sum;
      }
    };
  }
  // The innermost axis stays: whole rows are added up.
  const lastKept = kept.sizes.length - 1;
  const n = kept.sizes[lastKept];
  const starts = offsetsOf(kept.sizes.slice(0, lastKept), kept.strides[0]);
  const rows = offsetsOf(reduced.sizes, reduced.strides[0]);
  const sums = new Float64Array(n);
  return () => {
    for (let o = 0; o < starts.length; o++) {
      sums.fill(0);
      for (let r = 0; r < rows.length; r++) {
        const from = starts[o] + rows[r];
        for (let i = 0; i < n; i++) sums[i] += x[from + i];
      }
      for (let i = 0; i < n; i++) out[o * n + i] = factor * sums[i];
    }
  };
}

/** The same by the kernels; null where runs of neighbours are short. */
export function quickReduce(op: string, use: ReferenceUse<ReduceAttrs>, factor: number) {
  const { out } = use;
  const [x] = use.data;
  const { kept, reduced } = loopsOf(op, use);
  const lastReduced = reduced.sizes.length - 1;
  const lastKept = kept.sizes.length - 1;
  const operands = { data: [x, out], writes: [1] };
  if (reduced.strides[0][lastReduced] === 1) {
    const n = reduced.sizes[lastReduced];
    if (n < SHORT_RUN) return null;
    const starts = offsetsOf(kept.sizes, kept.strides[0]);
    const runs = offsetsOf(reduced.sizes.slice(0, lastReduced), reduced.strides[0]);
    if (runs.length === 1 && lastKept === 0 && kept.strides[0][0] === n) {
      return withKernels(operands, (kernels, [from, to]) => () => {
        kernels.sumRows(from, to, starts.length, n, factor);
      });
    }
    return withKernels({ data: [x], writes: [] }, (kernels, [from]) => () => {
      for (let o = 0; o < starts.length; o++) {
        let sum = 0;
        for (let r = 0; r < runs.length; r++) {
          sum += kernels.sumRow(from + (starts[o] + runs[r]) * 4, n);
        }
        out[o] = factor * sum;
      }
    });
  }
  const n = kept.sizes[lastKept];
  if (reduced.sizes.length > 1 || reduced.strides[0][0] !== n || n < SHORT_RUN) return null;
  const starts = offsetsOf(kept.sizes.slice(0, lastKept), kept.strides[0]);
  const [rows] = reduced.sizes;
  return withKernels(operands, (kernels, [from, to]) => () => {
    for (let o = 0; o < starts.length; o++) {
      kernels.sumColumns(from + starts[o] * 4, 0, to + o * n * 4, rows, n, factor);
    }
  });
}

/** The loop of a reduction to the largest (`sign` 1) or the smallest (−1) element; NaN wins over all. */
export function extremumReference(op: string, use: ReferenceUse<ReduceAttrs>, sign: 1 | -1) {
  const { out } = use;
  const [x] = use.data;
  const { kept, reduced } = loopsOf(op, use);
  const starts = offsetsOf(kept.sizes, kept.strides[0]);
  const offsets = offsetsOf(reduced.sizes, reduced.strides[0]);
  return () => {
    for (let o = 0; o < starts.length; o++) {
      const start = starts[o];
      let best = x[start];
      for (let k = 1; k < offsets.length; k++) {
        const value = x[start + offsets[k]];
        if (sign * value > sign * best || Number.isNaN(value)) best = value;
      }
      out[o] = best;
    }
  };
}

/** Cases of reduce.wgsl. */
const MODES = { sum: 0, max: 1, min: 2 } as const;

/**
 * The kernel of a reduction: a thread or a workgroup per output, whichever suits the sizes.
 * @param factor  of a sum; an extremum has none
 */
export function reduceKernel(
  op: string,
  use: OpUse<ReduceAttrs>,
  factor: number,
  mode: keyof typeof MODES = 'sum',
): KernelSpec {
  const { kept, reduced } = loopsOf(op, use);
  const outputs = sizeOf(use.output.shape);
  const length = sizeOf(use.inputs[0].shape) / outputs;
  const shared = length >= LONG && outputs < MANY;
  return {
    shader: 'reduce',
    source: shader,
    entryPoint: shared ? 'group_per_output' : 'thread_per_output',
    constants: {
      mode: MODES[mode],
      count: outputs,
      length,
      factor,
      ...loopConstants(op, kept, ['kept_stride'], 3, 'kept_'),
      ...loopConstants(op, reduced, ['reduced_stride'], 3, 'reduced_'),
    },
    workgroups: grid(outputs, shared ? 1 : undefined),
  };
}

/** The elements that make one output, each with the same weight. */
export function reduceTerms(
  op: string,
  use: OpUse<ReduceAttrs>,
  flat: number,
  weight?: number,
): ProvenanceTerm[] {
  const { shape } = use.inputs[0];
  const gone = goneAxes(op, shape, use.attrs.axes);
  const strides = stridesOf(shape);
  const kept = shape.map((_, axis) => axis).filter((axis) => !gone.has(axis));
  const reduced = shape.map((_, axis) => axis).filter((axis) => gone.has(axis));
  const keptIndex = indexOf(
    kept.map((axis) => shape[axis]),
    flat,
  );
  const start = kept.reduce((at, axis, k) => at + keptIndex[k] * strides[axis], 0);
  const offsets = offsetsOf(
    reduced.map((axis) => shape[axis]),
    reduced.map((axis) => strides[axis]),
  );
  return Array.from(offsets, (offset) => ({
    input: 0,
    flat: start + offset,
    ...(weight === undefined ? {} : { weight }),
  }));
}

/** Axes first, last, in between, alternating, all and none; short and long. */
export const REDUCE_SAMPLES: readonly OpSample<ReduceAttrs>[] = [
  { title: 'rows', attrs: { axes: [-1], keepDims: false }, inputs: [{ shape: [3, 5] }] },
  { title: 'columns', attrs: { axes: [0], keepDims: true }, inputs: [{ shape: [7, 19] }] },
  { title: 'a middle axis', attrs: { axes: [1], keepDims: false }, inputs: [{ shape: [2, 5, 3] }] },
  {
    title: 'alternating axes',
    attrs: { axes: [0, 2, 4], keepDims: false },
    inputs: [{ shape: [2, 3, 2, 3, 5, 2] }],
  },
  {
    title: 'everything, longer than a workgroup',
    attrs: { axes: [0, 1], keepDims: false },
    inputs: [{ shape: [7, 331] }],
  },
  {
    title: 'long columns',
    attrs: { axes: [0], keepDims: false },
    inputs: [{ shape: [301, 3] }],
  },
  {
    title: 'two outer axes, more than one workgroup of outputs',
    attrs: { axes: [0, 1], keepDims: false },
    inputs: [{ shape: [2, 3, 70] }],
  },
  { title: 'one element', attrs: { axes: [0], keepDims: false }, inputs: [{ shape: [1] }] },
  { title: 'no axis', attrs: { axes: [], keepDims: false }, inputs: [{ shape: [2, 3] }] },
  {
    title: 'large values',
    attrs: { axes: [1], keepDims: false },
    inputs: [{ shape: [4, 9], fill: 'large' }],
  },
];

function goneAxes(op: string, shape: Shape, axes: readonly number[]): Set<number> {
  return new Set(axes.map((axis) => axisOf(op, shape, axis)));
}

function loopsOf(
  op: string,
  { attrs, inputs }: OpUse<ReduceAttrs>,
): { kept: Loops; reduced: Loops } {
  const { shape } = inputs[0];
  const gone = goneAxes(op, shape, attrs.axes);
  const strides = stridesOf(shape);
  const walk = (wanted: boolean) => {
    const axes = shape.map((_, axis) => axis).filter((axis) => gone.has(axis) === wanted);
    return collapse(
      axes.map((axis) => shape[axis]),
      [axes.map((axis) => strides[axis])],
    );
  };
  return { kept: walk(false), reduced: walk(true) };
}
