import { type BufferSpec, REGION_ALIGNMENT, type Region, type Step } from './step';
import type { Graph, Node } from '../graph/node';
import { PlanError } from '../tensor/errors';
import { sizeOf } from '../tensor/shape';
import type { TensorData } from '../tensor/types';
import { arrange, type UnitGroup } from './arrange';
import { constantKey, type Places } from './clusters';
import { copyStep } from './copy';
import { type Fusion, groupNodes } from './fuse';
import { FUSIONS } from './fusions';
import { joined } from './join';
import { constantOf, rootOf, stepOfUnit, type Unit } from './unit';

export interface PlanRequest {
  readonly graph: Graph;
  /** What must be computed. */
  readonly outputs: readonly Node[];
  /** Where sources lie, and where results must be put, by tensor name. */
  readonly placed: ReadonlyMap<string, Region>;
  /** Tensors whose memory is not to be reused; everything that can be read afterwards. */
  readonly keep: 'all' | ReadonlySet<string>;
  /** Prefix of the plan's own buffers, so that several plans can live side by side. */
  readonly prefix: string;
  /** Ways to compute several nodes in one dispatch; all there are unless given. */
  readonly fusions?: readonly Fusion[];
}

const NO_CLUSTERS: ReadonlyMap<Node, readonly Node[]> = new Map();

/** An ordered list of dispatches with memory for every tensor. A pure function of the request. */
export interface Plan {
  readonly steps: readonly Step[];
  /** Memory that the plan needs besides what was placed. */
  readonly buffers: readonly BufferSpec[];
  /** Values to be written once, before the first run. */
  readonly constants: readonly { readonly region: Region; readonly data: TensorData }[];
  /** Where a tensor lies after a run. Only kept and placed tensors can be relied on. */
  readonly regions: ReadonlyMap<string, Region>;
  /** Elements needed had no memory been shared; for printing. */
  readonly unshared: number;
  /** What each dispatch computes, in order; for printing. */
  readonly units: readonly Unit[];
}

/**
 * Orders the nodes that the outputs need, gives each a place in memory and turns it into a step.
 * Tensors that nobody keeps share memory as soon as their last reader has run (first fit by size);
 * an operation never writes a buffer that it reads, which WebGPU forbids even for disjoint ranges
 * (gpuweb issue 1837).
 *
 * @throws PlanError when a source has no place or a forced place has another size
 */
export function makePlan(request: PlanRequest): Plan {
  const { graph, outputs, placed, prefix, keep } = request;
  const order = neededNodes(graph, outputs);
  const isKept = (node: Node) => keep === 'all' || keep.has(node.name) || placed.has(node.name);
  // Where everything is watched there is nothing to save.
  const fusions = keep === 'all' ? [] : (request.fusions ?? FUSIONS);
  const found = groupNodes(order, outputs, isKept, fusions);
  const forced = forcedRoots(order, found, placed);
  const wanted = new Set([...outputs, ...order.filter(isKept)].map(rootOf));
  const { groups, clusters } =
    fusions.length > 0
      ? arrange(found, placesIn(order, placed, forced, wanted))
      : {
          groups: found.map((unit) => ({ joining: 'single' as const, units: [unit] })),
          clusters: NO_CLUSTERS,
        };
  const units = groups.flatMap((group) => group.units);
  const lastUse = lastUses(groups, wanted, clusters);

  const rootRegion = new Map<Node, Region>();
  const buffers: BufferSpec[] = [];
  const steps: Step[] = [];
  const constants: { region: Region; data: TensorData }[] = [];
  const free: BufferSpec[] = [];
  let unshared = 0;

  const allocate = (node: Node, shareable: boolean, count = 1): Region => {
    const length = sizeOf(node.type.shape);
    const room = aligned(length) * count;
    unshared += room;
    let best = -1;
    if (shareable) {
      for (let i = 0; i < free.length; i++) {
        if (free[i].length >= room && (best < 0 || free[i].length < free[best].length)) best = i;
      }
    }
    let buffer: BufferSpec;
    if (best >= 0) [buffer] = free.splice(best, 1);
    else {
      buffer = { name: `${prefix}.${buffers.length}`, length: room, tensor: node.name };
      buffers.push(buffer);
    }
    return { buffer: buffer.name, offset: 0, length, dtype: node.type.dtype };
  };
  /** Memory for a tensor, and for all that are to lie with it. */
  const place = (node: Node): Region => {
    const cluster = clusters.get(node) ?? [node];
    const whole = allocate(node, lastUse.get(node) !== Infinity, cluster.length);
    cluster.forEach((member, i) => {
      rootRegion.set(member, { ...whole, offset: i * aligned(whole.length) });
    });
    return rootRegion.get(node) ?? whole;
  };
  const regionOf = (root: Node): Region => {
    const region = rootRegion.get(root);
    if (!region) throw new PlanError(`"${root.name}" is read before it is computed.`, root.name);
    return region;
  };

  const equal = new Map<unknown, Region>();
  const used = new Set(units.flatMap((unit) => unit.inputs));
  for (const node of outputs) used.add(rootOf(node));
  for (const node of order) {
    if (node.op.kernel === 'source') rootRegion.set(node, placeOfSource(node, placed));
    if (node.op.kernel === 'constant' && (used.has(node) || isKept(node))) {
      // One place for equal ones, unless somebody may write there.
      const key = isKept(node) ? node : (constantKey(node) ?? node);
      const known = equal.get(key);
      const region = known ?? allocate(node, false);
      rootRegion.set(node, region);
      if (known) continue;
      equal.set(key, region);
      constants.push({ region, data: constantOf(node) });
    }
  }
  const stepOf = (unit: Unit): Step => {
    const inputs = unit.inputs.map(regionOf);
    const written = unit.outputs.map((node) => {
      // What a unit before has begun is gone on with in the same place.
      const region = forced.get(node) ?? rootRegion.get(node) ?? place(node);
      rootRegion.set(node, region);
      return region;
    });
    return stepOfUnit(unit, inputs, written);
  };
  groups.forEach((group, position) => {
    const own = group.units.map(stepOf);
    const one = joined(group.joining, own);
    steps.push(...(one ? [one] : own));
    const written = new Set(group.units.flatMap((unit) => unit.outputs));
    // Wanted elsewhere as well, or also under another name.
    for (const node of order) {
      const target = placed.get(node.name);
      const root = rootOf(node);
      if (!target || !written.has(root) || target === forced.get(root)) continue;
      checkLength(node, target);
      steps.push(copyStep(node.name, regionOf(root), target));
    }
    for (const node of group.units.flatMap((unit) => [...unit.inputs, ...unit.outputs])) {
      if (lastUse.get(node) !== position || node.op.kernel === 'constant') continue;
      const region = rootRegion.get(node);
      const buffer = buffers.find((spec) => spec.name === region?.buffer);
      if (buffer && !free.includes(buffer)) free.push(buffer);
    }
  });

  const regions = new Map<string, Region>();
  for (const node of order) {
    const region = placed.get(node.name) ?? rootRegion.get(rootOf(node));
    if (region) regions.set(node.name, region);
  }
  return {
    steps,
    buffers,
    constants,
    regions,
    unshared,
    units,
  };
}

/** @throws PlanError when it has none, or one of another size */
function placeOfSource(node: Node, placed: ReadonlyMap<string, Region>): Region {
  const region = placed.get(node.name);
  if (!region) {
    throw new PlanError(
      `"${node.name}" comes from outside, but no place was given for it.`,
      node.name,
    );
  }
  checkLength(node, region);
  return region;
}

/** Rounds up to the alignment of regions. */
export function aligned(length: number): number {
  return Math.max(1, Math.ceil(length / REGION_ALIGNMENT)) * REGION_ALIGNMENT;
}

function neededNodes(graph: Graph, outputs: readonly Node[]): Node[] {
  const needed = new Set<Node>(outputs);
  for (let i = graph.nodes.length - 1; i >= 0; i--) {
    const node = graph.nodes[i];
    if (needed.has(node)) for (const input of node.inputs) needed.add(input);
  }
  return graph.nodes.filter((node) => needed.has(node));
}

/**
 * Results that can be computed right where they are wanted. A view's root is put there, if it is
 * wanted in one place only and none of the inputs lies in the same buffer; otherwise a copy follows.
 */
function forcedRoots(
  order: readonly Node[],
  units: readonly Unit[],
  placed: ReadonlyMap<string, Region>,
): Map<Node, Region> {
  const forced = new Map<Node, Region>();
  const places = new Map<Node, Node[]>();
  for (const node of order) {
    if (!placed.has(node.name)) continue;
    const root = rootOf(node);
    const list = places.get(root);
    if (list) list.push(node);
    else places.set(root, [node]);
  }
  for (const unit of units) {
    for (const root of unit.outputs) {
      const wanted = places.get(root);
      // Wanted twice in one buffer, it could not be copied there from itself.
      if (wanted?.length !== 1) continue;
      const region = placed.get(wanted[0].name);
      const clash = unit.inputs.some(
        (source) => (forced.get(source) ?? placed.get(source.name))?.buffer === region?.buffer,
      );
      if (!region || clash) continue;
      checkLength(wanted[0], region);
      forced.set(root, region);
    }
  }
  return forced;
}

/** For every root the position of the last group that uses it; Infinity when it must survive the run. */
function lastUses(
  groups: readonly UnitGroup[],
  wanted: ReadonlySet<Node>,
  clusters: ReadonlyMap<Node, readonly Node[]>,
): Map<Node, number> {
  const last = new Map<Node, number>();
  groups.forEach(({ units }, position) => {
    for (const { inputs, outputs } of units) {
      for (const node of [...inputs, ...outputs]) {
        for (const member of clusters.get(node) ?? [node]) last.set(member, position);
      }
    }
  });
  for (const node of wanted) last.set(node, Infinity);
  return last;
}

/** What is known of memory ahead of giving it out. */
function placesIn(
  order: readonly Node[],
  placed: ReadonlyMap<string, Region>,
  forced: ReadonlyMap<Node, Region>,
  wanted: ReadonlySet<Node>,
): Places {
  const targets = new Map<Node, string[]>();
  for (const node of order) {
    const region = placed.get(node.name);
    if (!region) continue;
    const root = rootOf(node);
    targets.set(root, [...(targets.get(root) ?? []), `${region.buffer} ${region.offset}`]);
  }
  const regionOf = (root: Node) =>
    root.op.kernel === 'source' ? placed.get(root.name) : forced.get(root);
  return {
    regionOf,
    isFree: (root) => !regionOf(root) && !wanted.has(root) && typeof root.op.kernel === 'function',
    placesOf: (root) => [root, ...(targets.get(root) ?? [])],
  };
}

function checkLength(node: Node, region: Region): void {
  const length = sizeOf(node.type.shape);
  if (region.length !== length) {
    throw new PlanError(
      `"${node.name}" has ${length} elements, but its place in ${region.buffer} has ${region.length}.`,
      node.name,
    );
  }
}
