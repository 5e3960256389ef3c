import shader from '../../../shaders/linear.wgsl?raw';
import type { KernelSpec } from '../../graph/op';
import { PlanError } from '../../tensor/errors';
import { sizeOf } from '../../tensor/shape';
import type { Shape, TensorData } from '../../tensor/types';
import { grid, threadsFor } from './grid';
import { collapse, loopConstants, offsetsOf } from './loops';

/** What is applied to each result; the codes of linear.wgsl. */
const ACTIVATIONS = { none: 0, relu: 1, tanh: 2, sigmoid: 3 } as const;

export type LinearActivation = keyof typeof ACTIVATIONS;

/**
 * One product c = act(alpha · (a · b) + bias) + residual, or a group of two or three.
 * All positions are in elements and count from the start of what is bound.
 */
export interface LinearSpec {
  readonly rows: number;
  readonly inner: number;
  readonly cols: number;
  /** Distance of neighbours in a row index and in the inner one; where the first element lies (0 unless given). */
  readonly a: { readonly row: number; readonly inner: number; readonly offset?: number };
  readonly b: { readonly inner: number; readonly col: number; readonly offset?: number };
  /** Elements of c that no row and column reaches are left as they are. */
  readonly c: { readonly row: number; readonly col: number; readonly offset?: number };
  /** The batch as nested loops, outermost first, with the strides of all three; 0 repeats a matrix. */
  readonly batch?: {
    readonly sizes: Shape;
    readonly a: readonly number[];
    readonly b: readonly number[];
    readonly c: readonly number[];
  };
  /** 1 unless given. */
  readonly alpha?: number;
  /** None unless given. */
  readonly act?: LinearActivation;
  /** A vector of `cols` elements in a tensor of its own, from `offset` on (0 unless given). */
  readonly bias?: { readonly offset?: number };
  /**
   * A tensor of its own, laid out like c; `offset` is that of c unless given. With `slope` it is not
   * added: it holds results of this activation, by whose slopes the product is multiplied.
   */
  readonly residual?: {
    readonly offset?: number;
    readonly slope?: Exclude<LinearActivation, 'none'>;
  };
  /**
   * Products alike: where each one's operands start, a at `a.offset` unless given, and its bias in b's
   * tensor (`b.offset` and `bias` do not count then). Either all of them have a bias, or none. Each has a
   * tensor c of its own, of the same layout; there is no residual.
   */
  readonly group?: readonly { readonly a?: number; readonly b: number; readonly bias?: number }[];
  /**
   * The sum of several products, whose operands lie so far from one to the next. There is neither
   * bias nor activation.
   */
  readonly terms?: { readonly count: number; readonly a: number; readonly b: number };
}

/** Which way linear.wgsl goes. */
interface LinearWay {
  /** `block`: a thread computes 8 × 8 results or 16 × 8; `tile`: 64 threads a tile; `sum`: 64 threads share the sums of 4 × 4. */
  readonly way: 'block' | 'tile' | 'sum';
  /** Columns of a block or a tile. */
  readonly side: number;
  readonly count: number;
}

const BLOCK = 8;
/** The codes of what threads do together, by the columns of a tile. */
const TOGETHER: Readonly<Record<number, number>> = { 32: 0, 64: 1, 4: 2 };
/** From this many multiplications on, a block has twice as many rows: quicker, but slower to compile. */
const MANY = 2 ** 22;
/** From this inner size on, a workgroup shares the sums of 4 × 4 results … */
const LONG = 256;
/** … unless there are tiles enough to keep a GPU busy, small ones or large ones. */
const TILES = 64;
const LARGE_TILES = 128;

/** Blocks of so many columns and rows that cover all products. */
function blocksOf(spec: LinearSpec, side: number, height = side): number {
  return Math.ceil(spec.rows / height) * Math.ceil(spec.cols / side) * productsIn(spec);
}

function productsIn({ batch, group }: LinearSpec): number {
  return (group?.length ?? 1) * sizeOf(batch?.sizes ?? []);
}

function termsOf({ terms }: LinearSpec): number {
  return terms?.count ?? 1;
}

/** Rows of the blocks that threads compute alone. */
function heightOf(spec: LinearSpec): number {
  const { rows, inner, cols } = spec;
  const wasted = Math.ceil(rows / 16) * 16 - rows;
  const large =
    rows * inner * termsOf(spec) * cols * productsIn(spec) >= MANY &&
    blocksOf(spec, BLOCK, 16) >= 32;
  return large && wasted * 8 <= rows ? 16 : 8;
}

/**
 * The way for an adapter on which threads may wait for each other, by sizes alone: large tiles where
 * there are enough of them, a shared sum where it is long and results are few, else small tiles;
 * a block per thread where a tile would be mostly empty.
 */
export function linearWay(spec: LinearSpec): LinearWay {
  const { rows, cols } = spec;
  const inner = spec.inner * termsOf(spec);
  const large = blocksOf(spec, 64);
  if (Math.min(rows, cols) >= 64 && large >= LARGE_TILES) {
    return { way: 'tile', side: 64, count: large };
  }
  const small = blocksOf(spec, 32);
  if (inner >= LONG && small < TILES) return { way: 'sum', side: 4, count: blocksOf(spec, 4) };
  if (Math.min(rows, cols) >= 16) return { way: 'tile', side: 32, count: small };
  return { way: 'block', side: BLOCK, count: blocksOf(spec, BLOCK, heightOf(spec)) };
}

/**
 * The dispatch. Bindings: a, b, then the bias and the residual where there are any, then c; of a
 * group a, b (with the biases), then each product's c, which are all written.
 * @throws PlanError when the batch needs more than four loops, or the group has not two or three
 * products alike
 */
export function linearKernel(spec: LinearSpec): KernelSpec {
  const { a, b, c, bias, residual, group, terms, alpha = 1, act = 'none' } = spec;
  const name = entryOf(spec);
  const loops = batchLoops(spec);
  const chosen = linearWay(spec);
  const height = heightOf(spec);
  const blocks = blocksOf(spec, BLOCK, height);
  const threads = threadsFor(blocks);
  const alone = { entryPoint: name, workgroups: grid(blocks, threads) };
  const shared = { entryPoint: `${name}_together`, workgroups: grid(chosen.count, 1) };
  const offset = c.offset ?? 0;
  const optional: Record<string, number | undefined> = {
    a_offset0: group?.[0].a ?? a.offset,
    a_offset1: group?.[1].a ?? a.offset,
    a_offset2: group?.[2]?.a ?? a.offset,
    b_offset0: group ? group[0].b : b.offset,
    b_offset1: group?.[1].b,
    b_offset2: group?.[2]?.b,
    bias_offset0: group ? group[0].bias : bias?.offset,
    bias_offset1: group?.[1].bias,
    bias_offset2: group?.[2]?.bias,
    residual_offset: residual ? (residual.offset ?? offset) : undefined,
    c_offset: c.offset,
  };
  return {
    shader: 'linear',
    source: shader,
    ...(chosen.way === 'block' ? alone : { ...shared, withoutBarriers: alone }),
    constants: {
      batches: sizeOf(loops.sizes),
      rows: spec.rows,
      cols: spec.cols,
      inner: spec.inner,
      a_row: a.row,
      a_inner: a.inner,
      b_inner: b.inner,
      b_col: b.col,
      c_row: c.row,
      c_col: c.col,
      ...given(optional),
      ...loopConstants('matmul', loops, ['a', 'b', 'c'], 4),
      ...(group
        ? { products: group.length, grouped_bias: group[0].bias === undefined ? 0 : 1 }
        : {}),
      ...(terms ? { terms: terms.count, a_term: terms.a, b_term: terms.b } : {}),
      ...(alpha === 1 ? {} : { alpha }),
      ...(act === 'none' ? {} : { activation: ACTIVATIONS[act] }),
      ...(residual?.slope ? { slope: ACTIVATIONS[residual.slope] } : {}),
      ...(threads === 32 ? {} : { threads }),
      ...(height === BLOCK ? {} : { height }),
      ...(chosen.way === 'block' ? {} : { together: TOGETHER[chosen.side] }),
    },
  };
}

/** What differs from the shader's own 0. */
function given(optional: Readonly<Record<string, number | undefined>>): Record<string, number> {
  const constants: Record<string, number> = {};
  for (const [name, value] of Object.entries(optional)) if (value) constants[name] = value;
  return constants;
}

function entryOf({ group, bias, residual, terms, act = 'none' }: LinearSpec): string {
  const biased = bias ?? group?.[0]?.bias;
  if (terms && (biased !== undefined || act !== 'none')) {
    throw new PlanError('linear: a sum of products has neither bias nor activation.');
  }
  if (!group) {
    if (residual) return bias ? 'biased_residual' : 'residual';
    return bias ? 'biased' : 'plain';
  }
  if (group.length < 2 || group.length > 3) {
    throw new PlanError(`linear: a group of ${group.length} products; there can be two or three.`);
  }
  if (group.some((product) => (product.bias === undefined) !== (group[0].bias === undefined))) {
    throw new PlanError('linear: some products of a group have a bias and others have none.');
  }
  if (bias || residual) {
    throw new PlanError('linear: a group has its biases in the buffer of b, and no residual.');
  }
  return `grouped${group.length}`;
}

function batchLoops({ batch }: LinearSpec) {
  return batch ? collapse(batch.sizes, [batch.a, batch.b, batch.c]) : collapse([], [[], [], []]);
}

/** What one product reads and writes: its tensors, and where each matrix of the batch starts in them. */
export interface LinearProduct {
  readonly a: TensorData;
  readonly b: TensorData;
  readonly bias?: TensorData;
  readonly residual?: TensorData;
  readonly c: TensorData;
  readonly starts: { readonly a: Int32Array; readonly b: Int32Array; readonly c: Int32Array };
  readonly biasStart: number;
  /** What is added to a position in c to get that in the residual. */
  readonly residualShift: number;
}

/** The products of a spec, one or the group's, given its tensors in the order of the bindings. */
export function productsOf(spec: LinearSpec, data: readonly TensorData[]): LinearProduct[] {
  entryOf(spec);
  const { sizes, strides } = batchLoops(spec);
  const offset = spec.c.offset ?? 0;
  const starts = (which: number, first: number) =>
    offsetsOf(sizes, strides[which]).map((start) => start + first);
  const startsC = starts(2, offset);
  const [a, b, ...rest] = data;
  if (spec.group) {
    return spec.group.map((product, i) => ({
      a,
      b,
      bias: product.bias === undefined ? undefined : b,
      c: rest[i],
      starts: {
        a: starts(0, product.a ?? spec.a.offset ?? 0),
        b: starts(1, product.b),
        c: startsC,
      },
      biasStart: product.bias ?? 0,
      residualShift: 0,
    }));
  }
  const bias = spec.bias ? rest.shift() : undefined;
  const residual = spec.residual ? rest.shift() : undefined;
  return [
    {
      a,
      b,
      bias,
      residual,
      c: rest[0],
      starts: { a: starts(0, spec.a.offset ?? 0), b: starts(1, spec.b.offset ?? 0), c: startsC },
      biasStart: spec.bias?.offset ?? 0,
      residualShift: (spec.residual?.offset ?? offset) - offset,
    },
  ];
}

/** What a product is that is no sum of several. */
export const ONE_TERM = { count: 1, a: 0, b: 0 };

/** The plain loop on the CPU, in double precision, over tensors in the order of the bindings. */
export function linearLoop(spec: LinearSpec, data: readonly TensorData[]): () => void {
  const products = productsOf(spec, data);
  const { rows, inner, cols, terms = ONE_TERM, alpha = 1, act = 'none' } = spec;
  const slope = spec.residual?.slope;
  const { row: aRow, inner: aInner } = spec.a;
  const { inner: bInner, col: bCol } = spec.b;
  const { row: cRow, col: cCol } = spec.c;
  return () => {
    for (const { a, b, bias, residual, c, starts, biasStart, residualShift } of products) {
      for (let n = 0; n < starts.a.length; n++) {
        for (let i = 0; i < rows; i++) {
          for (let j = 0; j < cols; j++) {
            let sum = 0;
            for (let t = 0; t < terms.count; t++) {
              let p = starts.a[n] + t * terms.a + i * aRow;
              let q = starts.b[n] + t * terms.b + j * bCol;
              for (let k = 0; k < inner; k++) {
                sum += a[p] * b[q];
                p += aInner;
                q += bInner;
              }
            }
            const at = starts.c[n] + i * cRow + j * cCol;
            const value = activate(act, alpha * sum + (bias ? bias[biasStart + j] : 0));
            c[at] = residual ? withResidual(slope, value, residual[at + residualShift]) : value;
          }
        }
      }
    }
  };
}

function withResidual(slope: LinearActivation | undefined, v: number, r: number): number {
  switch (slope) {
    case 'relu':
      return r <= 0 ? 0 : v;
    case 'tanh':
      return v * (1 - r * r);
    case 'sigmoid':
      return v * r * (1 - r);
    default:
      return v + r;
  }
}

/** The activation of one element. */
function activate(act: LinearActivation, v: number): number {
  switch (act) {
    case 'none':
      return v;
    case 'relu':
      return v <= 0 ? 0 : v;
    case 'tanh':
      return Math.tanh(v);
    case 'sigmoid':
      return 1 / (1 + Math.exp(-v));
  }
}
