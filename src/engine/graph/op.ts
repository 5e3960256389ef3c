import type { Shape, TensorData, TensorType } from '../tensor/types';
import type { Builder } from './builder';
import type { Expr } from './expr';
import type { Node } from './node';

/** Settings of one use of an operation. Plain data, so that a graph can be printed. */
export type Attrs = Readonly<Record<string, AttrValue>>;
export type AttrValue = number | string | boolean | readonly number[];

/** Counters that random and sampling operations read; they change between runs, never the plan. */
export interface Runtime {
  /** The experiment's seed, a 32-bit unsigned integer. */
  seed: number;
  /** Training steps done. */
  step: number;
  /** Batches of the current evaluation pass done. */
  cursor: number;
}

/** Groups of operations, in the order in which they are listed. */
export const OP_FAMILIES = [
  'source',
  'elementwise',
  'activation',
  'reduction',
  'rearrangement',
  'product',
  'attention',
  'recurrence',
  'convolution',
  'normalisation',
  'loss',
] as const;

export interface OpDoc {
  readonly family: (typeof OP_FAMILIES)[number];
  /** One sentence: what the operation computes. */
  readonly summary: string;
  /** The equation in TeX, in terms of the inputs' field-standard letters. */
  readonly equation: string;
  /** Shapes of inputs → output. */
  readonly shapes: string;
  /** How rounding, overflow, masked or empty rows are handled; '' when there is nothing to say. */
  readonly numerics: string;
  /** Paper, book or standard, with equation or section number. */
  readonly source: string;
}

/** A use of an operation, as its rules see it. */
export interface OpUse<A extends Attrs = Attrs> {
  readonly attrs: A;
  readonly inputs: readonly TensorType[];
  readonly output: TensorType;
}

/** A use with its memory. `runtime` is a live object: read it at every run, do not copy it. */
export interface ReferenceUse<A extends Attrs = Attrs> extends OpUse<A> {
  readonly data: readonly TensorData[];
  readonly out: TensorData;
  readonly runtime: Readonly<Runtime>;
}

/** A shader made concrete. Bindings are in group 0: inputs in order, the output, then (if asked) the runtime counters. */
export interface KernelSpec {
  /** File name in src/shaders without `.wgsl`. */
  readonly shader: string;
  /** The WGSL text of that file. */
  readonly source: string;
  readonly entryPoint: string;
  /** Pipeline-overridable constants. */
  readonly constants: Readonly<Record<string, number>>;
  /** Workgroups along x, y and z; at most 65,535 each. */
  readonly workgroups: readonly [number, number, number];
  /** Whether the counters are bound after the output as `var<storage, read> runtime: array<u32, 4>` = seed, step, cursor, 0. */
  readonly usesRuntime?: boolean;
  /** Another way through the same shader, for adapters on which threads are slow to wait for each other. */
  readonly withoutBarriers?: Pick<KernelSpec, 'entryPoint' | 'workgroups'>;
}

/**
 * How an operation runs on a GPU:
 * a kernel; `view` (the output is its first input under another shape: no work);
 * `constant` (the reference computes it once, when the program is compiled);
 * `source` (memory that is filled from outside).
 */
export type KernelRule<A extends Attrs> =
  | ((use: OpUse<A>) => KernelSpec)
  | 'view'
  | 'constant'
  | 'source';

export interface GradientCall<A extends Attrs> {
  readonly b: Builder;
  readonly attrs: A;
  readonly inputs: readonly Node[];
  readonly output: Node;
  /** Gradient of the loss with respect to the output; same shape as the output. */
  readonly grad: Node;
}

/** For each input its gradient as a graph node of the input's shape, or null where there is none. */
export type GradientRule<A extends Attrs> = (call: GradientCall<A>) => readonly (Node | null)[];

export interface NotDifferentiable {
  readonly notDifferentiable: string;
}

/** One cell's ingredient: an element of an input, and what it is multiplied by where the rule is linear in it. */
export interface ProvenanceTerm {
  /** Which input of the node; `output` is the node itself: a recurrence reads its earlier states. */
  readonly input: number | 'output';
  /** Row-major position in that tensor. */
  readonly flat: number;
  /** A constant, or an element of another tensor; omitted means 1. */
  readonly weight?: number | { readonly input: number | 'output'; readonly flat: number };
}

export interface Provenance {
  readonly terms: readonly ProvenanceTerm[];
  /** Omitted means Σ termᵢ·weightᵢ. */
  readonly expr?: Expr;
}

export interface ProvenanceCall<A extends Attrs> extends OpUse<A> {
  /** Row-major position of the cell in the output. */
  readonly flat: number;
  /** Value of an element: needed where values decide which cells count (gather, masks). */
  readonly value: (input: number | 'output', flat: number) => number;
  readonly runtime: Readonly<Runtime>;
}

/** A small use for tests: shapes, attributes, and how to fill each input. */
export interface OpSample<A extends Attrs = Attrs> {
  readonly title: string;
  readonly attrs: A;
  readonly inputs: readonly SampleInput[];
}

export interface SampleInput {
  readonly shape: Shape;
  readonly dtype?: 'f32' | 'i32';
  /** Default: 'normal'. `mask` is zeros and ones with at least one row fully 0 where possible; `ids` are integers in [0, below). */
  readonly fill?:
    | 'normal'
    | 'large'
    | 'positive'
    | 'mask'
    | { readonly ids: number }
    | { readonly values: readonly number[] };
}

/**
 * One operation. Every field is required, so that the compiler lists what a new one lacks.
 * `reference` is written independently of the kernel and sums in double precision: it is the oracle.
 */
export interface OpDef<A extends Attrs = Attrs> {
  readonly name: string;
  readonly doc: OpDoc;
  /** Output type. @throws ShapeError naming the operation, what it got and what it expected. */
  readonly infer: (inputs: readonly TensorType[], attrs: A) => TensorType;
  readonly gradient: GradientRule<A> | NotDifferentiable;
  /** Looks at shapes once and returns the loop, which runs many times and allocates nothing. */
  readonly reference: (use: ReferenceUse<A>) => () => void;
  /**
   * A quicker way on the CPU than the reference, equal to it within `tolerance`; null where it does
   * not pay. The tests hold it to the reference, as they do the kernel.
   */
  readonly fast?: (use: ReferenceUse<A>) => (() => void) | null;
  readonly kernel: KernelRule<A>;
  readonly provenance: (call: ProvenanceCall<A>) => Provenance;
  readonly samples: readonly OpSample<A>[];
  /** Largest allowed |kernel − reference|: abs + rel · max|reference|. */
  readonly tolerance: { readonly abs: number; readonly rel: number };
}

/** An operation whose attribute type has been forgotten, as the graph and the planner hold it. */
// oxlint-disable-next-line typescript/no-explicit-any -- attributes are invariant; each op narrows them itself.
export type AnyOp = OpDef<any>;

/** Keeps the attribute type of a definition. */
export function defineOp<A extends Attrs>(def: OpDef<A>): OpDef<A> {
  return def;
}
