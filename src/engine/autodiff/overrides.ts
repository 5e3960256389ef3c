import { input } from '../ops/source';
import { override } from '../ops/override';
import { Builder } from '../graph/builder';
import type { Graph, Node } from '../graph/node';

/** Names of the helpers that carry an edit of the activation `name`. */
export const overrideNames = (name: string) => ({
  computed: `computed:${name}`,
  mask: `edited:${name}`,
  values: `edit:${name}`,
});

/**
 * The same graph with some activations replaceable: what was computed goes on under
 * `computed:NAME`, and NAME is what everything downstream reads. Since the replacement is a node
 * like any other, gradients stop at the replaced cells by themselves.
 *
 * @param names activations to make replaceable; other names are ignored
 */
export function withOverrides(graph: Graph, names: ReadonlySet<string>): Builder {
  const b = new Builder();
  const copies = new Map<Node, Node>();
  const copyOf = (node: Node): Node => {
    const copy = copies.get(node);
    if (!copy) throw new Error(`"${node.name}" is used before it is computed.`);
    return copy;
  };
  for (const node of graph.nodes) {
    const { axes, kind, role, type } = node;
    const replace = role === 'activation' && type.dtype === 'f32' && names.has(node.name);
    const helpers = overrideNames(node.name);
    let copy = b.apply(node.op, node.inputs.map(copyOf), node.attrs, {
      name: replace ? helpers.computed : node.name,
      listed: node.listed && !replace,
      axes,
      kind,
      role,
    });
    if (replace) {
      const mask = input(b, type.shape, { name: helpers.mask, listed: false, axes, kind: 'mask' });
      const values = input(b, type.shape, { name: helpers.values, listed: false, axes });
      copy = override(b, copy, mask, values, { name: node.name, listed: node.listed, axes, kind });
    }
    copies.set(node, copy);
  }
  return b;
}
