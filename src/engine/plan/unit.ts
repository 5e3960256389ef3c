import type { Node } from '../graph/node';
import type { KernelSpec, OpUse, ReferenceUse, Runtime } from '../graph/op';
import { PlanError } from '../tensor/errors';
import { sizeOf, zeros } from '../tensor/shape';
import type { TensorData } from '../tensor/types';
import type { LinearSpec } from '../ops/shared/linear-kernel';
import type { ColumnSums } from './fusions/column-sums';
import type { Region, Step } from './step';
import type { Walk } from './walks';

/** What one dispatch computes: one node, or several that a fusion has joined. */
export interface Unit {
  /** The node in whose place the dispatch stands: all that it reads is there by then. */
  readonly end: Node;
  /** Tensors that it reads, each the root of its memory, in the order of the kernel's bindings. */
  readonly inputs: readonly Node[];
  /**
   * Tensors that it leaves in memory, in the order of the bindings after the inputs. Fusions may pass
   * each other tensors that are no nodes of the graph.
   */
  readonly outputs: readonly Node[];
  /** Everything that it stands for, inputs before users. */
  readonly nodes: readonly Node[];
  /** Constants that its nodes read by themselves, and that the kernel has built in. */
  readonly constants?: readonly Node[];
  readonly kernel: KernelSpec;
  /** A loop that does all of it at once on the CPU; the nodes' own loops one after another where there is none. */
  readonly fast?: (
    inputs: readonly TensorData[],
    outputs: readonly TensorData[],
  ) => (() => void) | null;
  /** What the kernel computes, where it is a matrix product: products that share an operand can be joined. */
  readonly product?: LinearSpec;
  /** What the kernel computes, where it sums over rows: such sums can be joined. */
  readonly columnSums?: ColumnSums;
  /** What the kernel walks over, where it is a recurrence that can go together with another. */
  readonly walk?: Walk;
  /** Name of the fusion; '' for a single node. */
  readonly fusion: string;
}

/** The node whose memory a node shows: itself, or for a view the node it is a view of. */
export function rootOf(node: Node): Node {
  return node.op.kernel === 'view' ? rootOf(node.inputs[0]) : node;
}

function useOf(node: Node): OpUse {
  return {
    attrs: node.attrs,
    inputs: node.inputs.map((input) => input.type),
    output: node.type,
  };
}

/** A node by itself. @throws PlanError when it has no kernel */
export function singleUnit(node: Node): Unit {
  if (typeof node.op.kernel !== 'function') {
    throw new PlanError(`"${node.name}" (${node.op.name}) has no kernel.`, node.name);
  }
  return {
    end: node,
    inputs: node.inputs.map(rootOf),
    outputs: [node],
    nodes: [node],
    kernel: node.op.kernel(useOf(node)),
    fusion: '',
  };
}

const NEVER = { seed: 0, step: 0, cursor: 0 };

/** The values of a constant, computed by its reference. */
export function constantOf(node: Node): TensorData {
  const out = zeros(node.type);
  node.op.reference({ ...useOf(node), data: [], out, runtime: NEVER })();
  return out;
}

/** The step of a unit whose tensors have found their places. */
export function stepOfUnit(
  unit: Unit,
  inputs: readonly Region[],
  outputs: readonly Region[],
): Step {
  const split = (data: readonly TensorData[]): [TensorData[], TensorData[]] => [
    data.slice(0, inputs.length),
    data.slice(inputs.length),
  ];
  const alone = unit.nodes.length === 1 ? unit.end.op : null;
  const { fast } = unit;
  const absorbed = unit.nodes
    .filter((node) => !unit.outputs.includes(node))
    .map(({ name }) => name);
  return {
    label: unit.outputs[0].name,
    ...(unit.product ? { product: unit.product } : {}),
    ...(unit.columnSums ? { columnSums: unit.columnSums } : {}),
    ...(unit.walk ? { walk: unit.walk } : {}),
    ...(absorbed.length > 0 ? { absorbed } : {}),
    kernel: unit.kernel,
    regions: [...inputs, ...outputs],
    writes: outputs.map((_, i) => inputs.length + i),
    reference: (data, runtime) => inTurn(unit, ...split(data), runtime, 'reference'),
    ...(fast || alone?.fast || !alone
      ? {
          fast: (data, runtime) => {
            const [read, written] = split(data);
            return fast?.(read, written) ?? inTurn(unit, read, written, runtime, 'fast');
          },
        }
      : {}),
  };
}

/** The loops of a unit's nodes one after another; what lies between them has memory of its own. */
function inTurn(
  unit: Unit,
  inputs: readonly TensorData[],
  outputs: readonly TensorData[],
  runtime: Runtime,
  way: 'reference' | 'fast',
): () => void {
  const memory = new Map<Node, TensorData>();
  unit.inputs.forEach((node, i) => memory.set(node, inputs[i]));
  unit.outputs.forEach((node, i) => memory.set(node, outputs[i]));
  for (const node of unit.constants ?? []) memory.set(node, constantOf(node));
  const dataOf = (node: Node): TensorData => {
    const root = rootOf(node);
    const known = memory.get(root);
    if (known) return known;
    const own = zeros({ dtype: root.type.dtype, shape: [sizeOf(root.type.shape)] });
    memory.set(root, own);
    return own;
  };
  const loops = unit.nodes.flatMap((node) => {
    if (node.op.kernel === 'view') return [];
    const use: ReferenceUse = {
      ...useOf(node),
      data: node.inputs.map(dataOf),
      out: dataOf(node),
      runtime,
    };
    return [(way === 'fast' ? node.op.fast?.(use) : null) ?? node.op.reference(use)];
  });
  if (loops.length === 1) return loops[0];
  return () => {
    for (const loop of loops) loop();
  };
}
