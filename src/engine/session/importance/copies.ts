import { appendGradients } from '../../autodiff/gradients';
import {
  computedName,
  overrideNames,
  placesOfSources,
  withOverrides,
} from '../../autodiff/overrides';
import type { Builder } from '../../graph/builder';
import type { Node } from '../../graph/node';
import { buildModel } from '../../models/build';
import { mul } from '../../ops/mul';
import { input } from '../../ops/source';
import { sum } from '../../ops/sum';
import { ExperimentError } from '../../tensor/errors';
import { sizeOf } from '../../tensor/shape';
import type { TensorData } from '../../tensor/types';
import { Program } from '../program';
import type { Subject } from '../subject';

const SELECTOR = 'selector';
const OBJECTIVE = 'objective';

export interface CopiesRequest {
  readonly subject: Subject;
  /** How many times the example is computed side by side. */
  readonly copies: number;
  /** Names of activations that can be replaced, in each copy otherwise; sources always can. */
  readonly replaceable: (graph: Builder) => readonly string[];
  /** Names of what is read. */
  readonly outputs: (graph: Builder) => readonly string[];
  /** Names of tensors of which the gradient of Σ selector ⊙ logits is wanted; see `select`. */
  readonly gradients?: (graph: Builder) => readonly string[];
}

/**
 * The example on screen several times side by side, with everything a person changed in it, and a
 * tensor or two replaced otherwise in each copy. Copies do not know of each other.
 */
export class Copies {
  private constructor(
    private readonly subject: Subject,
    private readonly program: Program,
    /** With what is replaceable, and gradients. */
    readonly graph: Builder,
    /** As the model is built. */
    readonly plain: Builder,
    readonly copies: number,
    /** Names of the gradients there are. */
    readonly gradients: ReadonlySet<string>,
  ) {}

  static async create(request: CopiesRequest): Promise<Copies> {
    const { subject, copies, replaceable, outputs, gradients } = request;
    const { backend, prefix, parameters, edits, interventions } = subject;
    const plain = copiedGraph(subject, copies);
    const edited = new Set(edits.overridden);
    const { b } = withOverrides(plain, new Set([...edited, ...replaceable(plain)]), interventions);
    const made = gradients ? objectiveGradients(b, gradients(plain)) : new Set<string>();
    const program = await Program.create({
      backend,
      prefix,
      graph: b,
      outputs: [...outputs(plain), ...made],
      placed: placesOfSources(b, parameters),
    });
    const all = new Copies(subject, program, b, plain, copies, made);
    for (const name of Object.keys(subject.shown.values)) all.restore(name);
    for (const name of edited) all.restore(name);
    return all;
  }

  node(name: string): Node {
    return this.graph.get(name);
  }

  /** Numbers of a tensor that belong to one copy. */
  eachOf(name: string): number {
    return sizeOf(this.node(name).type.shape) / this.copies;
  }

  /** What the objective sums: as many numbers as the logits of one copy are. */
  select(weights: Float32Array): void {
    this.program.write(SELECTOR, repeated(weights, this.copies));
  }

  /** Gives a source other values, or puts values in the place of an activation where the mask is not 0. */
  replace(name: string, values: TensorData, mask?: Float32Array): void {
    const helpers = overrideNames(name);
    if (!this.graph.find(helpers.mask)) {
      // What comes from outside goes by another name where it is intervened on.
      this.program.write(computedName(this.graph, name), values);
      return;
    }
    this.program.write(helpers.values, values);
    this.program.write(helpers.mask, mask ?? new Float32Array(values.length).fill(1));
  }

  /** A tensor as the person who looks at it has it: as given, or as computed, with what they changed. */
  restore(name: string): void {
    if (name in this.subject.shown.values) {
      const values = repeated(this.given(name), this.copies);
      this.program.write(computedName(this.graph, name), values);
      const { mask } = overrideNames(name);
      if (this.graph.find(mask)) this.program.write(mask, new Float32Array(values.length));
      return;
    }
    const changed = this.subject.edits.overridesOf(name);
    const node = this.graph.find(name);
    if (!node || node.op.name !== 'override') return;
    const size = sizeOf(node.type.shape);
    // What examples share, such as a table of positions, has one place for all copies.
    const times = node.axes[0] === 'B' || node.axes[0] === 'S' ? this.copies : 1;
    const mask = new Float32Array(size);
    const values = new Float32Array(size);
    for (const [flat, value] of changed) {
      for (let copy = 0; copy < times; copy++) {
        const at = copy * (size / times) + flat;
        mask[at] = 1;
        values[at] = value;
      }
    }
    this.replace(name, values, mask);
  }

  /** An input of the example as the person who looks at it has it. */
  given(field: string): TensorData {
    const data = this.subject.shown.values[field].data.slice();
    for (const [flat, value] of this.subject.edits.overridesOf(field)) data[flat] = value;
    return data;
  }

  /** What was computed last. */
  read(names: readonly string[]): Promise<TensorData[]> {
    return this.program.read(names);
  }

  /** Computes all copies. @returns the values of outputs, of all copies one after another */
  run(names: readonly string[]): Promise<TensorData[]> {
    this.program.run();
    return this.program.read(names);
  }

  destroy(): void {
    this.program.destroy();
  }
}

/** @throws ExperimentError when nothing is chosen among classes */
function objectiveGradients(b: Builder, wanted: readonly string[]): Set<string> {
  const logits = b.find('logits');
  if (!logits) throw new ExperimentError('This model does not choose among classes.');
  const selector = input(b, logits.type.shape, {
    name: SELECTOR,
    listed: false,
    axes: logits.axes,
  });
  const objective = sum(b, mul(b, logits, selector), {}, { name: OBJECTIVE, listed: false });
  const found = appendGradients(b, objective, wanted);
  return new Set(wanted.flatMap((name) => found.get(name)?.name ?? []));
}

/** The graph of the shown example with so many copies as its batch. */
function copiedGraph({ model, dataset, shown }: Subject, copies: number): Builder {
  return buildModel(
    model,
    (b) =>
      Object.fromEntries(
        Object.entries(shown.values).map(([name, { shape }]) => {
          const { dtype, axes, kind } = dataset.fields[name];
          const named = { name, dtype, axes: ['B', ...axes], ...(kind ? { kind } : {}) } as const;
          return [name, input(b, [copies, ...shape], named)];
        }),
      ),
    'show',
  ).b;
}

/** The same numbers several times, one after another. */
export function repeated<T extends TensorData>(data: T, times: number): T {
  const all = (
    data instanceof Int32Array
      ? new Int32Array(data.length * times)
      : new Float32Array(data.length * times)
  ) as T;
  for (let i = 0; i < times; i++) all.set(data, i * data.length);
  return all;
}
