import type { FlowNode } from '../../../engine/session/client';

/** A part of a model that can be folded: the tensors that share the beginning of their names. */
export interface Group {
  /** The beginning that they share: `encoder.0.attn`; '' for the whole model. */
  readonly id: string;
  /** The same without what the group around it says. */
  readonly label: string;
  readonly items: readonly Item[];
}

export type Item = Group | { readonly tensor: string };

export const isGroup = (item: Item): item is Group => 'items' in item;

/** The tensors of a model by the parts of their names, in the order in which they are computed. */
export function structureOf(nodes: readonly FlowNode[]): Group {
  const prefixes = new Set<string>();
  for (const { name } of nodes) {
    const parts = name.split('.');
    for (let n = 1; n < parts.length; n++) prefixes.add(parts.slice(0, n).join('.'));
  }
  const paths = nodes.map(({ name }) => {
    const parts = name.split('.');
    const path = parts.slice(0, -1).map((_, i) => parts.slice(0, i + 1).join('.'));
    // A tensor of which others are named stands among them.
    return { name, path: prefixes.has(name) ? [...path, name] : path };
  });
  return groupOf('', '', paths, 0);
}

interface Placed {
  readonly name: string;
  readonly path: readonly string[];
}

function groupOf(id: string, outer: string, members: readonly Placed[], depth: number): Group {
  const items: Item[] = [];
  const seen = new Set<string>();
  for (const { name, path } of members) {
    const inner = path[depth];
    if (inner === undefined) items.push({ tensor: name });
    else if (!seen.has(inner)) {
      seen.add(inner);
      const own = members.filter((member) => member.path[depth] === inner);
      items.push(simplest(groupOf(inner, id, own, depth + 1), id));
    }
  }
  return { id, label: labelIn(outer, id), items };
}

/** A group of one thing is that thing. */
function simplest(group: Group, outer: string): Item {
  if (group.items.length > 1) return group;
  const [only] = group.items;
  return isGroup(only) ? { ...only, label: labelIn(outer, only.id) } : only;
}

const labelIn = (outer: string, id: string): string =>
  outer === '' ? id : id.slice(outer.length + 1);

/** All groups within a group, itself included. */
export function groupsIn(group: Group): Group[] {
  return [group, ...group.items.filter(isGroup).flatMap(groupsIn)];
}

/** All tensors within an item. */
export function tensorsIn(item: Item): string[] {
  return isGroup(item) ? item.items.flatMap(tensorsIn) : [item.tensor];
}
