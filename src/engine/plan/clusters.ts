import type { Node } from '../graph/node';
import { sizeOf } from '../tensor/shape';
import type { Joining } from './join';
import type { Region } from './step';
import { rootOf, type Unit } from './unit';

/** What is known of memory before any is given out. */
export interface Places {
  /** Where a tensor lies by demand, if it does. */
  readonly regionOf: (root: Node) => Region | undefined;
  /** Whether a tensor may lie wherever it suits, for nobody asks for it afterwards. */
  readonly isFree: (root: Node) => boolean;
  /** All places that a tensor takes, such that the same place is the same value. */
  readonly placesOf: (root: Node) => readonly unknown[];
}

/**
 * Tensors that lie one behind the other in one buffer, so that a dispatch can bind them together.
 * They are as long as each other, and no dispatch reads one and writes another.
 */
export class Clusters {
  readonly all = new Map<Node, readonly Node[]>();
  private readonly joined: (readonly Unit[])[];

  constructor(
    units: readonly Unit[],
    private readonly places: Places,
  ) {
    this.joined = units.map((unit) => [unit]);
  }

  /** Sees to it that units can be joined, as far as memory goes; false where they cannot. */
  join(units: readonly Unit[], joining: Joining): boolean {
    // Products take what lies together already: their operands are large, and would be kept for long.
    const make = joining === 'walks';
    const demands = demandsOf(units, joining);
    return this.attempt(() => demands.every((nodes) => this.meet(nodes, make)), units);
  }

  private attempt(meet: () => boolean, units: readonly Unit[]): boolean {
    const undo = new Map(this.all);
    if (meet() && !this.clashes(units)) {
      this.joined.push(units);
      return true;
    }
    this.all.clear();
    for (const [node, cluster] of undo) this.all.set(node, cluster);
    return false;
  }

  /** Whether products that are added up can be one: operands at regular distances, the second ones' given. */
  chain(units: readonly Unit[]): boolean {
    const { regionOf } = this.places;
    const starts = units.flatMap(({ inputs }) => {
      const region = regionOf(rootOf(inputs[1]));
      return region ? [{ ...region, operand: rootOf(inputs[0]) }] : [];
    });
    starts.sort((p, q) => p.offset - q.offset);
    if (starts.length < units.length) return false;
    const [{ buffer, offset: first }, { offset: second }] = starts;
    const regular = starts.every(
      (start, i) => start.buffer === buffer && start.offset === first + i * (second - first),
    );
    if (!regular || first === second) return false;
    // What lies between them is not stored, so it cannot be in the way.
    return this.attempt(() => this.meet(starts.map(({ operand }) => operand)), []);
  }

  /** Whether a tensor is wanted by those who read it only. */
  temporary(root: Node): boolean {
    return this.places.isFree(root);
  }

  /** Whether tensors lie in one buffer, or can be made to, in this order where they are made to. */
  private meet(nodes: readonly Node[], make = true): boolean {
    const [first] = nodes;
    const { regionOf, isFree } = this.places;
    if (nodes.every((node) => sameValue(node, first))) return true;
    const region = regionOf(first);
    if (region) return nodes.every((node) => regionOf(node)?.buffer === region.buffer);
    if (!nodes.every((node) => isFree(node) && node.type.dtype === first.type.dtype)) return false;
    const length = sizeOf(first.type.shape);
    const cluster = this.all.get(first);
    if (cluster) return nodes.every((node) => cluster.includes(node));
    const own = [...new Set(nodes)];
    const free = own.every((node) => !this.all.has(node) && sizeOf(node.type.shape) === length);
    if (!make || !free) return false;
    for (const node of own) this.all.set(node, own);
    return !this.joined.some((units) => this.clashes(units));
  }

  /** Whether units that are one dispatch read of a buffer that they write. */
  private clashes(units: readonly Unit[]): boolean {
    const bufferOf = (node: Node): unknown => {
      const root = rootOf(node);
      return this.places.regionOf(root)?.buffer ?? this.all.get(root) ?? root;
    };
    const written = new Set(units.flatMap(({ outputs }) => outputs.map(bufferOf)));
    return units.some(({ inputs }) => inputs.some((node) => written.has(bufferOf(node))));
  }
}

/** Which tensors must lie together: operands that one binding stands for. */
function demandsOf(units: readonly Unit[], joining: Joining): readonly (readonly Node[])[] {
  const slot = (i: number) => units.map(({ inputs }) => rootOf(inputs[i]));
  if (joining === 'products') {
    const biases = units[0].product?.bias ? slot(2) : [];
    return [slot(0), [...slot(1), ...biases]];
  }
  if (joining !== 'walks') return [];
  const read = units[0].inputs.map((_, i) => slot(i));
  const written = units[0].outputs.map((_, i) => units.map(({ outputs }) => outputs[i]));
  return [...read, ...written];
}

/** Whether tensors are one, or constants of the same values: those lie in one place. */
function sameValue(a: Node, b: Node): boolean {
  return a === b || (constantKey(a) !== null && constantKey(a) === constantKey(b));
}

/** What two constants of the same values have in common; null for what is none. */
export function constantKey(node: Node): string | null {
  if (node.op.kernel !== 'constant') return null;
  return JSON.stringify([node.op.name, node.attrs, node.type]);
}
