import type { Backend, Region } from '../backends/backend';
import type { SplitName } from '../data/dataset';
import { buildModel } from '../models/build';
import type { JudgeSpec } from '../models/spec';
import { sequentialBatch } from '../ops/sequential-batch';
import { aligned, makePlan } from '../plan/plan';
import { ExperimentError } from '../tensor/errors';
import type { JudgeInfo } from './api';
import { batchInputs, type DataMemory, fullBatchOf } from './data-memory';
import { frechetFrom, gaussianOf } from './frechet';
import { placeGiven } from './trainer-memory';

/**
 * A trained model that judges those in training: its weights on the device, once for all of them, and
 * what it makes of real examples, with which it compares what they make.
 */
export class Judge {
  private constructor(
    private readonly backend: Backend,
    /** Where its parameters and states lie, by the names that they have in the models it judges. */
    readonly regions: ReadonlyMap<string, Region>,
    /** What it makes of real examples. */
    readonly info: JudgeInfo,
    private readonly distance: (features: Float32Array) => number,
    private readonly buffer: string,
  ) {}

  /** @throws ExperimentError when its weights are those of another model; nothing is left on the device then */
  static async create(
    backend: Backend,
    prefix: string,
    spec: JudgeSpec,
    data: DataMemory,
  ): Promise<Judge> {
    const { given } = graphOf(spec, data, 'validation', 1);
    const { whole, regions } = placeGiven(`${prefix}.weights`, given, spec.weights);
    backend.allocate([{ name: whole.buffer, length: aligned(whole.length) }]);
    try {
      backend.write(whole, spec.weights);
      const request = { backend, prefix, spec, data, regions };
      const held = await readReal(request, 'validation');
      const seen = await readReal(request, 'train');
      const distanceTo = frechetFrom(gaussianOf(held.features, held.width));
      const distance = (features: Float32Array) => distanceTo(gaussianOf(features, held.width));
      const info = {
        examples: held.examples,
        accuracy: held.right / held.examples,
        floor: distance(seen.features),
      };
      return new Judge(backend, regions, info, distance, whole.buffer);
    } catch (error) {
      backend.free([whole.buffer]);
      throw error;
    }
  }

  /**
   * The Fréchet distance between what it finds in examples that were made and in the real held-out ones.
   * @param features f32[n,D], of one example after another
   */
  distanceOf(features: Float32Array): number {
    return this.distance(features);
  }

  destroy(): void {
    this.backend.free([this.buffer]);
  }
}

interface RealRequest {
  readonly backend: Backend;
  readonly prefix: string;
  readonly spec: JudgeSpec;
  readonly data: DataMemory;
  readonly regions: ReadonlyMap<string, Region>;
}

/** The judge by itself, reading the fields of the data that it has names for. */
function graphOf(
  { reads, ...judge }: JudgeSpec,
  data: DataMemory,
  split: SplitName,
  batch: number,
) {
  const real = Object.fromEntries(Object.keys(reads).map((field) => [field, field]));
  const { count } = data.dataset[split];
  const choose = batchInputs(data.dataset, split, (b) => sequentialBatch(b, { count, batch }));
  return buildModel({ layers: [], judge: { ...judge, reads: real } }, choose, 'evaluate');
}

/**
 * Reads real examples: all held-out ones, or the first of the others, as many as there are held-out
 * ones (or fewer, where there are not so many), since the distance depends on their number.
 */
async function readReal({ backend, prefix, spec, data, regions }: RealRequest, split: SplitName) {
  const { validation, [split]: part } = data.dataset;
  const batch = fullBatchOf(Math.min(validation.count, part.count));
  const batches = Math.floor(Math.min(validation.count, part.count) / batch);
  const { b, features, accuracy } = graphOf(spec, data, split, batch);
  if (!features || !accuracy) throw new ExperimentError('The judge reads nothing.');
  const plan = makePlan({
    graph: b,
    outputs: [features, accuracy],
    placed: new Map([...regions, ...data.regions(split)]),
    keep: new Set([features.name, accuracy.name]),
    prefix: `${prefix}.${split}`,
  });
  const wanted = [features, accuracy].flatMap(({ name }) => plan.regions.get(name) ?? []);
  const names = plan.buffers.map(({ name }) => name);
  backend.allocate(plan.buffers);
  try {
    for (const { region, data: values } of plan.constants) backend.write(region, values);
    const program = await backend.prepare(plan.steps);
    const width = features.type.shape[1];
    const all = new Float32Array(batches * batch * width);
    let right = 0;
    for (let cursor = 0; cursor < batches; cursor++) {
      backend.setRuntime({ cursor });
      program.run(1);
      const [found, correct] = await backend.read(wanted);
      all.set(found, cursor * batch * width);
      right += correct[0];
    }
    program.destroy();
    return { features: all, width, right, examples: batches * batch };
  } finally {
    backend.free(names);
  }
}
