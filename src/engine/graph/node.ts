import type { Axis, TensorType, ValueKind } from '../tensor/types';
import type { AnyOp, Attrs } from './op';

/** What a tensor is to the person who looks at it; `given`: a weight that nothing changes. */
export type TensorRole = 'input' | 'parameter' | 'given' | 'activation' | 'gradient';

/** One tensor and how it is computed. Nodes are immutable; a graph is an ordered list of them. */
export interface Node {
  readonly id: number;
  readonly op: AnyOp;
  readonly attrs: Attrs;
  readonly inputs: readonly Node[];
  readonly type: TensorType;
  /** Unique within the graph, e.g. `encoder.0.attn.pattern`; gradients are `grad:NAME`. */
  readonly name: string;
  readonly role: TensorRole;
  /** False for helpers that no person named: they exist, can be read and explained, but are not listed. */
  readonly listed: boolean;
  /** One name per axis. */
  readonly axes: readonly Axis[];
  readonly kind: ValueKind;
}

/** Nodes in an order in which every node comes after its inputs. */
export interface Graph {
  readonly nodes: readonly Node[];
}
