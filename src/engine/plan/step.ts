import type { KernelSpec, Runtime } from '../graph/op';
import type { ColumnSums } from './fusions/column-sums';
import type { LinearSpec } from '../ops/shared/linear-kernel';
import type { DType, TensorData } from '../tensor/types';
import type { Walk } from './walks';

/** A block of memory with a name. Elements are 32 bits wide. */
export interface BufferSpec {
  readonly name: string;
  /** In elements. */
  readonly length: number;
  /** The tensor that it was made for, to be named where it does not fit. */
  readonly tensor?: string;
}

/** Part of a buffer. `offset` is a multiple of 64 elements (256 bytes, WebGPU's default alignment). */
export interface Region {
  readonly buffer: string;
  readonly offset: number;
  readonly length: number;
  readonly dtype: DType;
}

/** One dispatch: a kernel for the GPU and the loop that does the same on the CPU. */
export interface Step {
  /** What it computes, e.g. the tensor's name: shown in plans, errors and GPU captures. */
  readonly label: string;
  readonly kernel: KernelSpec;
  /** In the order of the shader's bindings, without the runtime counters. */
  readonly regions: readonly Region[];
  /** Which of `regions` the shader writes. */
  readonly writes: readonly number[];
  /** Given the memory of `regions`, returns the loop. */
  readonly reference: (data: readonly TensorData[], runtime: Runtime) => () => void;
  /** Tensors that it computes on the way without storing them. */
  readonly absorbed?: readonly string[];
  /** What the kernel computes, where it is a matrix product of the two first regions. */
  readonly product?: LinearSpec;
  /** What the kernel computes, where it sums over the rows of its first regions. */
  readonly columnSums?: ColumnSums;
  /** What the kernel walks over, where it is a recurrence that can go together with another. */
  readonly walk?: Walk;
  /** A quicker loop, where there is one; null where it does not pay. */
  readonly fast?: (data: readonly TensorData[], runtime: Runtime) => (() => void) | null;
}

/**
 * Name of the buffer that holds the counters (u32: seed, step, cursor, 0). Every backend makes it
 * at its creation; steps may bind it like any other, e.g. to advance the step at the end of a step.
 */
export const RUNTIME_BUFFER = 'runtime';

/** Regions start at multiples of this many elements. */
export const REGION_ALIGNMENT = 64;
