import { sizeOf } from '../../tensor/shape';
import type { TensorData } from '../../tensor/types';
import type { KernelSpec } from '../../graph/op';
import { collapse, offsetsOf } from './loops';

// Attention as one kernel: z = softmax(mask(scale · q·kᵀ))·v, without the scores ever being stored.

/**
 * Where the rows of a tensor lie. Element d of row t is at Σ iₗ·loops[l] + t·row + d, where iₗ are the
 * indices of the loops around; a stride of 0 repeats the tensor along that loop. So the heads of
 * `[B,T,H,D]` under the loops (B, H) have the strides [T·H·D, D] and rows H·D apart, and those of
 * `[B,H,T,D]` have [H·T·D, T·D] and D.
 */
export interface RowsAt {
  readonly loops: readonly number[];
  readonly row: number;
}

/** Where a mask lies: mask element of query i and key j is at Σ iₗ·loops[l] + i·query + j·key; 0 repeats. */
export interface MaskAt {
  readonly loops: readonly number[];
  readonly query: number;
  readonly key: number;
}

/** One use of attention: any number of heads (the combinations of the loops' indices) of the same size. */
export interface AttentionSpec {
  /** Sizes of the loops around, outermost first: (B, H), (B, G, R), … */
  readonly loops: readonly number[];
  readonly queries: number;
  readonly keys: number;
  /** Elements of a row of q and of k. */
  readonly keyWidth: number;
  /** Elements of a row of v and of z. */
  readonly valueWidth: number;
  /** What scores are multiplied by. */
  readonly scale: number;
  readonly q: RowsAt;
  readonly k: RowsAt;
  readonly v: RowsAt;
  readonly z: RowsAt;
  /** f32; where it is 0 a query may not attend a key. A NaN keeps. */
  readonly mask?: MaskAt;
  /** Whether query i may attend keys 0 … i only; besides what the mask says. */
  readonly causal?: boolean;
}

/** The gradient by the queries. `dq` may not have a stride of 0 along a loop of more than one. */
export interface AttentionQuerySpec extends AttentionSpec {
  readonly dz: RowsAt;
  readonly dq: RowsAt;
}

/**
 * The gradients by keys and values. A stride of 0 of `dk` along a loop sums over that loop, as shared
 * keys need; `dv` must have its zeros along the same loops.
 */
export interface AttentionKeyValueSpec extends Omit<AttentionSpec, 'z'> {
  readonly dz: RowsAt;
  readonly dk: RowsAt;
  readonly dv: RowsAt;
}

/** Tensors that the kernels bind. */
export type AttentionTensor = 'q' | 'k' | 'v' | 'z' | 'mask' | 'stats' | 'dz' | 'dq' | 'dk' | 'dv';

/** What a planner needs for a step. */
export interface AttentionKernel {
  readonly kernel: KernelSpec;
  /** What the regions hold, in order. Where there is no mask, q stands in its place once more. */
  readonly tensors: readonly AttentionTensor[];
  /** Which of the regions are written. */
  readonly writes: readonly number[];
  /** Given the regions' memory, the plain loop, in double precision. */
  readonly reference: (data: readonly TensorData[]) => () => void;
  /** A quicker loop, in single precision; null where it does not pay. */
  readonly fast: (data: readonly TensorData[]) => (() => void) | null;
}

/**
 * Numbers that are kept of each query of each head: its largest score, 1 / Σ exp(score − largest)
 * (0 where everything is masked), and δ = Σ dz·z, which the gradient by the queries adds.
 */
export const STATS = 3;

/** Elements of `stats`: memory that the forward kernel writes, the gradient by q completes, and that by k and v reads. */
export function statsLength({ loops, queries }: Pick<AttentionSpec, 'loops' | 'queries'>): number {
  return STATS * sizeOf(loops) * queries;
}

/** The loops in as few as possible, with the strides of every tensor, and of `rows`: the query rows. */
export interface Heads<Name extends string> {
  readonly sizes: readonly number[];
  readonly strides: Readonly<Record<Name | 'rows', readonly number[]>>;
}

/** Loops that a kernel can nest. */
const MOST_LOOPS = 3;

/** The loops around; null when they are too many for a kernel. */
export function headsOf<Name extends string>(
  { loops, queries }: Pick<AttentionSpec, 'loops' | 'queries'>,
  tensors: Readonly<Record<Name, { readonly loops: readonly number[] }>>,
): Heads<Name> | null {
  const names = Object.keys(tensors) as Name[];
  let rows = sizeOf(loops) * queries;
  const rowStrides = loops.map((size) => (rows /= size || 1));
  const walk = collapse(loops, [...names.map((name) => tensors[name].loops), rowStrides]);
  if (walk.sizes.length > MOST_LOOPS) return null;
  const strides = { rows: walk.strides[names.length] } as Record<Name | 'rows', readonly number[]>;
  names.forEach((name, i) => {
    strides[name] = walk.strides[i];
  });
  return { sizes: walk.sizes, strides };
}

/** Where each head starts in every tensor. */
export function headStarts<Name extends string>({
  sizes,
  strides,
}: Heads<Name>): Record<Name | 'rows', Int32Array> {
  const starts = {} as Record<Name | 'rows', Int32Array>;
  for (const name of Object.keys(strides) as Name[]) starts[name] = offsetsOf(sizes, strides[name]);
  return starts;
}
