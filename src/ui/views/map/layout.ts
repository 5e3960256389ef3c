import { Graph, layout as arrange } from '@dagrejs/dagre';
import type { FlowNode } from '../../../engine/session/client';
import { type Group, isGroup, type Item, tensorsIn } from './structure';

/** A rectangle of the map, in px at its own scale. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface TensorBox extends Box {
  readonly name: string;
}

export interface GroupBox extends Box {
  readonly group: Group;
  readonly depth: number;
  readonly folded: boolean;
}

/** Which way the items of a group follow one another: down or to the right. */
export type Direction = 'TB' | 'LR';
/** The direction of a group, by whether it holds other groups. */
export interface Directions {
  readonly outer: Direction;
  readonly inner: Direction;
}

export interface Link {
  readonly direction: Direction;
  /** The tensors that it leads from and to, or the folded groups that hold them. */
  readonly from: string;
  readonly to: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export interface MapLayout extends Box {
  readonly tensors: readonly TensorBox[];
  /** Outer ones first. */
  readonly groups: readonly GroupBox[];
  readonly links: readonly Link[];
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Room for the title of a group, and around what it holds. */
export const GROUP_TITLE = 24;
const PADDING = 14;
const FOLDED: Size = { width: 150, height: 96 };

/** What a group holds, with the group's own upper left corner as the origin. */
interface Inner extends Size {
  readonly direction: Direction;
  readonly places: readonly Box[];
  /** Bends of the links between its items, by `from>to`, as positions among its items. */
  readonly bends: ReadonlyMap<string, readonly { readonly x: number; readonly y: number }[]>;
}

const SCHEMES: readonly Directions[] = [
  { outer: 'TB', inner: 'TB' },
  { outer: 'LR', inner: 'TB' },
  { outer: 'TB', inner: 'LR' },
  { outer: 'LR', inner: 'LR' },
];

/** The layout that is seen the largest in a window of some proportions (width over height). */
export function layOutFor(
  proportions: number,
  ...[nodes, structure, folded, sizeOf]: Parameters<typeof layOut> extends [
    ...infer Rest,
    Directions,
  ]
    ? Rest
    : never
): MapLayout {
  const scale = ({ width, height }: Size): number => Math.min(proportions / width, 1 / height);
  return SCHEMES.map((scheme) => layOut(nodes, structure, folded, sizeOf, scheme)).reduce(
    (best, next) => (scale(next) > scale(best) ? next : best),
  );
}

/**
 * Lays a model out, each group by itself from the inside out (layers after
 * Sugiyama, Tagawa & Toda 1981, as dagre does it), so that parts that are alike look alike.
 * @param sizeOf size of the box of a tensor
 */
export function layOut(
  nodes: readonly FlowNode[],
  structure: Group,
  folded: ReadonlySet<string>,
  sizeOf: (tensor: string) => Size,
  directions: Directions,
): MapLayout {
  const links = linksBetween(nodes);
  const known = new Map<string, Inner>();
  const inners = new Map<Group, Inner>();
  const sizeOfItem = (item: Item): Size => {
    if (!isGroup(item)) return sizeOf(item.tensor);
    if (folded.has(item.id)) return FOLDED;
    const inner = innerOf(item, links, item.items.map(sizeOfItem), known, directions);
    inners.set(item, inner);
    return inner;
  };
  const whole = sizeOfItem(structure);

  const tensors: TensorBox[] = [];
  const groups: GroupBox[] = [];
  /** Where a tensor is to be seen: its own box, or that of the folded group around it. */
  const seen = new Map<string, Box & { readonly id: string }>();
  const ways = new Map<string, { readonly direction: Direction; readonly bends: Link['points'] }>();
  const place = (item: Item, box: Box, depth: number): void => {
    if (!isGroup(item)) {
      tensors.push({ ...box, name: item.tensor });
      seen.set(item.tensor, { ...box, id: item.tensor });
      return;
    }
    const isFolded = folded.has(item.id);
    if (item.id !== '') groups.push({ ...box, group: item, depth, folded: isFolded });
    if (isFolded) {
      for (const name of tensorsIn(item)) seen.set(name, { ...box, id: item.id });
      return;
    }
    const inner = inners.get(item);
    if (!inner) return;
    item.items.forEach((child, i) => {
      const at = inner.places[i];
      place(child, { ...at, x: box.x + at.x, y: box.y + at.y }, depth + 1);
    });
    const members = item.items.map((child) => tensorsIn(child));
    const holder = new Map(members.flatMap((names, i) => names.map((name) => [name, i] as const)));
    for (const { from, to } of links) {
      const [a, b] = [holder.get(from), holder.get(to)];
      if (a === undefined || b === undefined || a === b) continue;
      const own = inner.bends.get(`${a}>${b}`);
      if (own) {
        const bends = own.map(({ x, y }) => ({ x: box.x + x, y: box.y + y }));
        ways.set(`${from}>${to}`, { direction: inner.direction, bends });
      }
    }
  };
  place(structure, { x: 0, y: 0, ...whole }, 0);

  const drawn = new Map<string, Link>();
  for (const { from, to } of links) {
    const [a, b] = [seen.get(from), seen.get(to)];
    if (!a || !b || a.id === b.id || drawn.has(`${a.id}>${b.id}`)) continue;
    const { direction, bends } = ways.get(`${from}>${to}`) ?? { direction: 'TB', bends: [] };
    drawn.set(`${a.id}>${b.id}`, {
      from: a.id,
      to: b.id,
      direction,
      points: wayBetween(a, b, direction, bends),
    });
  }
  return { x: 0, y: 0, ...whole, tensors, groups, links: [...drawn.values()] };
}

/** From the far side of one box to the near side of another, by the bends that lie between them. */
function wayBetween(a: Box, b: Box, direction: Direction, bends: Link['points']): Link['points'] {
  if (direction === 'TB') {
    const start = { x: a.x + a.width / 2, y: a.y + a.height };
    const end = { x: b.x + b.width / 2, y: b.y };
    return [start, ...bends.filter(({ y }) => y > start.y + 1 && y < end.y - 1), end];
  }
  const start = { x: a.x + a.width, y: a.y + a.height / 2 };
  const end = { x: b.x, y: b.y + b.height / 2 };
  return [start, ...bends.filter(({ x }) => x > start.x + 1 && x < end.x - 1), end];
}

interface Pair {
  readonly from: string;
  readonly to: string;
}

function linksBetween(nodes: readonly FlowNode[]): Pair[] {
  const names = new Set(nodes.map(({ name }) => name));
  return nodes.flatMap(({ name, inputs }) =>
    inputs.filter((from) => names.has(from)).map((from) => ({ from, to: name })),
  );
}

/** Lays out the items of one group. Groups alike in sizes and links share the result. */
function innerOf(
  group: Group,
  links: readonly Pair[],
  sizes: readonly Size[],
  known: Map<string, Inner>,
  { outer, inner: within }: Directions,
): Inner {
  const holder = new Map(
    group.items.flatMap((item, i) => tensorsIn(item).map((name) => [name, i] as const)),
  );
  const edges = new Set<string>();
  for (const { from, to } of links) {
    const [a, b] = [holder.get(from), holder.get(to)];
    if (a !== undefined && b !== undefined && a !== b) edges.add(`${a}>${b}`);
  }
  const title = group.id === '' ? 0 : GROUP_TITLE;
  const direction = group.items.some(isGroup) ? outer : within;
  const key = JSON.stringify([title, direction, sizes, [...edges]]);
  const found = known.get(key);
  if (found) return found;

  const graph = new Graph();
  graph.setGraph({ rankdir: direction, nodesep: 22, edgesep: 14, ranksep: 30 });
  graph.setDefaultEdgeLabel(() => ({}));
  sizes.forEach(({ width, height }, i) => graph.setNode(String(i), { width, height }));
  for (const edge of edges) {
    const [a, b] = edge.split('>');
    graph.setEdge(a, b);
  }
  arrange(graph);
  const { width = 0, height = 0 } = graph.graph();
  const [left, top] = [PADDING, PADDING + title];
  const inner: Inner = {
    direction,
    width: width + 2 * PADDING,
    height: height + 2 * PADDING + title,
    places: sizes.map((size, i) => {
      const { x = 0, y = 0 } = graph.node(String(i));
      return { ...size, x: left + x - size.width / 2, y: top + y - size.height / 2 };
    }),
    bends: new Map(
      [...edges].map((edge) => {
        const [a, b] = edge.split('>');
        const points: { x: number; y: number }[] = graph.edge(a, b).points ?? [];
        return [edge, points.slice(1, -1).map(({ x, y }) => ({ x: left + x, y: top + y }))];
      }),
    ),
  };
  known.set(key, inner);
  return inner;
}
