import type { Backend, Region } from '../backends/backend';
import type { Dataset } from '../data/dataset';
import { buildModel } from '../models/build';
import type { ModelSpec } from '../models/spec';
import { input } from '../ops/source';
import { ExperimentError } from '../tensor/errors';
import type { TensorData } from '../tensor/types';
import { Program } from './program';

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
}

/**
 * What a classifier makes of examples that are given to it, and nothing else: no loss, no gradient,
 * no tensor kept. It reads the parameters where training writes them.
 */
export class Forward {
  private constructor(
    private readonly program: Program,
    private readonly fields: ReadonlySet<string>,
  ) {}

  /** @throws ExperimentError when the model does not tell classes apart */
  static async create(request: ForwardRequest): Promise<Forward> {
    const { backend, prefix, model, dataset, batch, parameters } = request;
    const { b: graph } = buildModel(
      model,
      (b) =>
        Object.fromEntries(
          Object.entries(dataset.fields).map(([name, { dtype, shape, axes }]) => [
            name,
            input(b, [batch, ...shape], { name, dtype, axes: ['B', ...axes] }),
          ]),
        ),
      'show',
    );
    if (!graph.find(OUTPUT)) throw new ExperimentError('This model does not choose among classes.');
    const outputs = [OUTPUT];
    const program = await Program.create({ backend, prefix, graph, outputs, placed: parameters });
    return new Forward(program, new Set(Object.keys(dataset.fields)));
  }

  /**
   * Probabilities of the classes, f32[batch,…,K].
   * @param values of each field that is needed, for the whole batch
   */
  async run(values: Readonly<Record<string, TensorData>>): Promise<Float32Array> {
    for (const [name, data] of Object.entries(values)) {
      if (this.fields.has(name)) this.program.write(name, data);
    }
    this.program.run();
    const [output] = await this.program.read([OUTPUT]);
    return Float32Array.from(output);
  }

  destroy(): void {
    this.program.destroy();
  }
}
