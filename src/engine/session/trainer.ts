import { appendGradients } from '../autodiff/gradients';
import { computedName, placesOfSources } from '../autodiff/overrides';
import type { Backend, Executable, Region, Step } from '../backends/backend';
import type { Intervention } from '../experiment/schema';
import type { ParameterSpec } from '../layers/context';
import type { Builder } from '../graph/builder';
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
import type { TensorData } from '../tensor/types';
import { type TriedUpdate, tryUpdate } from './inspect/try-update';
import type { MetricPoint, ValidationPoint } from './api';
import { intervened } from './intervened';
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
  /** What training and evaluation have in their graphs; none unless given. */
  readonly interventions?: readonly Intervention[];
  /** Where the model has one. */
  readonly judge?: Judge | undefined;
  readonly onProgress?: (done: number, total: number) => void;
}

/** What one training step did to a parameter. */
export interface StepOfParameter {
  readonly name: string;
  readonly before: TensorData;
  readonly after: TensorData;
  /** Before it was clipped. */
  readonly gradient: TensorData;
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
    const { interventions = [] } = request;
    const train = intervened(
      buildModel(
        model,
        batchInputs(dataset, 'train', (b) =>
          sampleBatch(b, { count: dataset.train.count, batch, key: keyOf('batch') }),
        ),
        'train',
      ),
      interventions,
    );
    const { graph: evaluate, ...passes } = evaluationOf(model, dataset, interventions);
    if (!train.loss || !evaluate.loss) {
      throw new ExperimentError('This model has no loss, so there is nothing to train it by.');
    }
    const specs = train.parameters;
    const memory = layOut(prefix, specs, train.states, training, passes.batches);
    const given = request.judge?.regions ?? [];
    const parameters = new Map([...memory.parameters, ...memory.states.current, ...given]);
    // Of a parameter that is intervened on training changes what lies below.
    const trained = (name: string): string => computedName(train.b, name);
    const gradients = appendGradients(
      train.b,
      train.loss,
      specs.map((p) => trained(p.name)),
      interventions,
    );
    requireTensors(train.b, interventions);
    const trainPlan = makePlan({
      graph: train.b,
      outputs: [
        ...measures(train),
        ...gradientsOf(specs, gradients, trained),
        ...nextStates(train),
      ],
      placed: new Map([
        ...placesOfSources(train.b, new Map([...parameters, ...data.regions('train')])),
        ...specs.map(({ name }): [string, Region] => [
          `grad:${trained(name)}`,
          memory.gradient(name),
        ]),
        ...memory.states.next,
      ]),
      keep: new Set(),
      prefix: `${prefix}.train`,
    });
    const { features } = evaluate;
    const evaluatePlan = makePlan({
      graph: evaluate.b,
      outputs: [...measures(evaluate), ...(features ? [features] : [])],
      placed: placesOfSources(evaluate.b, new Map([...parameters, ...data.regions('validation')])),
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

  /**
   * The same model at the same step, with other interventions: parameters, moments and states are
   * taken over to the bit. Both exist afterwards; metrics that were not taken stay with the old one.
   */
  async withInterventions(
    interventions: readonly Intervention[],
    prefix: string,
  ): Promise<Trainer> {
    const next = await Trainer.create({ ...this.request, interventions, prefix });
    next.restoreWeights(await this.weights(), this.step);
    return next;
  }

  /** What its graphs hold. */
  get interventions(): readonly Intervention[] {
    return this.request.interventions ?? [];
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

  /** Trains one step, and tells of each parameter what it was, its gradient, and what it became. */
  async watchedStep(): Promise<StepOfParameter[]> {
    const { backend } = this.request;
    const names = this.parameterSpecs.map(({ name }) => name);
    const weights = names.flatMap((name) => this.parameters.get(name) ?? []);
    const before = await backend.read(weights);
    this.resume();
    this.run(1);
    const gradients = names.map((name) => this.memory.gradient(name));
    const read = await backend.read([...weights, ...gradients]);
    return names.map((name, i) => ({
      name,
      before: before[i],
      after: read[i],
      gradient: read[names.length + i],
    }));
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

  get training(): TrainingSpec {
    return this.request.training;
  }

  /**
   * What an update by some gradients would make of all parameters, on copies.
   * @param name  of the parameter whose place among all of them is wanted
   */
  async tryUpdate(
    gradients: ReadonlyMap<string, TensorData>,
    name: string,
  ): Promise<{ readonly offset: number; readonly tried: TriedUpdate }> {
    const { backend, prefix, training } = this.request;
    const { optimizer, gradient } = this.memory;
    try {
      const tried = await tryUpdate({
        backend,
        prefix: `${prefix}.try`,
        training,
        regions: optimizer,
        gradients: [...gradients].map(([of, data]) => ({ offset: gradient(of).offset, data })),
      });
      return { offset: gradient(name).offset, tried };
    } finally {
      // The trial counted a step.
      this.resume();
    }
  }

  /**
   * Writes the parameters and states of what `weights` or `trained` gave, to be looked at. Counters and
   * moments stay, so that training goes on as if nothing had been once its own are written back.
   */
  place(weights: Float32Array): void {
    const whole = weights.length === this.stateLength;
    const placed = new Set(this.trainedRegions);
    let at = 0;
    for (const region of whole ? this.stateRegions : this.trainedRegions) {
      if (placed.has(region)) {
        this.request.backend.write(region, weights.subarray(at, at + region.length));
      }
      at += region.length;
    }
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

  /** Where `weights` lie. */
  get stateRegions(): readonly Region[] {
    const { optimizer, states } = this.memory;
    return [optimizer.parameters, ...optimizer.moments, ...states.whole];
  }

  /** Where `trained` lie. */
  get trainedRegions(): readonly Region[] {
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

/** @throws ExperimentError when training has no tensor of that name, and so nothing to intervene on */
function requireTensors(b: Builder, interventions: readonly Intervention[]): void {
  const missing = interventions.find(({ tensor }) => !b.find(tensor));
  if (!missing) return;
  throw new ExperimentError(
    `Training does not compute "${missing.tensor}", so it cannot be intervened on there: it is made for looking at one example only.`,
    missing.tensor,
  );
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
  trained: (name: string) => string,
) {
  return specs.map(({ name }) => {
    const gradient = gradients.get(trained(name));
    if (!gradient)
      throw new ExperimentError(`The loss does not depend on parameter "${name}".`, name);
    return gradient;
  });
}
