import type { Backend, Executable, Region } from '../backends/backend';
import { placesOfSources } from '../autodiff/overrides';
import type { Dataset } from '../data/dataset';
import type { Intervention } from '../experiment/schema';
import type { Node } from '../graph/node';
import { buildModel, type ModelGraph } from '../models/build';
import type { ModelSpec } from '../models/spec';
import { input } from '../ops/source';
import { aligned, makePlan } from '../plan/plan';
import { ExperimentError } from '../tensor/errors';
import { sizeOf } from '../tensor/shape';
import type { TensorData } from '../tensor/types';
import { intervened } from './intervened';

const OUTPUT = 'probabilities';

export interface ForwardRequest {
  readonly backend: Backend;
  /** Prefix of the buffers. */
  readonly prefix: string;
  readonly model: ModelSpec;
  readonly dataset: Dataset;
  /** Examples at once. */
  readonly batch: number;
  /** Where the parameters lie. */
  readonly parameters: ReadonlyMap<string, Region>;
  /** Those of this model that are on; none unless given. */
  readonly interventions?: readonly Intervention[];
  /** The tensors that are wanted; the probabilities of the classes unless given. */
  readonly outputs?: (graph: ModelGraph) => readonly Node[];
}

/**
 * What a model makes of examples that are given to it, and nothing else: no loss, no gradient, no
 * tensor kept but those that are wanted. It reads the parameters where training writes them.
 */
export class Forward {
  private constructor(
    private readonly backend: Backend,
    private readonly inputs: ReadonlyMap<string, Region>,
    private readonly outputs: readonly Region[],
    private readonly program: Executable,
    private readonly buffers: readonly string[],
  ) {}

  /** @throws ExperimentError when the model does not tell classes apart */
  static async create(request: ForwardRequest): Promise<Forward> {
    const { backend, prefix, model, dataset, batch, parameters, outputs = classes } = request;
    const inputs = new Map<string, Region>();
    const plain = buildModel(
      model,
      (b) =>
        Object.fromEntries(
          Object.entries(dataset.fields).map(([name, { dtype, shape, axes }]) => {
            const length = batch * sizeOf(shape);
            inputs.set(name, { buffer: `${prefix}.in.${name}`, offset: 0, length, dtype });
            return [name, input(b, [batch, ...shape], { name, dtype, axes: ['B', ...axes] })];
          }),
        ),
      'show',
    );
    const graph = intervened(plain, request.interventions ?? []);
    const wanted = outputs(graph);
    const plan = makePlan({
      graph: graph.b,
      outputs: wanted,
      placed: placesOfSources(graph.b, new Map([...parameters, ...inputs])),
      keep: new Set(wanted.map(({ name }) => name)),
      prefix,
    });
    const regions = wanted.map(({ name }) => {
      const region = plan.regions.get(name);
      if (!region) throw new ExperimentError(`"${name}" has no place in memory.`, name);
      return region;
    });
    const buffers = [
      ...[...inputs.values()].map(({ buffer, length }) => ({
        name: buffer,
        length: aligned(length),
      })),
      ...plan.buffers,
    ];
    backend.allocate(buffers);
    const names = buffers.map(({ name }) => name);
    try {
      for (const { region, data } of plan.constants) backend.write(region, data);
      const program = await backend.prepare(plan.steps);
      return new Forward(backend, inputs, regions, program, names);
    } catch (error) {
      backend.free(names);
      throw error;
    }
  }

  /**
   * Probabilities of the classes, f32[batch,…,K], or the first tensor that was wanted.
   * @param values of each field that is needed, for the whole batch
   */
  async run(values: Readonly<Record<string, TensorData>>): Promise<Float32Array> {
    const [first] = await this.runAll(values);
    return first;
  }

  /** All tensors that were wanted, in their order. */
  async runAll(values: Readonly<Record<string, TensorData>>): Promise<Float32Array[]> {
    for (const [name, data] of Object.entries(values)) {
      const region = this.inputs.get(name);
      if (region) this.backend.write(region, data);
    }
    this.program.run(1);
    const read = await this.backend.read(this.outputs);
    return read.map((data) => Float32Array.from(data));
  }

  destroy(): void {
    this.program.destroy();
    this.backend.free(this.buffers);
  }
}

/** @throws ExperimentError when the model does not tell classes apart */
function classes({ b }: ModelGraph): readonly Node[] {
  const probabilities = b.find(OUTPUT);
  if (!probabilities) throw new ExperimentError('This model does not choose among classes.');
  return [probabilities];
}
