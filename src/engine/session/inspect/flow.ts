import type { Node } from '../../graph/node';

/** One tensor of a computation, and the tensors that it is computed from. */
export interface FlowNode {
  readonly name: string;
  /** Names of the listed tensors that it reads, in order, each once; helpers without a name are looked through. */
  readonly inputs: readonly string[];
}

/** The forward computation as a graph of its named tensors, in the order in which they are computed. */
export function flowOf(nodes: readonly Node[]): FlowNode[] {
  const above = new Map<Node, readonly string[]>();
  const namesOf = (node: Node): readonly string[] => {
    if (isNamed(node)) return [node.name];
    const known = above.get(node);
    if (known) return known;
    const found = [...new Set(node.inputs.flatMap(namesOf))];
    above.set(node, found);
    return found;
  };
  return nodes.filter(isNamed).map((node) => ({
    name: node.name,
    inputs: [...new Set(node.inputs.flatMap(namesOf))],
  }));
}

function isNamed(node: Node): boolean {
  return node.listed && node.role !== 'gradient';
}
