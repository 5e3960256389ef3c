import type { Builder } from '../../graph/builder';
import { type Expr, e } from '../../graph/expr';
import type { Node } from '../../graph/node';
import type { KernelSpec, OpSample, ProvenanceTerm, ReferenceUse } from '../../graph/op';
import { ShapeError } from '../../tensor/errors';
import { showShape, sizeOf } from '../../tensor/shape';
import type { Shape, TensorData, TensorType } from '../../tensor/types';
import { add } from '../add';
import { fill } from '../fill';
import { matmul } from '../matmul';
import { reshape } from '../reshape';
import { pad, slice } from '../slice';
import { requireFloat, requireShape } from './check';
import { grid } from './grid';
import { type Kernels, withKernels } from './kernels';

/**
 * What recurrent operations share. They walk over the positions of each sequence and leave behind a
 * *trace*: per position the gates and states of all units side by side, `f32[B,T,slots·H]`, slot by
 * slot. Where `keep` is 0 there is no word: the gates are 0 and the state is carried on unchanged.
 */
export type RecurrentAttrs = {
  /** Walk from the last position to the first; the trace stays in the positions' own order. */
  readonly reverse: boolean;
};

export interface RecurrentSizes {
  readonly batch: number;
  readonly steps: number;
  readonly hidden: number;
}

/** Sizes of a tensor `f32[B,T,slots·H]`. @throws ShapeError when it is none */
export function recurrentSizes(
  op: string,
  what: string,
  type: TensorType,
  slots: number,
): RecurrentSizes {
  requireFloat(op, what, type);
  const [batch, steps, width] = type.shape;
  if (type.shape.length !== 3 || width % slots !== 0) {
    const unit = slots === 1 ? 'H' : `${slots}H`;
    throw new ShapeError(
      `${op}: ${what} has shape ${showShape(type.shape)}, but it must be [B,T,${unit}].`,
    );
  }
  return { batch, steps, hidden: width / slots };
}

/** @throws ShapeError unless an operand is f32 of this shape */
export function requireOperand(op: string, what: string, type: TensorType, shape: Shape): void {
  requireFloat(op, what, type);
  requireShape(op, what, type, shape, 'the sequence');
}

/** The position that a step walks over; step −1 and step T give positions that do not exist. */
export function positionOf({ reverse }: RecurrentAttrs, steps: number, step: number): number {
  return reverse ? steps - 1 - step : step;
}

/** Double-precision memory of a reference. The loops take any array of numbers. */
export function scratch(length: number): TensorData {
  return new Float64Array(length) as unknown as TensorData;
}

/** Columns of the panels in src/wasm/kernels/recurrent.ts. */
const PANEL = 8;

/** The columns that so many take up there. */
const inPanels = (columns: number) => Math.ceil(columns / PANEL) * PANEL;

/**
 * The kernel of a recurrent operation.
 * @param products  of the states and the weights in one step: terms of each and columns
 * @param settings  what the kernel wants to know besides
 */
export function quickRecurrent(
  kernel: 'gru' | 'gruGrad' | 'lstm' | 'lstmGrad' | 'rnn' | 'rnnGrad',
  { data, out }: Pick<ReferenceUse, 'data' | 'out'>,
  { batch, steps, hidden }: RecurrentSizes,
  { reverse }: RecurrentAttrs,
  products: readonly { readonly inner: number; readonly columns: number }[],
  settings: readonly number[] = [],
): (() => void) | null {
  const needed = products.map(({ inner, columns }) => (inner + batch) * inPanels(columns));
  const operands = {
    data: [...data, out],
    writes: [data.length],
    scratch: needed.reduce((sum, elements) => sum + elements, 0),
  };
  return withKernels(operands, (kernels: Kernels, addresses, scratch) => {
    const all = [...addresses, batch, steps, hidden, Number(reverse), ...settings, scratch];
    return () => {
      kernels[kernel](...all);
    };
  });
}

/** Constants that all recurrent shaders have. */
export function recurrentConstants(
  { batch, steps, hidden }: RecurrentSizes,
  { reverse }: RecurrentAttrs,
): Record<string, number> {
  return { rows: batch, steps, hidden, reverse: Number(reverse) };
}

/** A workgroup per sequence, its threads over the units; or four threads for four sequences. */
export function recurrentDispatch({
  batch,
}: RecurrentSizes): Pick<KernelSpec, 'entryPoint' | 'workgroups' | 'withoutBarriers'> {
  return {
    entryPoint: 'group_per_row',
    workgroups: grid(batch, 1),
    withoutBarriers: { entryPoint: 'threads_per_four_rows', workgroups: grid(batch, 4) },
  };
}

/**
 * The kernel of a recurrence for two of them that differ only in their direction and in where their
 * tensors begin; as many workgroups again walk the second.
 */
export function joinedRecurrence(
  kernel: KernelSpec,
  starts: readonly { readonly name: string; readonly first: number; readonly second: number }[],
  [reverse, reverseSecond]: readonly boolean[],
): KernelSpec {
  const constants: Record<string, number> = {
    ...kernel.constants,
    walks: 2,
    reverse: Number(reverse),
    reverse_second: Number(reverseSecond),
  };
  for (const { name, first, second } of starts) {
    constants[`${name}_first`] = first;
    constants[`${name}_second`] = second;
  }
  const twice = ([x, y, z]: KernelSpec['workgroups']) => [x, y * 2, z] as const;
  const { withoutBarriers: alone } = kernel;
  return {
    ...kernel,
    constants,
    workgroups: twice(kernel.workgroups),
    ...(alone ? { withoutBarriers: { ...alone, workgroups: twice(alone.workgroups) } } : {}),
  };
}

/** A cell of a trace, or of its gradient. */
export interface TraceCell {
  readonly row: number;
  readonly slot: number;
  readonly unit: number;
  /** Its position, counted over all sequences. */
  readonly place: number;
  /** The position walked before it, counted over all sequences; −1 where it is the first. */
  readonly before: number;
  /** The position walked after it; −1 where it is the last. */
  readonly after: number;
}

/** The cell at a row-major position of `f32[B,T,slots·H]`. */
export function traceCell(
  { steps, hidden }: RecurrentSizes,
  { reverse }: RecurrentAttrs,
  slots: number,
  flat: number,
): TraceCell {
  const place = Math.floor(flat / (slots * hidden));
  const row = Math.floor(place / steps);
  const neighbour = (delta: number) => {
    const at = (place % steps) + (reverse ? -delta : delta);
    return at < 0 || at >= steps ? -1 : row * steps + at;
  };
  return {
    row,
    slot: Math.floor(flat / hidden) % slots,
    unit: flat % hidden,
    place,
    before: neighbour(-1),
    after: neighbour(1),
  };
}

/** Collects the terms of an explanation while its formula is written down. */
export class Terms {
  readonly list: ProvenanceTerm[] = [];

  /** A cell's value. */
  of(input: ProvenanceTerm['input'], flat: number): Expr {
    this.list.push({ input, flat });
    return e.term(this.list.length - 1);
  }

  /** A cell's value times the value of another. */
  product(
    input: ProvenanceTerm['input'],
    flat: number,
    weight: { readonly input: ProvenanceTerm['input']; readonly flat: number },
  ): Expr {
    this.list.push({ input, flat, weight });
    const last = this.list.length - 1;
    return e.mul(e.term(last), e.weight(last));
  }
}

/** a·(1 − a): the slope of the sigmoid where its value is a. */
export const sigmoidSlope = (a: Expr): Expr => e.mul(a, e.sub(e.num(1), a));

/** 1 − a²: the slope of tanh where its value is a. */
export const tanhSlope = (a: Expr): Expr => e.sub(e.num(1), e.mul(a, a));

/** Slots `first` to `first + count − 1` of every position. `f32[B,T,S·H] → f32[B,T,count·H]` */
export function traceSlots(
  b: Builder,
  trace: Node,
  hidden: number,
  first: number,
  count = 1,
): Node {
  return slice(b, trace, { axis: 2, start: first * hidden, length: count * hidden });
}

/** What a slot holds at one position. `f32[B,T,S·H] → f32[B,H]` */
export function slotAt(
  b: Builder,
  trace: Node,
  hidden: number,
  slot: number,
  position: number,
): Node {
  const at = slice(b, trace, { axis: 1, start: position, length: 1 });
  const [batch] = trace.type.shape;
  return reshape(b, traceSlots(b, at, hidden, slot), [batch, hidden], {
    axes: [trace.axes[0], 'C'],
  });
}

interface TotalGradient extends RecurrentAttrs {
  /** The trace, by whose name the layer goes. */
  readonly output: Node;
  /** What reaches the trace from outside, f32[B,T,S·H]. */
  readonly grad: Node;
  /** Slot of the state h in the trace. */
  readonly slot: number;
  /** What backpropagation through time made, with the gradient of the state before each step. */
  readonly all: Node;
  /** Slot of that state in it. */
  readonly beforeSlot: number;
  readonly hidden: number;
}

/**
 * The total derivative of the loss by the state after each step: what reaches it from outside and
 * what comes back through all later steps. Named `total:PATH.h` beside `grad:PATH.h`, which is the
 * first part alone; to be looked at, nothing else reads it. `f32[B,T,S·H], f32[B,T,S'·H] → f32[B,T,H]`
 * Source: Goodfellow et al. 2016, section 10.2.2; Pascanu, Mikolov & Bengio 2013, section 2.
 */
export function nameTotalGradient(b: Builder, use: TotalGradient): void {
  const { output, grad, slot, all, beforeSlot, hidden, reverse } = use;
  const path = /^(?:computed:)?(.+)\.(?:trace|h)$/.exec(output.name)?.[1];
  // Without a name nobody can look at it.
  if (path === undefined) return;
  const axes = [output.axes[0], output.axes[1], 'C'] as const;
  const named = { name: `total:${path}.h`, axes, role: 'gradient', kind: 'signed' } as const;
  const steps = output.type.shape[1];
  const outside = traceSlots(b, grad, hidden, slot);
  const later = { axis: 1, start: reverse ? 0 : 1, length: steps - 1 };
  // Of a single step nothing comes back.
  const through =
    steps > 1
      ? pad(b, slice(b, traceSlots(b, all, hidden, beforeSlot), later), {
          axis: 1,
          before: Number(reverse),
          after: Number(!reverse),
        })
      : fill(b, outside.type.shape, 0);
  add(b, outside, through, named);
}

/**
 * Gradient of recurrent weights: states before each step times gradients of what they were
 * multiplied to, over all positions of all sequences. `f32[B,T,H], f32[B,T,G·H] → f32[H,G·H]`
 */
export function weightGradient(b: Builder, before: Node, pre: Node): Node {
  return matmul(b, rows(b, before), rows(b, pre), { transposeA: true });
}

function rows(b: Builder, x: Node): Node {
  const width = x.type.shape[2];
  return reshape(b, x, [sizeOf(x.type.shape) / width, width]);
}

/** Shapes that samples of recurrent operations try. */
export interface RecurrentCase {
  readonly title: string;
  readonly batch: number;
  readonly steps: number;
  readonly hidden: number;
  readonly reverse: boolean;
  readonly padded?: boolean;
  readonly large?: boolean;
}

const RECURRENT_CASES: readonly RecurrentCase[] = [
  { title: 'forward', batch: 2, steps: 5, hidden: 3, reverse: false },
  { title: 'backward', batch: 3, steps: 4, hidden: 2, reverse: true },
  { title: 'padding', batch: 5, steps: 5, hidden: 3, reverse: false, padded: true },
  { title: 'padding, backward', batch: 4, steps: 6, hidden: 2, reverse: true, padded: true },
  { title: 'one of everything', batch: 1, steps: 1, hidden: 1, reverse: false },
  { title: 'more units than a workgroup', batch: 2, steps: 2, hidden: 67, reverse: true },
  { title: 'more sequences than a workgroup', batch: 67, steps: 2, hidden: 2, reverse: false },
  { title: 'saturated', batch: 2, steps: 3, hidden: 3, reverse: false, large: true },
];

/** The cases as samples of an operation; `inputs` gives the inputs before and after `keep`. */
export function recurrentSamples<A extends RecurrentAttrs>(
  inputs: (use: RecurrentCase) => OpSample['inputs'],
  attrs: (use: RecurrentCase) => A,
): OpSample<A>[] {
  return RECURRENT_CASES.map((use) => ({
    title: use.title,
    attrs: attrs(use),
    inputs: inputs(use),
  }));
}

/** The mask of a case: some random padding with a sequence without words, or words everywhere. */
export function keepSample({ batch, steps, padded }: RecurrentCase): OpSample['inputs'][number] {
  if (padded) return { shape: [batch, steps], fill: 'mask' };
  return { shape: [batch, steps], fill: { values: new Array<number>(batch * steps).fill(1) } };
}
