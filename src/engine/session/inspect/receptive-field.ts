import type { Node } from '../../graph/node';
import { indexOf } from '../../tensor/shape';
import type { TensorData } from '../../tensor/types';

/** What a cell can depend on in one tensor. */
export interface ReceptiveField {
  readonly name: string;
  /** The smallest box around the cells: first and last element along each axis. */
  readonly first: readonly number[];
  readonly last: readonly number[];
  /** How many cells there are. */
  readonly count: number;
}

/** What one cell is computed from, in any number of steps, and how the nodes on the way are called. */
export function ancestorsOf(node: Node): Node[] {
  const found = new Set<Node>();
  const visit = (at: Node): void => {
    if (found.has(at)) return;
    found.add(at);
    for (const from of at.inputs) visit(from);
  };
  visit(node);
  return [...found].sort((a, b) => b.id - a.id);
}

/**
 * The receptive field of a cell: of every tensor before it, the cells that it is computed from in any
 * number of steps. Follows what each operation says its cells are computed from, back to the inputs;
 * parameters are left out. Padding is no part of it.
 * @param ancestors the cell's tensor and all before it, the last first
 * @param data      values of each, since some operations choose by them
 * @param leave     looked at between two tensors: whether to give up
 * @returns the fields of named tensors, in the order of the computation; null when given up
 */
export async function receptiveField(
  ancestors: readonly Node[],
  flat: number,
  data: ReadonlyMap<Node, TensorData>,
  leave: () => boolean,
): Promise<ReceptiveField[] | null> {
  const [start] = ancestors;
  const reached = new Map<Node, Set<number>>([[start, new Set([flat])]]);
  const valuesOf = (node: Node): TensorData => data.get(node) ?? new Float32Array();
  for (const node of ancestors) {
    const cells = reached.get(node);
    if (!cells || node.op.kernel === 'source' || node.op.kernel === 'constant') continue;
    if (leave()) return null;
    const { op, attrs, inputs, type } = node;
    const use = { attrs, inputs: inputs.map((from) => from.type), output: type };
    const value = (input: number | 'output', at: number): number =>
      valuesOf(input === 'output' ? node : inputs[input])[at];
    const note = (from: Node, at: number): void => {
      if (from.role === 'parameter') return;
      const known = reached.get(from) ?? new Set<number>();
      known.add(at);
      reached.set(from, known);
    };
    // A recurrence reads cells of its own: they are added while it is walked, and walked in turn.
    for (const cell of cells) {
      if (op.kernel === 'view') {
        note(inputs[0], cell);
        continue;
      }
      const runtime = { seed: 0, step: 0, cursor: 0 };
      for (const { input, flat: at, weight } of op.provenance({
        ...use,
        flat: cell,
        value,
        runtime,
      }).terms) {
        note(input === 'output' ? node : inputs[input], at);
        if (typeof weight !== 'object') continue;
        note(weight.input === 'output' ? node : inputs[weight.input], weight.flat);
      }
    }
  }
  return [...reached]
    .filter(([node]) => node.listed)
    .sort(([a], [b]) => a.id - b.id)
    .map(([node, cells]) => fieldOf(node, cells));
}

function fieldOf({ name, type }: Node, cells: ReadonlySet<number>): ReceptiveField {
  const first = type.shape.map((length) => length);
  const last = type.shape.map(() => -1);
  for (const cell of cells) {
    for (const [axis, at] of indexOf(type.shape, cell).entries()) {
      first[axis] = Math.min(first[axis], at);
      last[axis] = Math.max(last[axis], at);
    }
  }
  return { name, first, last, count: cells.size };
}
