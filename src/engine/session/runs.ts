import type { Backend, Region } from '../backends/backend';
import type { Dataset } from '../data/dataset';
import type { Intervention } from '../experiment/schema';
import type { Run } from '../gallery/entry';
import { ExperimentError, InputError } from '../tensor/errors';
import type { Metrics } from './api';
import { type DataMemory, placeData } from './data-memory';
import { History } from './history';
import type { Judge } from './judge';
import type { Pacer } from './pacing';
import { trainingAt } from './interventions';
import { RunSpeeds } from './run-speeds';
import { type Snapshot, Timeline } from './timeline';
import { joined, type StepOfParameter, Trainer } from './trainer';

/** Steps between two passes over the validation data. */
const EVALUATE_EVERY = 100;

interface RunsRequest {
  readonly backend: Backend;
  readonly prefix: string;
  readonly dataset: Dataset;
  readonly runs: readonly Run[];
  readonly seed: number;
  /** Bytes that snapshots may take. */
  readonly budget?: number;
  readonly onProgress?: (done: number, total: number) => void;
}

/** The models of an experiment, trained in lock step on the same batches, each with its history. */
export class Runs {
  private rebuilt = 0;
  private readonly speeds: RunSpeeds;
  /** The step that is looked at instead of the present, and what trains on from the present. */
  private past: { readonly step: number; readonly present: readonly Float32Array[] } | null = null;

  private constructor(
    private readonly backend: Backend,
    private readonly prefix: string,
    /** The data on the device, which all models learn from. */
    readonly data: DataMemory,
    private readonly list: Trainer[],
    readonly histories: readonly History[],
    readonly timeline: Timeline,
    /** Judges all of them; null where their losses tell how good they are. */
    readonly judge: Judge | null,
  ) {
    this.speeds = new RunSpeeds(list.length);
  }

  /** Null where nothing is trained. */
  static async create(request: RunsRequest): Promise<Runs | null> {
    const { backend, prefix, dataset, runs, seed, budget, onProgress } = request;
    if (runs.some(({ training }) => !training)) return null;
    const data = placeData(backend, `${prefix}.data`, dataset);
    const trainers: Trainer[] = [];
    let judge: Judge | null = null;
    try {
      judge = await judgeOf(request, data);
      for (const [i, { model, training }] of runs.entries()) {
        if (!training) continue;
        trainers.push(
          await Trainer.create({
            backend,
            prefix: `${prefix}.${i}`,
            model,
            training,
            data,
            seed,
            judge: model.judge && (judge ?? undefined),
            // Each model counts as much as another.
            onProgress: (done, total) => onProgress?.(i * total + done, runs.length * total),
          }),
        );
      }
    } catch (error) {
      for (const trainer of trainers) trainer.destroy();
      judge?.destroy();
      data.free();
      throw error;
    }
    return new Runs(
      backend,
      prefix,
      data,
      trainers,
      runs.map(() => new History()),
      new Timeline(
        Float32Array.BYTES_PER_ELEMENT * sum(trainers.map(({ stateLength }) => stateLength)),
        budget,
      ),
      judge,
    );
  }

  get trainers(): readonly Trainer[] {
    return this.list;
  }

  get step(): number {
    return this.trainers[0].step;
  }

  /** The step whose numbers lie on the device: that of the training, or an earlier one that is looked at. */
  get shownStep(): number {
    return this.past?.step ?? this.step;
  }

  /** Whether an earlier step is looked at. */
  get looksBack(): boolean {
    return this.past !== null;
  }

  /**
   * Lays the numbers of an earlier step before whoever looks at the models; null leads back to the
   * present, as does whatever trains on.
   * @throws InputError when there is no snapshot of that step
   */
  async lookAt(step: number | null): Promise<void> {
    if (step === null || step === this.step) {
      this.return();
      return;
    }
    const { weights } = this.snapshotOf(step);
    const present = this.past?.present ?? (await this.ofPresent((one) => one.trainedRegions));
    for (const [i, trainer] of this.trainers.entries()) trainer.place(weights[i]);
    this.past = { step, present };
  }

  /**
   * Takes the training back to an earlier step: what came after is gone, and training goes on from
   * there as if it had never happened.
   * @throws InputError when there is no snapshot of that step
   */
  async rewind(step: number): Promise<void> {
    if (step === this.step) {
      this.return();
      return;
    }
    const { weights } = this.snapshotOf(step);
    await this.collect();
    this.past = null;
    for (const [i, trainer] of this.trainers.entries()) trainer.restoreWeights(weights[i], step);
    for (const history of this.histories) history.rewind(step);
    this.timeline.rewind(step);
  }

  /**
   * Takes the step after a snapshot again, to be measured: it is what training did there, bit for bit.
   * Everything stands as before afterwards.
   * @throws InputError when there is no snapshot of that step
   */
  async repeatStep(step: number, run: number): Promise<StepOfParameter[]> {
    const { past } = this;
    const { weights } = this.snapshotOf(step);
    const trainer = this.trainers[run];
    this.return();
    await this.collect();
    const [now, present] = [this.step, await trainer.weights()];
    trainer.restoreWeights(weights[run], step);
    const did = await trainer.watchedStep();
    trainer.restoreWeights(present, now);
    if (past) await this.lookAt(past.step);
    return did;
  }

  /** A few steps of every model, as many as fit the time between two frames, and an evaluation when one is due. */
  async advance(most: number, pacer: Pacer): Promise<void> {
    const { trainers } = this;
    this.return();
    await this.keepSnapshot();
    const untilEvaluation = EVALUATE_EVERY - (this.step % EVALUATE_EVERY);
    const room = Math.min(...trainers.map((trainer) => trainer.room));
    const untilSnapshot = this.timeline.next(this.step) - this.step;
    const steps = Math.min(most, untilEvaluation, untilSnapshot, room, pacer.steps);
    await pacer.time(steps, () => this.run(steps));
    const due = this.step % EVALUATE_EVERY === 0;
    if (due || room === steps) await this.collect();
    if (due) await this.evaluate();
  }

  /**
   * Goes on with what the list says of the present step; the histories stay. Nothing changes when it fails.
   * @returns the models that are trained otherwise than before, which lie elsewhere now
   */
  async intervene(interventions: readonly Intervention[]): Promise<number[]> {
    await this.collect();
    const { past } = this;
    this.return();
    const made = new Map<number, Trainer>();
    try {
      for (const [run, trainer] of this.list.entries()) {
        const wanted = trainingAt(interventions, this.step, run).map(ruleOf);
        if (JSON.stringify(wanted) === JSON.stringify(trainer.interventions)) continue;
        const prefix = `${this.prefix}.${run}.${this.rebuilt++}`;
        made.set(run, await trainer.withInterventions(wanted, prefix));
      }
    } catch (error) {
      for (const trainer of made.values()) trainer.destroy();
      this.list[0].resume();
      throw error;
    }
    for (const [run, trainer] of made) {
      this.list[run].destroy();
      this.list[run] = trainer;
    }
    // What was made last has set the counters on the device.
    this.list[0].resume();
    if (past) await this.lookAt(past.step);
    return [...made.keys()];
  }

  /** The same number of steps of every model, one after another. */
  private async run(steps: number): Promise<void> {
    const { trainers, speeds } = this;
    const timed = speeds.next();
    let start = performance.now();
    for (const [i, trainer] of trainers.entries()) {
      // The counters on the device are those of the model before.
      if (trainers.length > 1) trainer.resume();
      trainer.run(steps);
      if (!timed) continue;
      await this.backend.finish();
      const end = performance.now();
      speeds.add(i, steps, end - start);
      start = end;
    }
    if (!timed) await this.backend.finish();
  }

  /** Steps per second of each of several models by itself; empty before they are measured. */
  get stepsPerSecond(): readonly number[] {
    return this.speeds.perSecond;
  }

  /** Judges every model by the validation data as it stands. */
  async evaluate(): Promise<void> {
    for (const [i, trainer] of this.trainers.entries()) {
      this.histories[i].addValidation(await trainer.evaluate());
    }
  }

  /** Takes the metrics that the device has kept into the histories. */
  async collect(): Promise<void> {
    for (const [i, trainer] of this.trainers.entries()) {
      for (const point of await trainer.takeMetrics()) this.histories[i].addTrain(point);
    }
  }

  /** Back to step 0 with the initial weights. */
  restart(): void {
    this.past = null;
    this.timeline.clear();
    for (const trainer of this.trainers) trainer.restart();
    for (const history of this.histories) history.clear();
    this.speeds.clear();
  }

  /** Points that were not taken before, of each model, and whether the receiver must forget what it has. */
  takeNew(): { metrics: Metrics[]; restarted: boolean } {
    const taken = this.histories.map((history) => history.takeNew());
    const restarted = taken.some((one) => one.restarted);
    // What starts anew for one does for all.
    const metrics = taken.map((one, i) =>
      restarted && !one.restarted ? this.histories[i].all : one.metrics,
    );
    return { metrics, restarted };
  }

  /** What it takes to go on training: of each model its parameters, moments and states. */
  async weights(): Promise<Float32Array> {
    return joined(await this.ofPresent((one) => one.stateRegions));
  }

  /** The same without moments: what it takes to look at the models, or to go on with fresh moments. */
  async trained(): Promise<Float32Array> {
    return joined(await this.ofPresent((one) => one.trainedRegions));
  }

  /** Takes a snapshot of this step, if one is wanted. */
  async keepSnapshot(): Promise<void> {
    const { step, timeline } = this;
    if (!timeline.wants(step)) return;
    timeline.add({ step, weights: await this.ofPresent((one) => one.stateRegions) });
  }

  /**
   * Goes on from saved weights.
   * @throws ExperimentError when the weights are those of other models
   */
  restoreWeights(weights: Float32Array, step: number): void {
    const lengths = [
      this.trainers.map((trainer) => trainer.stateLength),
      this.trainers.map((trainer) => trainer.trainedLength),
    ];
    const fitting = lengths.find((list) => sum(list) === weights.length);
    if (!fitting) {
      throw new ExperimentError(
        `The weights hold ${weights.length} numbers; this model needs ${sum(lengths[0])}. They belong to another model.`,
      );
    }
    let at = 0;
    for (const [i, trainer] of this.trainers.entries()) {
      trainer.restoreWeights(weights.subarray(at, at + fitting[i]), step);
      at += fitting[i];
    }
    this.past = null;
    this.timeline.startFrom(step);
  }

  destroy(): void {
    for (const trainer of this.trainers) trainer.destroy();
    this.judge?.destroy();
    this.data.free();
  }

  /** The present again, where an earlier step was looked at. */
  private return(): void {
    if (!this.past) return;
    for (const [i, trainer] of this.trainers.entries()) trainer.place(this.past.present[i]);
    this.past = null;
  }

  /** What lies in regions of every model at present, in one round trip. */
  private async ofPresent(regionsOf: (trainer: Trainer) => readonly Region[]) {
    const { past } = this;
    this.return();
    const lists = this.trainers.map(regionsOf);
    const data = await this.backend.read(lists.flat());
    if (past) await this.lookAt(past.step);
    let at = 0;
    return lists.map(({ length }) => joined(data.slice(at, (at += length))));
  }

  private snapshotOf(step: number): Snapshot {
    const snapshot = this.timeline.at(step);
    if (snapshot) return snapshot;
    const { steps } = this.timeline;
    const before = steps.findLast((other) => other < step);
    const after = steps.find((other) => other > step) ?? this.step;
    throw new InputError(
      `There is no snapshot of step ${step}. ${
        before === undefined ? 'The first is' : `Those next to it are of step ${before} and`
      } of step ${after}; timeline() lists all.`,
    );
  }
}

/** What an intervention does, without when. */
function ruleOf(one: Intervention): Intervention {
  const { trained: _, removed: __, ...rule } = one;
  return { ...rule, on: true, training: true };
}
const sum = (list: readonly number[]): number => list.reduce((total, each) => total + each, 0);

/** @throws ExperimentError when the models have different judges */
async function judgeOf(
  { backend, prefix, runs }: RunsRequest,
  data: DataMemory,
): Promise<Judge | null> {
  const [spec, ...others] = new Set(runs.flatMap(({ model }) => model.judge ?? []));
  if (!spec) return null;
  if (others.length > 0) {
    throw new ExperimentError(
      'The models of an experiment need one judge for all, to be compared.',
    );
  }
  // With its linear algebra, which few experiments need.
  const { Judge } = await import('./judge');
  return Judge.create(backend, `${prefix}.judge`, spec, data);
}
