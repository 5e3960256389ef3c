import type { Backend, Executable, Region } from '../backends/backend';
import { placesOfSources } from '../autodiff/overrides';
import type { Dataset } from '../data/dataset';
import type { Intervention } from '../experiment/schema';
import { buildModel } from '../models/build';
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
}

/**
 * What a classifier makes of examples that are given to it, and nothing else: no loss, no gradient,
 * no tensor kept. It reads the parameters where training writes them.
 */
export class Forward {
  private constructor(
    private readonly backend: Backend,
    private readonly inputs: ReadonlyMap<string, Region>,
    private readonly output: Region,
    private readonly program: Executable,
    private readonly buffers: readonly string[],
  ) {}

  /** @throws ExperimentError when the model does not tell classes apart */
  static async create(request: ForwardRequest): Promise<Forward> {
    const { backend, prefix, model, dataset, batch, parameters, interventions = [] } = request;
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
    const graph = intervened(plain, interventions);
    const probabilities = graph.b.find(OUTPUT);
    if (!probabilities) throw new ExperimentError('This model does not choose among classes.');
    const plan = makePlan({
      graph: graph.b,
      outputs: [probabilities],
      placed: placesOfSources(graph.b, new Map([...parameters, ...inputs])),
      keep: new Set([OUTPUT]),
      prefix,
    });
    const output = plan.regions.get(OUTPUT);
    if (!output) throw new ExperimentError('The probabilities have no place in memory.', OUTPUT);
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
      return new Forward(backend, inputs, output, program, names);
    } catch (error) {
      backend.free(names);
      throw error;
    }
  }

  /**
   * Probabilities of the classes, f32[batch,…,K].
   * @param values of each field that is needed, for the whole batch
   */
  async run(values: Readonly<Record<string, TensorData>>): Promise<Float32Array> {
    for (const [name, data] of Object.entries(values)) {
      const region = this.inputs.get(name);
      if (region) this.backend.write(region, data);
    }
    this.program.run(1);
    const [output] = await this.backend.read([this.output]);
    return Float32Array.from(output);
  }

  destroy(): void {
    this.program.destroy();
    this.backend.free(this.buffers);
  }
}
