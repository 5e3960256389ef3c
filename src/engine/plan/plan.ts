import { type BufferSpec, REGION_ALIGNMENT, type Region, type Step } from './step';
import type { Graph, Node } from '../graph/node';
import type { ReferenceUse, Runtime } from '../graph/op';
import { PlanError } from '../tensor/errors';
import { sizeOf, zeros } from '../tensor/shape';
import type { TensorData } from '../tensor/types';
import { copyStep } from './copy';

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
}

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
}

const CONSTANT_RUNTIME = { seed: 0, step: 0, cursor: 0 };

/**
 * Orders the nodes that the outputs need, gives each a place in memory and turns it into a step.
 * Tensors that nobody keeps share memory as soon as their last reader has run (first fit by size);
 * an operation never writes a buffer that it reads, which WebGPU forbids even for disjoint ranges
 * (gpuweb issue 1837).
 *
 * @throws PlanError when a source has no place or a forced place has another size
 */
export function makePlan(request: PlanRequest): Plan {
  const { graph, outputs, placed, prefix } = request;
  const order = neededNodes(graph, outputs);
  const forced = forcedRoots(order, placed);
  const lastUse = lastUses(order, outputs, request.keep);

  const regions = new Map<string, Region>();
  const rootRegion = new Map<Node, Region>();
  const buffers: BufferSpec[] = [];
  const steps: Step[] = [];
  const constants: { region: Region; data: TensorData }[] = [];
  const free: BufferSpec[] = [];
  let unshared = 0;

  const allocate = (node: Node, shareable: boolean): Region => {
    const length = sizeOf(node.type.shape);
    const room = aligned(length);
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

  order.forEach((node, position) => {
    const root = rootOf(node);
    if (root !== node) {
      const region = rootRegion.get(root);
      if (!region) throw new PlanError(`"${node.name}" has no memory to view.`, node.name);
      regions.set(node.name, region);
    } else if (node.op.kernel === 'source') {
      const region = placed.get(node.name);
      if (!region) {
        throw new PlanError(
          `"${node.name}" comes from outside, but no place was given for it.`,
          node.name,
        );
      }
      checkLength(node, region);
      rootRegion.set(node, region);
      regions.set(node.name, region);
    } else {
      const kept = lastUse.get(node) === Infinity || node.op.kernel === 'constant';
      const region = forced.get(node) ?? allocate(node, !kept);
      rootRegion.set(node, region);
      regions.set(node.name, region);
      if (node.op.kernel === 'constant') constants.push({ region, data: constantOf(node) });
      else steps.push(stepOf(node, regions, region));
    }
    const target = placed.get(node.name);
    const region = regions.get(node.name);
    if (target && region && target !== region && node.op.kernel !== 'source') {
      checkLength(node, target);
      steps.push(copyStep(node.name, region, target));
      regions.set(node.name, target);
    }
    for (const done of order.slice(0, position + 1)) {
      if (rootOf(done) !== done || lastUse.get(done) !== position) continue;
      const region = rootRegion.get(done);
      const buffer = buffers.find((spec) => spec.name === region?.buffer);
      if (buffer && !free.includes(buffer) && done.op.kernel !== 'constant') free.push(buffer);
    }
  });
  return { steps, buffers, constants, regions, unshared };
}

/** Rounds up to the alignment of regions. */
export function aligned(length: number): number {
  return Math.max(1, Math.ceil(length / REGION_ALIGNMENT)) * REGION_ALIGNMENT;
}

/** The node whose memory a node shows: itself, or for a view the node it is a view of. */
function rootOf(node: Node): Node {
  return node.op.kernel === 'view' ? rootOf(node.inputs[0]) : node;
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
  placed: ReadonlyMap<string, Region>,
): Map<Node, Region> {
  const forced = new Map<Node, Region>();
  const places = new Map<Node, number>();
  for (const node of order) {
    if (!placed.has(node.name)) continue;
    const root = rootOf(node);
    places.set(root, (places.get(root) ?? 0) + 1);
  }
  for (const node of order) {
    const region = placed.get(node.name);
    const root = rootOf(node);
    // Wanted twice in one buffer, it could not be copied there from itself.
    if (!region || places.get(root) !== 1 || typeof root.op.kernel !== 'function') continue;
    const clash = root.inputs.some((input) => {
      const source = rootOf(input);
      return (forced.get(source) ?? placed.get(source.name))?.buffer === region.buffer;
    });
    if (clash) continue;
    checkLength(node, region);
    forced.set(root, region);
  }
  return forced;
}

/** For every root the position of its last reader; Infinity when it must survive the run. */
function lastUses(
  order: readonly Node[],
  outputs: readonly Node[],
  keep: PlanRequest['keep'],
): Map<Node, number> {
  const last = new Map<Node, number>();
  const survivors = new Set(outputs.map(rootOf));
  order.forEach((node, position) => {
    for (const input of node.inputs) {
      const root = rootOf(input);
      last.set(root, Math.max(last.get(root) ?? 0, position));
    }
    if (keep === 'all' || keep.has(node.name)) survivors.add(rootOf(node));
    if (!last.has(rootOf(node))) last.set(rootOf(node), position);
  });
  for (const node of survivors) last.set(node, Infinity);
  return last;
}

function stepOf(node: Node, regions: ReadonlyMap<string, Region>, output: Region): Step {
  if (typeof node.op.kernel !== 'function') {
    throw new PlanError(`"${node.name}" (${node.op.name}) has no kernel.`, node.name);
  }
  const inputRegions = node.inputs.map((input) => {
    const region = regions.get(input.name);
    if (!region) throw new PlanError(`"${input.name}" is read before it is computed.`, input.name);
    return region;
  });
  const use = {
    attrs: node.attrs,
    inputs: node.inputs.map((input) => input.type),
    output: node.type,
  };
  const placed = (data: readonly TensorData[], runtime: Runtime): ReferenceUse => ({
    ...use,
    data: data.slice(0, inputRegions.length),
    out: data[inputRegions.length],
    runtime,
  });
  const { fast } = node.op;
  return {
    label: node.name,
    kernel: node.op.kernel(use),
    regions: [...inputRegions, output],
    writes: [inputRegions.length],
    reference: (data, runtime) => node.op.reference(placed(data, runtime)),
    ...(fast ? { fast: (data, runtime) => fast(placed(data, runtime)) } : {}),
  };
}

function constantOf(node: Node): TensorData {
  const out = zeros(node.type);
  node.op.reference({
    attrs: node.attrs,
    inputs: [],
    output: node.type,
    data: [],
    out,
    runtime: CONSTANT_RUNTIME,
  })();
  return out;
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
