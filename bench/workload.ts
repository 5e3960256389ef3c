import type * as Jax from '@jax-js/jax';
import type * as Tfjs from '@tensorflow/tfjs-core';
import type { Node } from '../src/engine/graph/node';
import type { ModelContext } from '../src/engine/layers/context';

/** Shape and content of a tensor that every library gets. */
export interface TensorSpec {
  readonly shape: readonly number[];
  readonly fill: Fill;
}

type Fill =
  /** f32, of the normal distribution. */
  | { readonly deviation: number }
  /** f32, everywhere the same. */
  | { readonly value: number }
  /** i32, from 0 up to, without, this. */
  | { readonly below: number };

export type TensorSpecs = Readonly<Record<string, TensorSpec>>;

/** A tensor of the workload by its name, as the library knows it. */
type Named<T> = (name: string) => T;

/** One piece of work, written once for each library from the same tensors. */
export interface Workload {
  readonly id: WorkloadId;
  readonly title: string;
  /** A whole training step, or the computation of one tensor alone. */
  readonly kind: 'training' | 'forward';
  /** What training changes; the names are those that Heed's layers give. */
  readonly parameters: TensorSpecs;
  readonly inputs: TensorSpecs;
  /** Arithmetic of the matrix products, 2 operations for each multiply-add. */
  readonly operations: number;
  /** The loss (training) or the result, from layers that declare their parameters by themselves. */
  readonly heed: (m: ModelContext, input: Named<Node>) => Node;
  readonly tfjs: (tf: typeof Tfjs, tensor: Named<Tfjs.Tensor>) => Tfjs.Tensor;
  readonly jax: (jax: typeof Jax, tensor: Named<Jax.Array>) => Jax.Array;
  /** Tensors that TensorFlow.js wants laid out otherwise. */
  readonly tfjsForm?: Readonly<Record<string, (tf: typeof Tfjs, x: Tfjs.Tensor) => Tfjs.Tensor>>;
  /** Why a library cannot do it. */
  readonly impossible?: Readonly<Partial<Record<SubjectId, string>>>;
}

export type WorkloadId = 'W1' | 'W2' | 'W3' | 'W4' | 'W5' | 'W6';

/** A library on a backend. */
export type SubjectId =
  | 'heed-webgpu'
  | 'heed-cpu'
  | 'tfjs-webgpu'
  | 'tfjs-wasm'
  | 'jax-webgpu'
  | 'jax-wasm';

/** A weight matrix whose products keep the variance of what it is multiplied with. */
export function weight(inputs: number, outputs: number): TensorSpec {
  return { shape: [inputs, outputs], fill: { deviation: 1 / Math.sqrt(inputs) } };
}

export function normal(shape: readonly number[], deviation = 1): TensorSpec {
  return { shape, fill: { deviation } };
}

export function filled(shape: readonly number[], value: number): TensorSpec {
  return { shape, fill: { value } };
}

export function ids(shape: readonly number[], below: number): TensorSpec {
  return { shape, fill: { below } };
}
