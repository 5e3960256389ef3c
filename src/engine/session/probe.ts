import { appendGradients } from '../autodiff/gradients';
import { isReplacement } from '../autodiff/interventions';
import { originalName, overrideNames, placesOfSources, withOverrides } from '../autodiff/overrides';
import type { Backend, Executable, Region } from '../backends/backend';
import type { Intervention } from '../experiment/schema';
import type { Builder } from '../graph/builder';
import { e } from '../graph/expr';
import { formulaText } from '../graph/formula';
import { firstNonFinite, type NonFinite } from '../graph/non-finite';
import type { Node } from '../graph/node';
import { describePlan, type PlanDescription } from '../plan/describe';
import { aligned, makePlan, type Plan } from '../plan/plan';
import { printPlan } from '../plan/print';
import { GraphError } from '../tensor/errors';
import { flatOf, indexOf, sizeOf } from '../tensor/shape';
import type { TensorData } from '../tensor/types';
import { type Cost, timeStep } from './inspect/cost';
import type { ExplainedTerm, Explanation, TensorInfo } from './api';
import { type Influence, influenced, MOST_CELLS } from './inspect/influences';

/** Cells that stand replaced, by the tensor that they are in. */
export interface ReplacedCells {
  /** Tensors with replaced cells. */
  readonly overridden: readonly string[];
  overridesOf(tensor: string): ReadonlyMap<number, number>;
}

export interface ProbeRequest {
  readonly backend: Backend;
  /** Prefix of the buffers. */
  readonly prefix: string;
  /** The forward graph of one example. */
  readonly graph: Builder;
  /** Name of the loss; null where there is none, and so no gradient. */
  readonly loss: string | null;
  /** Values of the tensors that come from outside, before any edit. */
  readonly values: ReadonlyMap<string, TensorData>;
  /** Where the parameters lie. */
  readonly parameters: ReadonlyMap<string, Region>;
  readonly edits: ReplacedCells;
  /** Those of this model that are on; none unless given. */
  readonly interventions?: readonly Intervention[];
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * One example with every tensor kept: what the page looks at, edits and asks about. It reads the
 * parameters where training writes them, so it is always about the model as it stands.
 */
export class Probe {
  private forwardFresh = false;
  private backwardFresh = false;

  private constructor(
    private readonly backend: Backend,
    private readonly graph: Builder,
    private readonly values: ReadonlyMap<string, TensorData>,
    private readonly edits: ReplacedCells,
    private readonly loss: string | null,
    private readonly plan: Plan,
    private readonly owned: readonly string[],
    private readonly forward: Executable,
    private readonly backward: Executable,
  ) {}

  static async create(request: ProbeRequest): Promise<Probe> {
    const { backend, prefix, values, parameters, edits, interventions = [] } = request;
    const { b: graph } = withOverrides(request.graph, new Set(edits.overridden), interventions);
    if (request.loss !== null) {
      appendGradients(graph, graph.get(request.loss), 'all', interventions);
    }

    const placed = placesOfSources(graph, parameters);
    const sources = graph.nodes.filter((n) => n.op.kernel === 'source' && !placed.has(n.name));
    const inputs = sources.map((node, i) => {
      const length = sizeOf(node.type.shape);
      const name = `${prefix}.in.${i}`;
      placed.set(node.name, { buffer: name, offset: 0, length, dtype: node.type.dtype });
      return { name, length: aligned(length), tensor: node.name };
    });
    const plan = makePlan({ graph, outputs: graph.nodes, placed, keep: 'all', prefix });
    const owned = [...inputs, ...plan.buffers];
    backend.allocate(owned);
    const names = owned.map((buffer) => buffer.name);
    try {
      for (const { region, data } of plan.constants) backend.write(region, data);
      const isBackward = (label: string) => graph.find(label)?.role === 'gradient';
      const split = plan.steps.findIndex((step) => isBackward(step.label));
      const cut = split < 0 ? plan.steps.length : split;
      const forward = await backend.prepare(plan.steps.slice(0, cut), (done) =>
        request.onProgress?.(done, plan.steps.length),
      );
      const backward = await backend.prepare(plan.steps.slice(cut), (done) =>
        request.onProgress?.(cut + done, plan.steps.length),
      );
      const probe = new Probe(
        backend,
        graph,
        values,
        edits,
        request.loss,
        plan,
        names,
        forward,
        backward,
      );
      for (const node of sources) probe.writeSource(node.name);
      for (const name of edits.overridden) probe.applyEdits(name);
      return probe;
    } catch (error) {
      backend.free(names);
      throw error;
    }
  }

  /** Tensors that have a name a person gave them. */
  get tensors(): TensorInfo[] {
    return this.graph.nodes
      .filter((node) => node.listed)
      .map((node) => ({
        name: node.name,
        shape: node.type.shape,
        dtype: node.type.dtype,
        kind: node.role,
        axes: node.axes,
        values: node.kind,
        op: this.explained(node).op.name,
      }));
  }

  /** Everything that is computed, in order. */
  get nodes(): readonly Node[] {
    return this.graph.nodes;
  }

  has(name: string): boolean {
    return this.graph.find(name) !== undefined;
  }

  /** @throws GraphError when there is no such tensor */
  node(name: string): Node {
    return this.graph.get(name);
  }

  /** What follows must be computed again: parameters changed. */
  invalidate(): void {
    this.forwardFresh = false;
    this.backwardFresh = false;
  }

  /**
   * Brings the edits of one tensor to the device.
   * @returns false when the graph has no place for them yet and the probe must be made anew
   */
  applyEdits(name: string): boolean {
    const node = this.graph.get(name);
    if (node.op.kernel === 'source') {
      this.writeSource(name);
      this.invalidate();
      return true;
    }
    const helpers = overrideNames(name);
    if (!this.graph.find(helpers.mask)) return this.edits.overridesOf(name).size === 0;
    const length = sizeOf(node.type.shape);
    const mask = new Float32Array(length);
    const values = new Float32Array(length);
    for (const [flat, value] of this.edits.overridesOf(name)) {
      mask[flat] = 1;
      values[flat] = value;
    }
    this.backend.write(this.region(helpers.mask), mask);
    this.backend.write(this.region(helpers.values), values);
    this.invalidate();
    return true;
  }

  /** Values of tensors, in order; computes what is not up to date. */
  async read(names: readonly string[]): Promise<TensorData[]> {
    this.refresh(names.some((name) => this.graph.get(name).role === 'gradient'));
    return this.backend.read(names.map((name) => this.region(name)));
  }

  /**
   * Where one number comes from.
   * @throws GraphError when there is no such tensor or no such cell
   */
  async explain(name: string, index: readonly number[]): Promise<Explanation> {
    const [explanation] = await this.explainAll(name, [index]);
    return explanation;
  }

  /**
   * Where several numbers of one tensor come from: what they have in common is read once.
   * @throws GraphError when there is no such tensor or no such cell
   */
  async explainAll(
    name: string,
    indices: readonly (readonly number[])[],
  ): Promise<readonly Explanation[]> {
    const shown = this.graph.get(name);
    const known = new Map<Node, TensorData>();
    const explanations: Explanation[] = [];
    for (const index of indices) {
      const node = await this.explainedAt(shown, this.cellOf(shown, index));
      const missing = [...new Set([node, ...node.inputs])].filter((n) => !known.has(n));
      const data = missing.length > 0 ? await this.read(missing.map((n) => n.name)) : [];
      for (const [i, n] of missing.entries()) known.set(n, data[i]);
      explanations.push(this.explainedCell(shown, node, index, known));
    }
    return explanations;
  }

  private explainedCell(
    shown: Node,
    node: Node,
    index: readonly number[],
    data: ReadonlyMap<Node, TensorData>,
  ): Explanation {
    const { name } = shown;
    const flat = this.cellOf(shown, index);
    const edited = this.edits.overridesOf(name).has(flat);
    const valueOf = (n: Node, at: number): number => data.get(n)?.[at] ?? Number.NaN;

    const tensorOf = (input: number | 'output') => (input === 'output' ? node : node.inputs[input]);
    const use = { attrs: node.attrs, inputs: node.inputs.map((n) => n.type), output: node.type };
    const { terms, expr } = node.op.provenance({
      ...use,
      flat,
      value: (input, at) => valueOf(tensorOf(input), at),
      runtime: { seed: 0, step: 0, cursor: 0 },
    });
    const explainedTerms = terms.map((term): ExplainedTerm => {
      const source = tensorOf(term.input);
      const place = this.placeOf(source, term.flat);
      const base = { name: place.name, index: place.index, value: valueOf(source, term.flat) };
      if (term.weight === undefined || typeof term.weight === 'number') {
        return term.weight === undefined ? base : { ...base, weight: term.weight };
      }
      const weightNode = tensorOf(term.weight.input);
      const weightPlace = this.placeOf(weightNode, term.weight.flat);
      return {
        ...base,
        weight: valueOf(weightNode, term.weight.flat),
        weightName: weightPlace.name,
        weightIndex: weightPlace.index,
      };
    });
    const value = valueOf(node, flat);
    const given = node.op.kernel === 'source';
    const expression = given ? e.num(value) : (expr ?? e.weightedSum(terms.length));
    return {
      name,
      index,
      value,
      op: node.op.name,
      equation: node.op.doc.equation,
      formula: formulaText(expression),
      expr: expression,
      terms: explainedTerms,
      source: node.op.doc.source,
      wgsl: typeof node.op.kernel === 'function' ? node.op.kernel(use).source : '',
      edited,
      intervened: !edited && this.isReplaced(shown) && node !== this.explained(shown),
    };
  }

  /**
   * What is computed from one number, tensor by tensor in the order of the computation: forward from
   * a forward tensor, backward from a gradient. Views without a name are looked through.
   * @throws GraphError when there is no such tensor or no such cell
   */
  async influences(name: string, index: readonly number[]): Promise<Influence[]> {
    const shown = this.graph.get(name);
    const flat = this.cellOf(shown, index);
    const backward = shown.role === 'gradient';
    const found = new Map<string, Set<number>>();
    const visit = async (node: Node, at: number): Promise<void> => {
      for (const reader of this.graph.nodes) {
        const input = reader.inputs.indexOf(node);
        if (input < 0 || (reader.role === 'gradient') !== backward) continue;
        if (reader.op.kernel === 'view') {
          if (reader.listed) note(reader, [at]);
          await visit(reader, at);
          continue;
        }
        const data = await this.read(reader.inputs.map((from) => from.name));
        const cells = influenced(reader, input, at, data);
        if (cells.length > 0) note(reader, cells);
      }
    };
    const note = (node: Node, cells: readonly number[]): void => {
      const all = found.get(node.name) ?? new Set<number>();
      for (const cell of cells) all.add(cell);
      found.set(node.name, all);
    };
    await visit(shown, flat);
    return [...found]
      .map(([to, cells]) => ({ node: this.graph.get(to), cells: [...cells].sort((a, b) => a - b) }))
      .sort((a, b) => a.node.id - b.node.id)
      .map(({ node, cells }) => ({
        name: node.name,
        cells: cells.slice(0, MOST_CELLS).map((cell) => indexOf(node.type.shape, cell)),
        count: cells.length,
      }));
  }

  /** What computing a tensor takes. @throws GraphError when there is no such tensor */
  async cost(name: string): Promise<Cost> {
    const node = this.explained(this.graph.get(name));
    const { steps } = this.plan;
    const at = steps.findIndex(({ label }) => label === node.name);
    const bytes = sizeOf(node.type.shape) * Float32Array.BYTES_PER_ELEMENT;
    if (at < 0) return { bytes, dispatch: null };
    await this.read([name]);
    const { workgroups, shader, entryPoint } = steps[at].kernel;
    const timed = await timeStep(this.backend, steps[at]);
    const dispatch = { number: at + 1, of: steps.length };
    return { bytes, dispatch, workgroups, shader, entryPoint, ...timed };
  }

  /**
   * Where numbers first cease to be finite, forward and then backward; null when all are. Looks only
   * when the loss (or the last result, where there is none) is not finite: that is one number.
   */
  async firstNonFinite(): Promise<NonFinite | null> {
    const last = this.graph.nodes.findLast((node) => node.listed && node.role === 'activation');
    const end = this.loss ?? last?.name;
    if (end === undefined || (await this.read([end]))[0].every(Number.isFinite)) return null;
    const nodes = this.graph.nodes.filter((node) => node.listed);
    return firstNonFinite(nodes, await this.read(nodes.map((node) => node.name)));
  }

  /** The shown example, dispatch by dispatch. */
  planSteps(): PlanDescription {
    return describePlan(this.plan);
  }

  describePlan(): string {
    return printPlan(this.plan);
  }

  destroy(): void {
    this.forward.destroy();
    this.backward.destroy();
    this.backend.free(this.owned);
  }

  /** Row-major position of a cell. @throws GraphError when there is no such tensor or no such cell */
  cellAt(name: string, index: readonly number[]): number {
    return this.cellOf(this.graph.get(name), index);
  }

  /** Row-major position of a cell. @throws GraphError when there is no such cell */
  private cellOf(node: Node, index: readonly number[]): number {
    const { shape } = node.type;
    const fits =
      index.length === shape.length &&
      index.every((i, axis) => Number.isInteger(i) && i >= 0 && i < shape[axis]);
    if (fits) return flatOf(shape, index);
    throw new GraphError(
      `"${node.name}" has no cell [${index.join(',')}]; its shape is [${shape.join(',')}].`,
      node.name,
    );
  }

  private refresh(gradients: boolean): void {
    if (!this.forwardFresh) this.forward.run(1);
    this.forwardFresh = true;
    if (gradients && !this.backwardFresh) {
      this.backward.run(1);
      this.backwardFresh = true;
    }
  }

  private region(name: string): Region {
    const region = this.plan.regions.get(name);
    if (!region) throw new GraphError(`"${name}" has no values: nothing computes it.`, name);
    return region;
  }

  private writeSource(name: string): void {
    const base = this.values.get(originalName(name));
    if (!base) return;
    const data = base.slice();
    for (const [flat, value] of this.edits.overridesOf(originalName(name))) data[flat] = value;
    this.backend.write(this.region(name), data);
  }

  /** The node whose rule explains a tensor as it is computed: behind views, and behind what replaces cells of it. */
  private explained(node: Node): Node {
    const through = node.op.kernel === 'view' || this.isReplaced(node);
    return through ? this.explained(node.inputs[0]) : node;
  }

  /** The node whose rule explains one cell, which may be what an edit or an intervention put there. */
  private async explainedAt(node: Node, flat: number): Promise<Node> {
    if (node.op.kernel === 'view') return this.explainedAt(node.inputs[0], flat);
    if (!this.isReplaced(node)) return node;
    const [before, mask, values] = node.inputs;
    const [chosen] = await this.read([mask.name]);
    if (chosen[flat] === 0) return this.explainedAt(before, flat);
    return values.op.kernel === 'source' ? node : values;
  }

  private isReplaced(node: Node): boolean {
    return isReplacement(node, (name) => this.graph.find(name) !== undefined);
  }

  /** A cell under the name a person knows: views without a name lead back to what they show. */
  private placeOf(node: Node, flat: number): { name: string; index: number[] } {
    let at = node;
    while (!at.listed && at.op.kernel === 'view') at = at.inputs[0];
    return { name: at.name, index: indexOf(at.type.shape, flat) };
  }
}
