import { appendGradients } from '../autodiff/gradients';
import type { Backend, Executable, Region, Step } from '../backends/backend';
import type { ParameterSpec } from '../layers/context';
import { buildModel } from '../models/build';
import type { ModelSpec } from '../models/spec';
import { sampleBatch } from '../ops/sample-batch';
import { keyOf } from '../ops/shared/philox';
import { optimizerSteps } from '../optim/optimizer';
import { advanceCursor, recordStep } from '../optim/bookkeeping';
import type { TrainingSpec } from '../optim/training';
import { describePlan, type PlanDescription } from '../plan/describe';
import { makePlan, type Plan } from '../plan/plan';
import { printPlan } from '../plan/print';
import { ExperimentError } from '../tensor/errors';
import { sizeOf } from '../tensor/shape';
import type { MetricPoint, ValidationPoint } from './api';
import { batchInputs, type DataMemory } from './data-memory';
import { evaluationOf, judged, measures, type Passes } from './evaluation';
import type { Judge } from './judge';
import {
  layOut,
  nextStates,
  planOfInits,
  RING,
  RING_WIDTH,
  type TrainerMemory,
} from './trainer-memory';

interface Evaluation extends Passes {
  /** Where the judge's features of a batch lie, where there is a judge. */
  readonly features: Region | undefined;
}

export interface TrainerRequest {
  readonly backend: Backend;
  readonly prefix: string;
  readonly model: ModelSpec;
  readonly training: TrainingSpec;
  readonly data: DataMemory;
  readonly seed: number;
  /** Where the model has one. */
  readonly judge?: Judge | undefined;
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Trains a model on a data set: everything lies on the device, a step is one list of
 * dispatches that reads its batch, dropout and step number from counters there.
 */
export class Trainer {
  /** Training steps done. */
  step = 0;
  private unread = 0;

  private constructor(
    private readonly request: TrainerRequest,
    /** Where each parameter and each state lies, the judge's included. */
    readonly parameters: ReadonlyMap<string, Region>,
    readonly parameterSpecs: readonly ParameterSpec[],
    private readonly memory: TrainerMemory,
    private readonly trainPlan: Plan,
    private readonly extra: readonly Step[],
    private readonly programs: { init: Executable; train: Executable; evaluate: Executable },
    private readonly buffers: readonly string[],
    private readonly evaluation: Evaluation,
  ) {}

  static async create(request: TrainerRequest): Promise<Trainer> {
    const { backend, prefix, model, training, data } = request;
    const { dataset } = data;
    const batch = Math.min(training.batchSize, dataset.train.count);
    const train = buildModel(
      model,
      batchInputs(dataset, 'train', (b) =>
        sampleBatch(b, { count: dataset.train.count, batch, key: keyOf('batch') }),
      ),
      'train',
    );
    const { graph: evaluate, ...passes } = evaluationOf(model, dataset);
    if (!train.loss || !evaluate.loss) {
      throw new ExperimentError('This model has no loss, so there is nothing to train it by.');
    }
    const specs = train.parameters;
    const memory = layOut(prefix, specs, train.states, training, passes.batches);
    const given = request.judge?.regions ?? [];
    const parameters = new Map([...memory.parameters, ...memory.states.current, ...given]);
    const gradients = appendGradients(
      train.b,
      train.loss,
      specs.map((p) => p.name),
    );
    const trainPlan = makePlan({
      graph: train.b,
      outputs: [...measures(train), ...gradientsOf(specs, gradients), ...nextStates(train)],
      placed: new Map([
        ...parameters,
        ...specs.map((p): [string, Region] => [`grad:${p.name}`, memory.gradient(p.name)]),
        ...memory.states.next,
        ...data.regions('train'),
      ]),
      keep: new Set(),
      prefix: `${prefix}.train`,
    });
    const { features } = evaluate;
    const evaluatePlan = makePlan({
      graph: evaluate.b,
      outputs: [...measures(evaluate), ...(features ? [features] : [])],
      placed: new Map([...parameters, ...data.regions('validation')]),
      keep: new Set(features ? [features.name] : []),
      prefix: `${prefix}.evaluate`,
    });
    const initPlan = planOfInits(prefix, specs, memory);

    const place = (plan: Plan, name: string): Region => plan.regions.get(name) ?? memory.nothing;
    const extra = [
      ...optimizerSteps(training, memory.optimizer),
      ...memory.states.steps,
      recordStep({
        loss: place(trainPlan, 'loss'),
        accuracy: place(trainPlan, 'accuracy'),
        gradNorm: memory.optimizer.norm,
        ring: memory.ring,
      }),
    ];
    const evaluateExtra = [
      recordStep({
        loss: place(evaluatePlan, 'loss'),
        accuracy: place(evaluatePlan, 'accuracy'),
        gradNorm: place(evaluatePlan, 'exact'),
        ring: memory.evaluationRing,
        counter: 'cursor',
      }),
      advanceCursor(),
    ];

    const buffers = [
      ...memory.buffers,
      ...trainPlan.buffers,
      ...evaluatePlan.buffers,
      ...initPlan.buffers,
    ];
    backend.allocate(buffers);
    const names = buffers.map((buffer) => buffer.name);
    try {
      for (const plan of [trainPlan, evaluatePlan, initPlan]) {
        for (const { region, data } of plan.constants) backend.write(region, data);
      }
      backend.write(memory.nothing, Float32Array.of(Number.NaN));
      backend.write(memory.optimizer.hyper, memory.hyperValues);
      const lists = [
        initPlan.steps,
        [...trainPlan.steps, ...extra],
        [...evaluatePlan.steps, ...evaluateExtra],
      ];
      const total = lists.reduce((sum, list) => sum + list.length, 0);
      const done = lists.map(() => 0);
      const [init, trainProgram, evaluateProgram] = await Promise.all(
        lists.map((list, i) =>
          backend.prepare(list, (count) => {
            done[i] = count;
            request.onProgress?.(
              done.reduce((sum, n) => sum + n, 0),
              total,
            );
          }),
        ),
      );
      const trainer = new Trainer(
        request,
        parameters,
        specs,
        memory,
        trainPlan,
        extra,
        { init, train: trainProgram, evaluate: evaluateProgram },
        names,
        { ...passes, features: features && evaluatePlan.regions.get(features.name) },
      );
      trainer.restart();
      return trainer;
    } catch (error) {
      backend.free(names);
      throw error;
    }
  }

  /** Number of trainable numbers. */
  get size(): number {
    return this.parameterSpecs.reduce((sum, p) => sum + sizeOf(p.shape), 0);
  }

  /** Initial weights, states and moments, step 0. */
  restart(): void {
    const { backend, seed } = this.request;
    const { optimizer } = this.memory;
    for (const region of optimizer.moments) {
      backend.write(region, new Float32Array(region.length));
    }
    for (const { name, init } of this.parameterSpecs) {
      if (init.kind === 'uniform') continue;
      const region = this.parameters.get(name);
      if (region) backend.write(region, new Float32Array(region.length).fill(init.value));
    }
    for (const { region, value } of this.memory.states.initial) {
      backend.write(region, new Float32Array(region.length).fill(value));
    }
    backend.setRuntime({ seed, step: 0, cursor: 0 });
    this.programs.init.run(1);
    this.step = 0;
    this.unread = 0;
  }

  /** Takes the counters back after something else has used them. */
  resume(): void {
    this.request.backend.setRuntime({ seed: this.request.seed, step: this.step, cursor: 0 });
  }

  /** Queues training steps; at most `RING` may be queued between two readings of the metrics. */
  run(steps: number): void {
    this.programs.train.run(steps);
    this.step += steps;
    this.unread += steps;
  }

  /** How many more steps fit before the metrics must be read. */
  get room(): number {
    return RING - this.unread;
  }

  /** Metrics of the steps since the last reading. */
  async takeMetrics(): Promise<MetricPoint[]> {
    if (this.unread === 0) return [];
    const [ring] = await this.request.backend.read([this.memory.ring]);
    const points: MetricPoint[] = [];
    for (let done = this.step - this.unread; done < this.step; done++) {
      const at = (done % RING) * RING_WIDTH;
      points.push({
        step: done + 1,
        loss: ring[at],
        accuracy: ring[at + 1],
        gradNorm: ring[at + 2],
      });
    }
    this.unread = 0;
    return points;
  }

  /**
   * The whole validation split: loss (nats per answer, or squared error), accuracy per answer, and the
   * share of examples without a mistake; NaN where the model has no such measure. Where it is judged by
   * another model, the Fréchet distance of what it makes from what is real.
   */
  async evaluate(): Promise<ValidationPoint> {
    const { backend, judge } = this.request;
    backend.setRuntime({ cursor: 0 });
    const features = await this.passOver();
    const [ring] = await backend.read([this.memory.evaluationRing]);
    return {
      step: this.step,
      ...judged(ring, this.evaluation),
      ...(judge && features ? { frechet: judge.distanceOf(features) } : {}),
    };
  }

  /** Goes over the validation data. @returns what the judge finds in what is made, where there is one */
  private async passOver(): Promise<Float32Array | null> {
    const { batches, features } = this.evaluation;
    const { evaluate } = this.programs;
    if (!features) {
      evaluate.run(batches);
      return null;
    }
    const found = new Float32Array(batches * features.length);
    for (let i = 0; i < batches; i++) {
      evaluate.run(1);
      const [batch] = await this.request.backend.read([features]);
      found.set(batch, i * features.length);
    }
    return found;
  }

  /** Parameters, moments and states as they lie in memory: what it takes to go on training. */
  async weights(): Promise<Float32Array> {
    return joined(await this.request.backend.read(this.stateRegions));
  }

  /** Parameters and states alone: what it takes to look at the model, or to go on with fresh moments. */
  async trained(): Promise<Float32Array> {
    return joined(await this.request.backend.read(this.trainedRegions));
  }

  /**
   * Takes back what `weights` or `trained` gave; without moments, these start anew.
   * @throws ExperimentError when the weights are those of another model
   */
  restoreWeights(weights: Float32Array, step: number): void {
    const whole = weights.length === this.stateLength;
    if (!whole && weights.length !== this.trainedLength) {
      throw new ExperimentError(
        `The weights hold ${weights.length} numbers; this model needs ${this.stateLength}. They belong to another model.`,
      );
    }
    const { backend } = this.request;
    let at = 0;
    for (const region of whole ? this.stateRegions : this.trainedRegions) {
      backend.write(region, weights.slice(at, at + region.length));
      at += region.length;
    }
    if (!whole) {
      for (const region of this.memory.optimizer.moments) {
        backend.write(region, new Float32Array(region.length));
      }
    }
    this.step = step;
    this.unread = 0;
    this.resume();
  }

  /** One training step, dispatch by dispatch. */
  planSteps(): PlanDescription {
    return describePlan(this.trainPlan, this.extra);
  }

  describePlan(): string {
    return printPlan(this.trainPlan, this.extra);
  }

  destroy(): void {
    for (const program of Object.values(this.programs)) program.destroy();
    this.request.backend.free(this.buffers);
  }

  private get stateRegions(): readonly Region[] {
    const { optimizer, states } = this.memory;
    return [optimizer.parameters, ...optimizer.moments, ...states.whole];
  }

  private get trainedRegions(): readonly Region[] {
    const { optimizer, states } = this.memory;
    return [optimizer.parameters, ...states.whole];
  }

  /** How many numbers `weights` are. */
  get stateLength(): number {
    return lengthOf(this.stateRegions);
  }

  /** How many numbers `trained` are. */
  get trainedLength(): number {
    return lengthOf(this.trainedRegions);
  }
}

function lengthOf(regions: readonly Region[]): number {
  return regions.reduce((sum, region) => sum + region.length, 0);
}

/** Tensors one after another. */
export function joined(parts: readonly ArrayLike<number>[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function gradientsOf(
  specs: readonly ParameterSpec[],
  gradients: ReturnType<typeof appendGradients>,
) {
  return specs.map(({ name }) => {
    const gradient = gradients.get(name);
    if (!gradient)
      throw new ExperimentError(`The loss does not depend on parameter "${name}".`, name);
    return gradient;
  });
}
