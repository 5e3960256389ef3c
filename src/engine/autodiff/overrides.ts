import type { Intervention } from '../experiment/schema';
import { Builder } from '../graph/builder';
import type { Graph, Node } from '../graph/node';
import { override } from '../ops/override';
import { input } from '../ops/source';
import { effective, intervene } from './interventions';

const COMPUTED = 'computed:';

/** Names of the helpers that carry an edit of the activation `name`. */
export const overrideNames = (name: string) => ({
  computed: COMPUTED + name,
  mask: `edited:${name}`,
  values: `edit:${name}`,
});

/** Name of what was computed, or came from outside, before anything was put in its place. */
export function computedName(graph: Graph, name: string): string {
  const computed = COMPUTED + name;
  return graph.nodes.some((node) => node.name === computed) ? computed : name;
}

/**
 * Places of what comes from outside, for an edited graph: a source that is intervened on goes by
 * another name there.
 */
export function placesOfSources<T>(graph: Graph, places: ReadonlyMap<string, T>): Map<string, T> {
  return new Map(
    graph.nodes.flatMap(({ name, op }): [string, T][] => {
      const place = op.kernel === 'source' ? places.get(originalName(name)) : undefined;
      return place === undefined ? [] : [[name, place]];
    }),
  );
}

/** The tensor that a source of an edited graph stands for. */
export function originalName(name: string): string {
  return name.startsWith(COMPUTED) ? name.slice(COMPUTED.length) : name;
}

export interface EditedGraph {
  readonly b: Builder;
  /** What a node of the graph before has become. */
  readonly copyOf: (node: Node) => Node;
}

/**
 * The same graph with some tensors changed: what was computed goes on under `computed:NAME`, and NAME
 * is what everything downstream reads. Interventions come first, then the cells that were set one by
 * one. Since all that is a node like any other, gradients stop at replaced cells by themselves.
 *
 * @param names         activations and parameters whose cells are to be replaceable; inputs are written
 *                      where they lie, unless they are intervened on
 * @param interventions those of this model that are on; of gradients, see `appendGradients`
 */
export function withOverrides(
  graph: Graph,
  names: ReadonlySet<string>,
  interventions: readonly Intervention[] = [],
): EditedGraph {
  const b = new Builder();
  const copies = new Map<Node, Node>();
  const copyOf = (node: Node): Node => {
    const copy = copies.get(node);
    if (!copy) throw new Error(`"${node.name}" is used before it is computed.`);
    return copy;
  };
  for (const node of graph.nodes) {
    const { axes, kind, role, type } = node;
    const changes = effective(
      node,
      interventions.filter(({ tensor }) => tensor === node.name),
    );
    const isSource = node.op.kernel === 'source';
    const written = role === 'input' && changes.length === 0;
    const replaceable = !isSource || !written;
    const replace = replaceable && type.dtype === 'f32' && names.has(node.name);
    const helpers = overrideNames(node.name);
    const named = { name: node.name, listed: node.listed, axes, kind, role };
    const changed = replace || changes.length > 0;
    let copy = b.apply(node.op, node.inputs.map(copyOf), node.attrs, {
      ...named,
      name: changed ? helpers.computed : node.name,
      listed: node.listed && !changed,
    });
    if (changes.length > 0) {
      const between = { ...named, name: `changed:${node.name}`, listed: false };
      copy = intervene(b, copy, changes, replace ? between : named);
    }
    if (replace) {
      const mask = input(b, type.shape, { name: helpers.mask, listed: false, axes, kind: 'mask' });
      const values = input(b, type.shape, { name: helpers.values, listed: false, axes });
      copy = override(b, copy, mask, values, named);
    }
    copies.set(node, copy);
  }
  return { b, copyOf };
}
