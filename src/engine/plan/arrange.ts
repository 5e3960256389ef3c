import type { Node } from '../graph/node';
import { PlanError } from '../tensor/errors';
import { sizeOf } from '../tensor/shape';
import { Clusters, type Places } from './clusters';
import { chainsOf } from './chains';
import { type Joining, layoutOf, MOST_PRODUCTS, MOST_SUMS } from './join';
import { rootOf, type Unit } from './unit';
import { MOST_WALKS } from './walks';

/** Units that stand side by side, to become one dispatch if their memory allows it. */
export interface UnitGroup {
  readonly joining: Joining;
  readonly units: readonly Unit[];
}

interface Arrangement {
  readonly groups: readonly UnitGroup[];
  /** Tensors that are to lie one behind the other, by each of them. */
  readonly clusters: ReadonlyMap<Node, readonly Node[]>;
}

/** Units that wait for each other keep memory occupied: so many units at most lie between them … */
const NEAR = 16;
/** … unless what they read is no larger than this. */
const SMALL = 2 ** 14;

/**
 * Puts units side by side that are alike and do not depend on each other, however indirectly. All
 * others keep their order; those that were moved stand where the last of them stood.
 */
export function arrange(units: readonly Unit[], places: Places): Arrangement {
  const before = dependencies(units, places);
  const clusters = new Clusters(units, places);
  const groups: { joining: Joining; members: number[] }[] = [];
  const groupOf = new Map<number, (typeof groups)[number]>();
  for (const chain of chainsOf(units, clusters)) {
    const group = { joining: 'chain' as const, members: chain.map((unit) => units.indexOf(unit)) };
    for (const member of group.members) groupOf.set(member, group);
  }
  const open = new Map<string, typeof groups>();
  units.forEach((unit, at) => {
    const known = groupOf.get(at);
    if (known) {
      if (known.members[known.members.length - 1] === at) groups.push(known);
      return;
    }
    const { joining, key, most } = kindOf(unit, places);
    const candidates = open.get(key) ?? [];
    const behind = joining === 'single' ? new Set() : reachable(at, before, groupOf);
    const fitting = candidates.findLast(
      (group) =>
        group.members.length < most &&
        !group.members.some((member) => behind.has(member)) &&
        group.members.every((member) => at - member <= NEAR || isSmall(units[member])) &&
        clusters.join([...group.members.map((member) => units[member]), unit], joining),
    );
    const group = fitting ?? { joining, members: [] };
    group.members.push(at);
    groupOf.set(at, group);
    if (fitting) return;
    groups.push(group);
    if (joining !== 'single') open.set(key, [...candidates, group]);
  });
  const ordered = inOrder(groups, before, groupOf);
  return {
    groups: ordered.map(({ joining, members }) => ({
      joining: members.length > 1 ? joining : 'single',
      units: members.map((member) => units[member]),
    })),
    clusters: clusters.all,
  };
}

/** Which joining a unit may take part in, and with which others. */
function kindOf(unit: Unit, places: Places): { joining: Joining; key: string; most: number } {
  const { product, columnSums, walk } = unit;
  if (product && !product.residual) {
    return { joining: 'products', key: layoutOf(product), most: MOST_PRODUCTS };
  }
  if (columnSums) {
    const buffer = places.regionOf(unit.outputs[0])?.buffer;
    if (buffer !== undefined) return { joining: 'sums', key: `sums ${buffer}`, most: MOST_SUMS };
  }
  if (walk) return { joining: 'walks', key: walk.key, most: MOST_WALKS };
  return { joining: 'single', key: '', most: 1 };
}

function isSmall({ inputs }: Unit): boolean {
  return inputs.reduce((sum, { type }) => sum + sizeOf(type.shape), 0) <= SMALL;
}

/** Which units each one must come after, as they stand: whoever wrote or read what it reads or writes. */
function dependencies(units: readonly Unit[], places: Places): readonly Set<number>[] {
  const writer = new Map<unknown, number>();
  const readers = new Map<unknown, number[]>();
  return units.map((unit, at) => {
    const needs = new Set<number>();
    const need = (other: number | undefined) => {
      if (other !== undefined && other !== at) needs.add(other);
    };
    for (const place of unit.inputs.flatMap((node) => places.placesOf(rootOf(node)))) {
      need(writer.get(place));
      readers.set(place, [...(readers.get(place) ?? []), at]);
    }
    for (const place of unit.outputs.flatMap((node) => places.placesOf(node))) {
      need(writer.get(place));
      for (const reader of readers.get(place) ?? []) need(reader);
      writer.set(place, at);
      readers.delete(place);
    }
    return needs;
  });
}

type Members = ReadonlyMap<number, { readonly members: readonly number[] }>;

/** All units that one must come after, where those of a group come together. */
function reachable(from: number, before: readonly Set<number>[], groupOf: Members): Set<number> {
  const seen = new Set<number>();
  const open = [from];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const need of before[at]) {
      for (const member of groupOf.get(need)?.members ?? [need]) {
        if (seen.has(member)) continue;
        seen.add(member);
        open.push(member);
      }
    }
  }
  return seen;
}

/** Groups such that each comes after what it needs, otherwise by where their last units stood. */
function inOrder<G extends { readonly members: readonly number[] }>(
  groups: readonly G[],
  before: readonly Set<number>[],
  groupOf: ReadonlyMap<number, G>,
): G[] {
  const waiting = groups.toSorted((a, b) => Math.max(...a.members) - Math.max(...b.members));
  const done = new Set<G>();
  const ready = (group: G) =>
    group.members.every((member) =>
      [...before[member]].every((need) => {
        const other = groupOf.get(need);
        return other === group || other === undefined || done.has(other);
      }),
    );
  while (waiting.length > 0) {
    const next = waiting.findIndex(ready);
    if (next < 0) throw new PlanError('Units that depend on each other were put side by side.');
    const [group] = waiting.splice(next, 1);
    done.add(group);
  }
  return [...done];
}
