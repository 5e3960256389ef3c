import shader from '../../../shaders/binary.wgsl?raw';
import type { Builder, NodeOptions } from '../../graph/builder';
import type { Node } from '../../graph/node';
import {
  defineOp,
  type GradientRule,
  type NotDifferentiable,
  type OpDef,
  type OpDoc,
  type OpSample,
  type Provenance,
  type ReferenceUse,
} from '../../graph/op';
import {
  broadcastShapes,
  broadcastStrides,
  flatOf,
  indexOf,
  sameShape,
  sizeOf,
} from '../../tensor/shape';
import type { Axis, Shape, TensorData } from '../../tensor/types';
import { requireFloat } from './check';
import { grid } from './grid';
import { collapse, loopConstants, offsetsOf } from './loops';
import { withKernels } from './kernels';

export type NoAttrs = Record<never, never>;

/** Computes one run of `n` outputs from `a` and `b` read at steps `da` and `db` (0 repeats, 1 moves on). */
export type BinaryRow = (
  out: TensorData,
  o: number,
  a: TensorData,
  ai: number,
  da: number,
  b: TensorData,
  bi: number,
  db: number,
  n: number,
) => void;

/** What tells one broadcasting operation on two tensors from another. */
export interface BinaryRule {
  readonly name: string;
  /** The number of its case in binary.wgsl. */
  readonly code: number;
  readonly doc: Omit<OpDoc, 'shapes'>;
  readonly gradient: GradientRule<NoAttrs> | NotDifferentiable;
  readonly row: BinaryRow;
  /** Whether the kernels of the CPU have it too, under the same number. */
  readonly quick?: boolean;
  /** Terms for the elements at these positions of the two inputs, whose values are `left` and `right`. */
  readonly explain: (a: number, b: number, left: number, right: number) => Provenance;
  readonly samples?: readonly OpSample<NoAttrs>[];
  readonly relativeTolerance: number;
}

/** An elementwise operation on two tensors with NumPy's broadcasting. */
export function defineBinary(rule: BinaryRule): OpDef<NoAttrs> {
  return defineOp<NoAttrs>({
    name: rule.name,
    doc: { ...rule.doc, shapes: 'f32[…], f32[…] → f32[broadcast of both]' },
    infer: ([a, b]) => {
      requireFloat(rule.name, 'the first operand', a);
      requireFloat(rule.name, 'the second operand', b);
      return { dtype: 'f32', shape: broadcastShapes(rule.name, a.shape, b.shape) };
    },
    gradient: rule.gradient,
    reference: ({ inputs, output, data: [a, b], out }) => {
      const { sizes, strides } = loopsOf(inputs[0].shape, inputs[1].shape, output.shape);
      const last = sizes.length - 1;
      const n = sizes[last];
      const da = strides[0][last];
      const db = strides[1][last];
      const startsA = offsetsOf(sizes.slice(0, last), strides[0]);
      const startsB = offsetsOf(sizes.slice(0, last), strides[1]);
      const { row } = rule;
      return () => {
        for (let r = 0; r < startsA.length; r++) {
          row(out, r * n, a, startsA[r], da, b, startsB[r], db, n);
        }
      };
    },
    ...(rule.quick ? { fast: (use: ReferenceUse) => combineRows(rule.code, use) } : {}),
    kernel: ({ inputs, output }) => ({
      shader: 'binary',
      source: shader,
      entryPoint: 'main',
      constants: {
        operation: rule.code,
        count: sizeOf(output.shape),
        ...loopConstants(
          rule.name,
          loopsOf(inputs[0].shape, inputs[1].shape, output.shape),
          ['a', 'b'],
          6,
        ),
      },
      workgroups: grid(sizeOf(output.shape)),
    }),
    provenance: ({ inputs, output, flat, value }) => {
      const index = indexOf(output.shape, flat);
      const a = sourceOf(inputs[0].shape, output.shape, index);
      const b = sourceOf(inputs[1].shape, output.shape, index);
      return rule.explain(a, b, value(0, a), value(1, b));
    },
    samples: [...BROADCAST_SAMPLES, ...(rule.samples ?? [])],
    tolerance: { abs: 0, rel: rule.relativeTolerance },
  });
}

/** Axis names of a broadcast result: each from the operand that has the axis at its full length. */
function broadcastAxes(a: Node, b: Node): Axis[] {
  const [shapeA, shapeB] = [a.type.shape, b.type.shape];
  const rank = Math.max(shapeA.length, shapeB.length);
  return Array.from({ length: rank }, (_, i) => {
    const ia = i - rank + shapeA.length;
    const ib = i - rank + shapeB.length;
    if (ia < 0) return b.axes[ib];
    if (ib < 0) return a.axes[ia];
    const preferred = shapeA[ia] >= shapeB[ib] ? a.axes[ia] : b.axes[ib];
    const other = shapeA[ia] >= shapeB[ib] ? b.axes[ib] : a.axes[ia];
    return preferred === '1' && shapeA[ia] === shapeB[ib] ? other : preferred;
  });
}

/** Applies a binary operation with the axis names of the broadcast. */
export function applyBinary(
  b: Builder,
  op: OpDef<NoAttrs>,
  x: Node,
  y: Node,
  options?: NodeOptions,
): Node {
  // The operation itself reports shapes that do not fit.
  return b.apply(op, [x, y], {}, { axes: broadcastAxes(x, y), ...options });
}

/** Fewer elements in a run than this, and a loop in place is quicker than a call for each run. */
const SHORT = 16;

/** A kernel's number, applied run by run, or where the outermost loop but one is even, to all runs at once. */
export function combineRows(
  code: number,
  { inputs, output, data: [a, b], out }: Pick<ReferenceUse, 'inputs' | 'output' | 'data' | 'out'>,
): (() => void) | null {
  const { sizes, strides } = loopsOf(inputs[0].shape, inputs[1].shape, output.shape);
  const last = sizes.length - 1;
  const n = sizes[last];
  const [aStep, bStep] = strides.map((s) => s[last]);
  const rows = last > 0 ? sizes[last - 1] : 1;
  const [aRow, bRow] = strides.map((s) => (last > 0 ? s[last - 1] : 0));
  const outer = sizes.slice(0, Math.max(0, last - 1));
  const startsA = offsetsOf(outer, strides[0]);
  const startsB = offsetsOf(outer, strides[1]);
  if (aStep > 1 || bStep > 1 || n * rows < SHORT) return null;
  const size = rows * n * 4;
  return withKernels({ data: [a, b, out], writes: [2] }, (kernels, [atA, atB, to]) => () => {
    for (let i = 0; i < startsA.length; i++) {
      const [fromA, fromB] = [atA + startsA[i] * 4, atB + startsB[i] * 4];
      kernels.binary(code, fromA, fromB, to + i * size, rows, n, aRow, bRow, aStep, bStep);
    }
  });
}

function loopsOf(a: Shape, b: Shape, out: Shape) {
  return collapse(out, [broadcastStrides(a, out), broadcastStrides(b, out)]);
}

function sourceOf(shape: Shape, out: Shape, index: readonly number[]): number {
  if (sameShape(shape, out)) return flatOf(shape, index);
  const strides = broadcastStrides(shape, out);
  return index.reduce((flat, i, axis) => flat + i * strides[axis], 0);
}

const BROADCAST_SAMPLES: readonly OpSample<NoAttrs>[] = [
  {
    title: 'equal shapes, more than one workgroup',
    attrs: {},
    inputs: [{ shape: [7, 19] }, { shape: [7, 19], fill: 'positive' }],
  },
  {
    title: 'a row added to every row',
    attrs: {},
    inputs: [{ shape: [2, 3, 5] }, { shape: [5], fill: 'positive' }],
  },
  {
    title: 'a column against a matrix',
    attrs: {},
    inputs: [{ shape: [4, 1] }, { shape: [4, 6], fill: 'positive' }],
  },
  {
    title: 'an outer combination',
    attrs: {},
    inputs: [{ shape: [3, 1] }, { shape: [1, 5], fill: 'positive' }],
  },
  {
    title: 'alternating axes',
    attrs: {},
    inputs: [{ shape: [2, 1, 3, 1, 2] }, { shape: [1, 4, 1, 3, 1], fill: 'positive' }],
  },
  {
    title: 'a scalar and one element',
    attrs: {},
    inputs: [{ shape: [] }, { shape: [1], fill: 'positive' }],
  },
  {
    title: 'large values',
    attrs: {},
    inputs: [
      { shape: [3, 3], fill: 'large' },
      { shape: [3, 3], fill: 'positive' },
    ],
  },
];
