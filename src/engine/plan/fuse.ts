import type { Node } from '../graph/node';
import { rootOf, singleUnit, type Unit } from './unit';

/** What a fusion may ask of the graph around a node. */
export interface Surroundings {
  /**
   * Whether a tensor need not be stored when the nodes `inside` are computed in one go at `end`:
   * nobody keeps it, and nobody else reads it.
   */
  absorbable(node: Node, inside: ReadonlySet<Node>): boolean;
  /** Whether a tensor can be written as late as at the present node: whoever reads it comes after. */
  deferrable(node: Node, inside: ReadonlySet<Node>): boolean;
  /** Whether a tensor must hold its value afterwards. */
  kept(node: Node): boolean;
  /** Nodes that read a tensor, or a view of it. */
  consumers(node: Node): readonly Node[];
}

/** A way to compute several nodes in one dispatch. */
export interface Fusion {
  readonly name: string;
  /** The unit that computes a node, and perhaps others; null where it does not apply. */
  readonly match: (node: Node, around: Surroundings) => Unit | null;
}

/**
 * Groups nodes into units, from the last to the first, so that all who read a tensor are known when
 * it comes to be computed. What is read only inside of a unit vanishes.
 *
 * @param order    nodes in order, views and sources included
 * @param outputs  what must be computed
 * @param isKept   whether a node's memory must hold its value afterwards
 * @param fusions  tried in order at every node
 */
export function groupNodes(
  order: readonly Node[],
  outputs: readonly Node[],
  isKept: (node: Node) => boolean,
  fusions: readonly Fusion[],
): Unit[] {
  const kept = new Set([...outputs, ...order.filter(isKept)].map(rootOf));
  const readers = new Map<Node, Node[]>();
  for (const node of order) {
    if (node.op.kernel === 'view') continue;
    for (const input of new Set(node.inputs.map(rootOf))) {
      const list = readers.get(input);
      if (list) list.push(node);
      else readers.set(input, [node]);
    }
  }
  const demanded = new Set(kept);
  const made = new Set<Node>();
  const units: Unit[] = [];
  let now = Number.POSITIVE_INFINITY;
  const consumers = (node: Node): readonly Node[] => readers.get(node) ?? [];
  const around: Surroundings = {
    consumers,
    kept: (node) => kept.has(node),
    absorbable: (node, inside) =>
      !demanded.has(node) && consumers(node).every((c) => inside.has(c) || c.id > now),
    deferrable: (node, inside) =>
      !made.has(node) && consumers(node).every((c) => inside.has(c) || c.id > now),
  };

  for (const node of order.toReversed()) {
    const { kernel } = node.op;
    if (kernel === 'view' || kernel === 'source' || kernel === 'constant') continue;
    if (!demanded.has(node) || made.has(node)) continue;
    now = node.id;
    let unit: Unit | null = null;
    for (const fusion of fusions) unit ??= fusion.match(node, around);
    unit ??= singleUnit(node);
    units.push(unit);
    for (const output of unit.outputs) made.add(output);
    for (const input of unit.inputs) demanded.add(input);
  }
  return units.toSorted((a, b) => a.end.id - b.end.id);
}
