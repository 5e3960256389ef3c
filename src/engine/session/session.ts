import type { Backend } from '../backends/backend';
import type { OpenFile } from '../gallery/entry';
import { defaultExperiment, EXPERIMENT_IDS } from '../gallery';
import type {
  Edit,
  Example,
  Experiment,
  ExperimentId,
  Intervention,
  SettingValue,
} from '../experiment/schema';
import { weightsFromBase64, weightsToBase64 } from '../experiment/weights';
import { showNonFinite } from '../graph/non-finite';
import type { PlanDescription } from '../plan/describe';
import { ExperimentError, InputError, NumericError, plainError } from '../tensor/errors';
import type {
  BackendInfo,
  Decoded,
  DistancePoint,
  Explanation,
  Metrics,
  ModelInfo,
  OwnPictureClass,
  OwnPicturesInfo,
  OwnTextInfo,
  OwnTextsInfo,
  SampleRequest,
  SessionApi,
  SessionEvent,
  StepResult,
  TensorValues,
  TimelineInfo,
  WriteValue,
} from './api';
import { comparedTensor, isCompared } from './comparison';
import { completed, interventionProblem } from './complete-interventions';
import { cutAt, restarted, revised, switchesOf } from './interventions';
import { Pacer, nextTask } from './pacing';
import { editProblem } from './edit-problem';
import { type Keep, keepPictures, keepText, keepTexts, keptPictures } from './keep-own';
import type { Change } from './edits';
import type { OpenedBackend } from './select-backend';
import { parameterKey } from './parameter-key';
import { type AnswerOf, QUESTIONS, type QuestionName, type RequestOf } from './questions';
import type { Question } from './questions/question';
import { Workbench } from './workbench';

/** At most this many training steps are asked for at once. */
const MAX_STEPS = 1_000_000;
const MAX_SEED = 2 ** 32 - 1;
/** At most this many sequences are kept side by side when a model writes. */
const MAX_BEAM = 16;
/** Writes to the same cells within this time (ms) are one gesture, such as a drag, and one undo. */
const SAME_GESTURE = 400;
/** Work shorter than this (ms) shows no progress. */
const SHOW_PROGRESS_AFTER = 300;

async function noStore(): Promise<void> {
  throw new InputError('Nothing can be kept here.');
}

const NO_METRICS: Metrics = { train: [], validation: [] };
const NOTHING_NEW = { metrics: [], restarted: true } as const;

/**
 * A session: one backend, one loaded experiment, the training loop. Calls are carried out one after
 * another; training gives way to them between two chunks of steps.
 */
export class Session implements SessionApi {
  private bench: Workbench | null = null;
  private queue: Promise<unknown> = Promise.resolve();
  private running = false;
  private cancelled = false;
  private watched: readonly string[] = [];
  private loads = 0;
  private lastWrite = -Infinity;
  /** Counts what was begun to be written: a text is gone on with while the count is its own. */
  private samples = 0;
  /** Counts what was cancelled: an answer is worked on while the count is that of its beginning. */
  private answers = 0;
  /** What of the timeline was last told. */
  private timelineTold = '';
  private readonly pacer = new Pacer();

  constructor(
    private backend: Backend,
    private info: BackendInfo,
    private readonly openFile: OpenFile,
    private readonly emit: (event: SessionEvent) => void,
    /** Keeps a visitor's own data; `undefined` removes it. */
    private readonly keep: Keep = noStore,
  ) {}

  async experiments(): Promise<{ id: ExperimentId }[]> {
    return EXPERIMENT_IDS.map((id) => ({ id }));
  }

  async defaults(id: ExperimentId): Promise<Experiment> {
    return defaultExperiment(id);
  }

  load(experiment: Experiment): Promise<ModelInfo> {
    return this.exclusive(() => this.replace(experiment, 'strict'));
  }

  async cancel(): Promise<void> {
    this.cancelled = true;
    this.answers++;
  }

  configure(changes: Readonly<Record<string, SettingValue>>): Promise<ModelInfo> {
    return this.exclusive(() => {
      const { base, edits } = this.loaded();
      return this.replace(
        {
          ...base,
          example: this.loaded().example,
          settings: { ...base.settings, ...changes },
          step: 0,
          edits: edits.list.filter((edit) => !edit.step),
          interventions: restarted(edits.interventions),
          weights: undefined,
        },
        'lenient',
      );
    });
  }

  reseed(seed: number): Promise<ModelInfo> {
    return this.exclusive(() => {
      if (!Number.isInteger(seed) || seed < 0 || seed > MAX_SEED) {
        throw new InputError(`A seed is a whole number from 0 to ${MAX_SEED}; got ${seed}.`);
      }
      const { base, edits, example } = this.loaded();
      const kept = edits.list.filter((edit) => !edit.step);
      const interventions = restarted(edits.interventions);
      return this.replace(
        { ...base, example, seed, step: 0, edits: kept, interventions, weights: undefined },
        'lenient',
      );
    });
  }

  show(example: Example): Promise<ModelInfo> {
    return this.showing((bench) => bench.show(example));
  }

  showRun(run: number): Promise<ModelInfo> {
    return this.showing((bench) => bench.showRun(run));
  }

  /** Shows something else; edits of inputs and activations stay behind, unless it fails. */
  private showing(change: (bench: Workbench) => Promise<void>): Promise<ModelInfo> {
    return this.exclusive(async () => {
      const bench = this.loaded();
      const before = bench.edits.list;
      bench.edits.restore(bench.edits.parameterWrites);
      try {
        await change(bench);
      } catch (error) {
        bench.edits.restore(before);
        throw error;
      }
      return this.announce();
    });
  }

  keepTexts(file: Uint8Array | null): Promise<OwnTextsInfo> {
    return keepTexts(this.keep, file);
  }

  keepText(file: Uint8Array | null): Promise<OwnTextInfo> {
    return keepText(this.keep, file);
  }

  keepPictures(classes: readonly OwnPictureClass[]): Promise<OwnPicturesInfo> {
    return keepPictures(this.keep, classes);
  }

  keptPictures(): Promise<readonly OwnPictureClass[]> {
    return keptPictures(this.openFile);
  }

  async watch(names: readonly string[]): Promise<void> {
    this.watched = names;
    await this.exclusive(() => (this.bench ? this.sendFrame() : Promise.resolve()));
  }

  read(name: string): Promise<TensorValues> {
    return this.exclusive(async () => {
      const bench = this.loaded();
      const { shape } = bench.probe.node(comparedTensor(name)).type;
      const [data] = await bench.read([name]);
      return { name, shape, data };
    });
  }

  write(name: string, value: WriteValue): Promise<void> {
    return this.exclusive(async () => {
      const bench = this.loaded();
      const change = await bench.changeOf(name, value);
      if (!change) return;
      requirePresent(bench, change);
      const now = performance.now();
      bench.edits.push(change, now - this.lastWrite < SAME_GESTURE);
      this.lastWrite = now;
      await this.carryOut(change);
    });
  }

  reset(name?: string): Promise<void> {
    return this.exclusive(async () => {
      const bench = this.loaded();
      if (name !== undefined && !bench.isParameter(name)) bench.probe.node(name);
      const tensors = new Set(
        bench.edits.list
          .map((edit) => edit.tensor)
          .filter((tensor) => !name || tensor === name || tensor === parameterKey(name, bench.run)),
      );
      for (const tensor of tensors) {
        const current = await bench.currentOf(tensor);
        const change = bench.edits.original(tensor, bench.step, current);
        if (!change) continue;
        requirePresent(bench, change);
        bench.edits.push(change);
        await this.carryOut(change);
      }
    });
  }

  intervene(list: readonly Intervention[]): Promise<readonly Intervention[]> {
    return this.exclusive(async () => {
      const bench = this.loaded();
      const { edits } = bench;
      const before = edits.interventions;
      const wanted = await completed(bench, list);
      const now = performance.now();
      try {
        edits.restoreInterventions(revised(before, wanted, bench.step));
        await bench.intervene();
      } catch (error) {
        edits.restoreInterventions(before);
        await bench.intervene();
        throw error;
      }
      edits.restoreInterventions(before);
      edits.revise(wanted, bench.step, now - this.lastWrite < SAME_GESTURE);
      this.lastWrite = now;
      await this.tell('After this change not every number is finite.');
      return edits.standing;
    });
  }

  undo(): Promise<void> {
    return this.exclusive(async () => {
      const bench = this.loaded();
      requirePresent(bench, bench.edits.latest);
      const change = bench.edits.undo(bench.step);
      if (change) await this.carryOut(change);
    });
  }

  redo(): Promise<void> {
    return this.exclusive(async () => {
      const bench = this.loaded();
      requirePresent(bench, bench.edits.undone);
      const change = bench.edits.redo(bench.step);
      if (change) await this.carryOut(change);
    });
  }

  step(n: number): Promise<StepResult> {
    return this.exclusive(async () => {
      if (!Number.isInteger(n) || n < 1 || n > MAX_STEPS) {
        throw new InputError(
          `The number of steps is a whole number from 1 to ${MAX_STEPS}; got ${n}.`,
        );
      }
      this.requireTrainer();
      await this.advanceTo(this.loaded().step + n, 'train');
      await this.sendFrame();
      const last = this.loaded().runs?.histories[this.loaded().run].latest;
      if (last && !Number.isFinite(last.loss)) {
        await this.reportNonFinite(`The loss of step ${last.step} is ${last.loss}.`);
      }
      return {
        step: this.loaded().step,
        loss: last?.loss ?? Number.NaN,
        ...(last ? { accuracy: last.accuracy } : {}),
      };
    });
  }

  async train(): Promise<void> {
    await this.exclusive(async () => this.requireTrainer());
    if (this.running) return;
    this.running = true;
    void this.loop();
  }

  async pause(): Promise<void> {
    this.running = false;
    await this.exclusive(() => (this.bench ? this.sendFrame() : Promise.resolve()));
  }

  restart(): Promise<void> {
    return this.exclusive(async () => {
      const bench = this.loaded();
      this.requireTrainer();
      this.running = false;
      bench.runs?.restart();
      bench.edits.rewind(0);
      for (const edit of bench.edits.parameterWrites) bench.writeParameter(edit);
      bench.invalidate();
      this.sendEdits();
      await this.sendFrame();
    });
  }

  timeline(): Promise<TimelineInfo> {
    return this.exclusive(async () => timelineOf(this.loaded()));
  }

  lookAt(step: number | null): Promise<void> {
    return this.exclusive(async () => {
      this.requireTrainer();
      const bench = this.loaded();
      await bench.lookAt(step);
      if (bench.runs?.looksBack) this.running = false;
      await this.sendFrame();
    });
  }

  rewind(step: number): Promise<void> {
    return this.exclusive(async () => {
      this.requireTrainer();
      const bench = this.loaded();
      await bench.rewind(step);
      this.running = false;
      if (bench.edits.interventions.length > 0) {
        await this.announce();
        return;
      }
      this.sendEdits();
      await this.sendFrame();
    });
  }

  metrics(): Promise<Metrics> {
    return this.exclusive(async () => {
      const { runs, run } = this.loaded();
      await runs?.collect();
      return runs?.histories[run].all ?? NO_METRICS;
    });
  }

  allMetrics(): Promise<Readonly<Record<string, Metrics>>> {
    return this.exclusive(async () => {
      const { runs, runIds } = this.loaded();
      await runs?.collect();
      return Object.fromEntries(
        runIds.map((id, i) => [id, runs?.histories[i].all ?? NO_METRICS] as const),
      );
    });
  }

  byDistance(): Promise<Readonly<Record<string, readonly DistancePoint[]>>> {
    return this.exclusive(() => this.loaded().byDistance());
  }

  async sample(request: SampleRequest): Promise<string> {
    const own = ++this.samples;
    const { bench, sampler } = await this.exclusive(async () => {
      const loaded = this.loaded();
      return { bench: loaded, sampler: await loaded.sampler(request) };
    });
    let written = '';
    // Other calls are carried out, and training goes on, between two characters.
    const next = () =>
      this.exclusive(async () => {
        const going = own === this.samples && this.bench === bench;
        return going ? sampler.next() : null;
      });
    try {
      for (let i = 0; i < request.length; i++) {
        const text = await next();
        if (text === null) break;
        written += text;
        this.emit({ type: 'sample', text });
        await nextTask();
      }
    } finally {
      await this.exclusive(async () => sampler.destroy());
    }
    return written;
  }

  async stopSampling(): Promise<void> {
    this.samples++;
  }

  explain(name: string, index: readonly number[]): Promise<Explanation> {
    return this.exclusive(() => this.loaded().probe.explain(name, index));
  }

  ask<K extends QuestionName>(name: K, request: RequestOf<K>): Promise<AnswerOf<K>> {
    return this.exclusive(async () => {
      const bench = this.loaded();
      if (!Object.hasOwn(QUESTIONS, name)) {
        const names = Object.keys(QUESTIONS).join(', ');
        throw new InputError(`There is no question "${name}". There are: ${names}.`);
      }
      const question = QUESTIONS[name] as unknown as Question<RequestOf<K>, AnswerOf<K>>;
      const own = this.answers;
      return question(
        {
          bench,
          progress: (done, total) => this.emit({ type: 'progress', label: 'answer', done, total }),
          cancelled: () => own !== this.answers,
        },
        request,
      );
    });
  }

  decode({ beam }: { readonly beam: number }): Promise<Decoded> {
    return this.exclusive(async () => {
      const bench = this.loaded();
      if (!Number.isInteger(beam) || beam < 1 || beam > MAX_BEAM) {
        throw new InputError(`A beam is a whole number from 1 to ${MAX_BEAM}; got ${beam}.`);
      }
      const decoded = await bench.decode(beam);
      if (await bench.renewAnswer()) {
        // Edits of inputs and activations belonged to the old answer.
        bench.edits.restore(bench.edits.parameterWrites);
        await bench.rebuild();
        await this.announce();
      }
      return decoded;
    });
  }

  experiment({ weights }: { readonly weights: boolean }): Promise<Experiment> {
    return this.exclusive(async () => {
      const bench = this.loaded();
      const { weights: _, ...base } = bench.base;
      const experiment = {
        ...base,
        example: bench.example,
        step: bench.step,
        edits: bench.edits.list,
        interventions: bench.edits.interventions,
        ...(bench.run === 0 ? {} : { run: bench.run }),
      };
      if (!weights || !bench.runs) return experiment;
      return { ...experiment, weights: weightsToBase64(await bench.runs.weights()) };
    });
  }

  plan(): Promise<string> {
    return this.exclusive(async () => {
      const bench = this.loaded();
      return bench.trainer?.describePlan() ?? bench.probe.describePlan();
    });
  }

  planSteps(): Promise<PlanDescription> {
    return this.exclusive(async () => {
      const { trainer, probe } = this.loaded();
      return trainer?.planSteps() ?? probe.planSteps();
    });
  }

  /** The device is gone: goes on with the same experiment on another one, trained again to the same step. */
  recover({ backend, info }: OpenedBackend): Promise<void> {
    return this.exclusive(async () => {
      const bench = this.bench;
      this.backend = backend;
      this.info = info;
      this.bench = null;
      if (!bench) return;
      const { weights: _, ...base } = bench.base;
      await this.replace(
        {
          ...base,
          example: bench.example,
          step: bench.step,
          edits: bench.edits.list,
          interventions: bench.edits.interventions,
        },
        'lenient',
      );
      this.emit({
        type: 'error',
        error: {
          code: 'device',
          message: `The GPU was lost (${info.detail ?? 'no reason given'}); going on with ${info.adapter}.`,
        },
      });
    });
  }

  /** Carries out calls one after another; a failure of one does not stop the next. */
  private exclusive<T>(work: () => Promise<T>): Promise<T> {
    const result = this.queue.then(work);
    this.queue = result.catch(() => {});
    return result;
  }

  /** Frees what is loaded; the session cannot be used afterwards. */
  close(): Promise<void> {
    this.running = false;
    return this.exclusive(async () => {
      this.bench?.destroy();
      this.bench = null;
    });
  }

  /** What is loaded. @throws ExperimentError when nothing is */
  get workbench(): Workbench {
    return this.loaded();
  }

  private loaded(): Workbench {
    if (!this.bench) throw new ExperimentError('No experiment is loaded; load one first.');
    return this.bench;
  }

  private requireTrainer(): void {
    const { runs, base } = this.loaded();
    if (!runs) {
      throw new ExperimentError(
        `"${base.id}" has nothing to train: its numbers are given by hand.`,
      );
    }
  }

  /**
   * Makes an experiment ready beside the loaded one and takes its place when all went well. Edits
   * that do not fit the model are an error in a link (`strict`), and dropped after a change of settings.
   */
  private async replace(experiment: Experiment, edits: 'strict' | 'lenient'): Promise<ModelInfo> {
    this.running = false;
    this.cancelled = false;
    const previous = this.bench;
    let next: Workbench | null = null;
    try {
      next = await Workbench.create(
        this.backend,
        `e${this.loads++}`,
        experiment,
        this.openFile,
        (label, done, total) => this.emit({ type: 'progress', label, done, total }),
        edits === 'lenient',
      );
      const bench = next;
      const retain = async () => {
        bench.edits.retain((edit) => {
          const problem = editProblem(bench, edit, experiment.step);
          if (problem && edits === 'strict') throw new ExperimentError(problem, edit.tensor);
          return !problem;
        });
        const kept = (experiment.interventions ?? []).filter((one) => {
          const problem = interventionProblem(bench, one, experiment.step);
          if (problem && edits === 'strict') throw new ExperimentError(problem, one.tensor);
          return !problem;
        });
        const standing = kept.filter(({ removed }) => !removed);
        bench.edits.restoreInterventions(revised(kept, standing, experiment.step));
        if (bench.edits.overridden.length > 0 || kept.length > 0) await bench.rebuild();
      };
      // What an answer looks like that the model gives itself is known only once it is trained.
      const late = next.showsOwnAnswer;
      const written = ({ step }: Edit) => step !== undefined;
      next.edits.restore(late ? experiment.edits.filter(written) : experiment.edits);
      await retain();
      this.bench = next;
      await this.fastForward(next, experiment);
      if (late) {
        if (await next.renewAnswer()) await next.rebuild();
        next.edits.include(experiment.edits.filter((edit) => !written(edit)));
        await retain();
      }
    } catch (error) {
      this.bench = previous;
      next?.destroy();
      throw error;
    }
    previous?.destroy();
    return this.announce();
  }

  /** Brings a fresh model to where the experiment was saved: by its weights, or by training again. */
  private async fastForward(bench: Workbench, experiment: Experiment): Promise<void> {
    const { runs } = bench;
    if (!runs) return;
    if (experiment.weights !== undefined) {
      // Where it began follows from the seed; what lies between is not in a link.
      for (const edit of bench.edits.parameterWrites) {
        if (edit.step === 0) bench.writeParameter(edit);
      }
      await runs.keepSnapshot();
      runs.restoreWeights(weightsFromBase64(experiment.weights), experiment.step);
    } else {
      await this.replay(bench, experiment.step);
    }
    if (bench.edits.interventions.length > 0) {
      bench.edits.restoreInterventions(cutAt(bench.edits.interventions, bench.step));
      await bench.intervene();
    }
    // The curves of the training are not in a link: this says how good its models are.
    if (experiment.weights !== undefined) await runs.evaluate();
    bench.invalidate();
  }

  /** Trains again up to a step, with every write to a parameter and every intervention at its own. */
  private async replay(bench: Workbench, last: number): Promise<void> {
    const { edits } = bench;
    const writes = edits.parameterWrites.map(({ step = 0 }) => step);
    const stops = new Set([...writes, ...switchesOf(edits.interventions)]);
    for (const stop of [...stops].sort((a, b) => a - b)) {
      await this.advanceTo(stop, 'replay', last);
      if (this.cancelled) return;
      await bench.interveneInTraining();
      for (const edit of edits.parameterWrites.filter(({ step = 0 }) => step === stop)) {
        const before = await bench.readParameter(edit.tensor);
        for (const [flat] of edit.cells) edits.noteOriginal(edit.tensor, flat, before[flat]);
        bench.writeParameter(edit);
      }
    }
    await this.advanceTo(last, 'replay', last);
  }

  /** Trains up to a step, showing progress when it takes long; stops early when cancelled. */
  private async advanceTo(step: number, label: 'train' | 'replay', total = step): Promise<void> {
    const bench = this.loaded();
    const started = performance.now();
    this.cancelled = label === 'train' ? false : this.cancelled;
    while (bench.step < step && !this.cancelled) {
      await bench.advance(step - bench.step, this.pacer);
      if (performance.now() - started > SHOW_PROGRESS_AFTER) {
        this.emit({ type: 'progress', label, done: bench.step, total });
      }
      await nextTask();
    }
    await bench.runs?.collect();
  }

  private async loop(): Promise<void> {
    this.pacer.start();
    try {
      while (this.running) {
        await this.exclusive(async () => {
          if (!this.running) return;
          await this.loaded().advance(Number.POSITIVE_INFINITY, this.pacer);
          if (!this.pacer.frameDue()) return;
          await this.sendFrame();
          const { step, runs } = this.loaded();
          const loss = runs?.histories.map(({ latest }) => latest?.loss ?? 0) ?? [];
          if (loss.every(Number.isFinite)) return;
          this.running = false;
          await this.sendFrame();
          await this.reportNonFinite(
            `Training stopped after step ${step}: its loss is ${loss.join(', ')}.`,
          );
        });
        await nextTask();
      }
    } catch (error) {
      this.running = false;
      this.emit({ type: 'error', error: plainError(error) });
    }
  }

  /** Brings a change to the device and tells the page. */
  private async carryOut(change: Change): Promise<void> {
    const bench = this.loaded();
    await bench.apply(change);
    if ('cells' in change && bench.namesWords(change.tensor))
      this.emit({ type: 'model', model: bench.info(this.info) });
    await this.tell('After this change not every number is finite.');
  }

  /** Tells the page of a change, and of what it did wrong: numbers that are not finite. */
  private async tell(notFinite: string): Promise<void> {
    this.sendEdits();
    await this.sendFrame();
    await this.reportNonFinite(notFinite);
  }

  /** Names the first tensor of the shown example that holds NaN or an infinity, if there is one. */
  private async reportNonFinite(what: string): Promise<void> {
    const found = await this.loaded().probe.firstNonFinite();
    if (!found) return;
    const message =
      `${what} First of all ${showNonFinite(found)}. Undo the last change, or start training ` +
      'again with a lower learning rate.';
    this.emit({ type: 'error', error: new NumericError(message, found.tensor).toJSON() });
  }

  private async announce(): Promise<ModelInfo> {
    const model = this.loaded().info(this.info);
    this.emit({ type: 'model', model });
    this.sendEdits();
    await this.sendFrame();
    return model;
  }

  private sendEdits(): void {
    const { list, standing: interventions, canUndo, canRedo } = this.loaded().edits;
    this.emit({ type: 'edits', edits: { list, interventions, canUndo, canRedo } });
  }

  private async sendFrame(): Promise<void> {
    const bench = this.loaded();
    await bench.runs?.collect();
    this.sendTimeline(bench);
    const names = this.watched.filter((name) => bench.has(name));
    if (!names.some(isCompared)) bench.comparison.drop();
    const data = names.length > 0 ? await bench.read(names) : [];
    const { metrics, restarted } = bench.runs?.takeNew() ?? NOTHING_NEW;
    this.emit({
      type: 'frame',
      frame: {
        step: bench.shownStep,
        present: bench.step,
        running: this.running,
        stepsPerSecond: this.running ? this.pacer.stepsPerSecond : 0,
        runsPerSecond: bench.runs?.stepsPerSecond ?? [],
        metrics,
        restarted,
        tensors: Object.fromEntries(names.map((name, i) => [name, data[i]])),
      },
    });
  }

  /** Tells the page which steps can be looked at, when that has changed. */
  private sendTimeline(bench: Workbench): void {
    const { timeline } = bench.runs ?? {};
    const now = `${this.loads} ${timeline?.version}`;
    if (now === this.timelineTold) return;
    this.timelineTold = now;
    this.emit({ type: 'timeline', timeline: timelineOf(bench) });
  }
}

function timelineOf(bench: Workbench): TimelineInfo {
  const { runs, step, shownStep } = bench;
  return {
    steps: runs?.timeline.steps ?? [],
    present: step,
    shown: shownStep,
    bytes: runs?.timeline.bytes ?? 0,
    budget: runs?.timeline.budget ?? 0,
  };
}

/** @throws InputError when a parameter is to be changed while it shows what it was at an earlier step */
function requirePresent({ runs, step, shownStep }: Workbench, change?: Change): void {
  if (!change || 'after' in change || change.step === undefined || !runs?.looksBack) return;
  throw new InputError(
    `"${change.tensor}" is shown as of step ${shownStep}, while the training stands at step ${step}. ` +
      `Go back to the present to change it, or take the training back to step ${shownStep} first.`,
    change.tensor,
  );
}
