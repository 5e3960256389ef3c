import type { Backend } from '../backends/backend';
import type { ShownExample } from '../data/dataset';
import { galleryEntry } from '../gallery';
import type { GalleryEntry, OpenFile, Run, Task } from '../gallery/entry';
import type { Edit, Example, Experiment, Intervention } from '../experiment/schema';
import { validateSettings } from '../experiment/settings';
import { buildModel, type ModelGraph } from '../models/build';
import { stagesOf } from '../models/stages';
import type { Node } from '../graph/node';
import { input } from '../ops/source';
import { ExperimentError, InputError } from '../tensor/errors';
import type { TensorData } from '../tensor/types';
import type { BackendInfo, Decoded, ModelInfo, ProgressLabel, WriteValue } from './api';
import { bestAnswers, decodedOf } from './decode';
import { type Change, type CellChange, EditLog } from './edits';
import { Comparison, comparedTensor } from './comparison';
import { shownOf } from './interventions';
import { answersByDistance, DISTANCE_BATCH, type DistancePoint } from './distances';
import { Forward } from './forward';
import type { Pacer } from './pacing';
import { Probe, type ReplacedCells } from './probe';
import { parameterKey, parameterOf } from './parameter-key';
import { exampleInfo, labelled, measuresOf, patternsOf, pictureInfo } from './model-info';
import { NOTHING_REPLACED, type Subject } from './subject';
import { fittingExample, type Shown, shownExample } from './shown-example';
import { Runs } from './runs';
import { Sampler } from './sample';
import type { SampleRequest } from './sampling';
import type { Trainer } from './trainer';
import { cellsOf } from './write';

/** What a gradient is of, and the values of the inputs that it brings along. */
export interface Scalar {
  readonly name: string;
  readonly values: readonly (readonly [name: string, data: TensorData])[];
}

export type OnProgress = (label: ProgressLabel, done: number, total: number) => void;

/**
 * One loaded experiment: its data and models (in training, where they are trained), the example
 * being looked at, and the edits.
 */
export class Workbench {
  readonly edits = new EditLog();
  private probes = 0;
  /** Of each model that was asked for its answers to many examples. */
  private readonly forwards = new Map<number, Forward>();
  /** What questions have made ready: see kept. */
  private readonly ready = new Map<string, { destroy(): void }>();
  private graph: ModelGraph | null = null;

  private constructor(
    private readonly backend: Backend,
    private readonly prefix: string,
    private readonly entry: GalleryEntry,
    /** As given, with every setting; step, edits and weights of the moment are kept elsewhere. */
    readonly base: Experiment,
    private readonly task: Task,
    /** Null where nothing is trained. */
    readonly runs: Runs | null,
    private shown: Shown,
    /** Which of the models is shown. */
    private at: number,
    private readonly onProgress: OnProgress,
  ) {}

  private current: Probe | null = null;
  /** The shown example without edits and interventions, while somebody looks at what they change. */
  readonly comparison = new Comparison(() => this.unedited());

  /** @throws ExperimentError, InputError; nothing is left on the device then */
  static async create(
    backend: Backend,
    prefix: string,
    experiment: Experiment,
    open: OpenFile,
    onProgress: OnProgress,
    /** Whether an example that is not in the data may be replaced by the experiment's own. */
    lenient = false,
  ): Promise<Workbench> {
    const entry = galleryEntry(experiment.id);
    const settings = validateSettings(entry.settings, experiment.settings);
    onProgress('data', 0, 1);
    const task = await entry.task(settings, open);
    onProgress('data', 1, 1);
    const { dataset } = task;
    const shown = lenient
      ? fittingExample(dataset, experiment.example, entry.example)
      : shownExample(dataset, experiment.example);
    const at = requireRun(task, experiment.run ?? 0);
    const runs = await Runs.create({
      backend,
      prefix,
      dataset: task.dataset,
      runs: task.runs,
      seed: experiment.seed,
      onProgress: (done, total) => onProgress('compile', done, total),
    });
    const base = { ...experiment, settings };
    const bench = new Workbench(backend, prefix, entry, base, task, runs, shown, at, onProgress);
    try {
      bench.shown = await bench.answered(shown);
      await bench.rebuild();
    } catch (error) {
      runs?.destroy();
      throw error;
    }
    return bench;
  }

  get probe(): Probe {
    if (!this.current) throw new ExperimentError('No example is shown.');
    return this.current;
  }

  get step(): number {
    return this.runs?.step ?? 0;
  }

  /** The step whose numbers are shown: that of the training, or an earlier one that is looked at. */
  get shownStep(): number {
    return this.runs?.shownStep ?? 0;
  }

  /** Shows an earlier step of the training; null is the present. @throws InputError when it was not kept */
  async lookAt(step: number | null): Promise<void> {
    await this.runs?.lookAt(step);
    // What is compared with it are the writes of its own step.
    this.comparison.drop();
    this.invalidate();
  }

  /** Takes the training back to an earlier step. @throws InputError when it was not kept */
  async rewind(step: number): Promise<void> {
    await this.runs?.rewind(step);
    const had = this.edits.interventions.length > 0;
    this.edits.rewind(step);
    this.comparison.drop();
    if (had) await this.intervene();
    this.invalidate();
  }

  /** Which of the models is shown, as a position among them. */
  get run(): number {
    return this.at;
  }

  /** What trains the model that is shown. */
  get trainer(): Trainer | null {
    return this.runs?.trainers[this.at] ?? null;
  }

  get example(): Example {
    return this.shown.example;
  }

  /** Shows another example; edits of inputs and activations belonged to the old one and go. */
  async show(example: Example): Promise<void> {
    const before = this.shown;
    try {
      this.shown = await this.answered(shownExample(this.task.dataset, example));
      await this.rebuild();
    } catch (error) {
      this.shown = before;
      throw error;
    }
  }

  /** Shows another of the models. @throws InputError when there is none of that number */
  async showRun(run: number): Promise<void> {
    const before = { at: this.at, shown: this.shown };
    this.at = requireRun(this.task, run);
    try {
      this.shown = await this.answered(this.shown);
      await this.rebuild();
    } catch (error) {
      this.at = before.at;
      this.shown = before.shown;
      throw error;
    }
  }

  /**
   * Whether what is shown depends on what the model writes: a visitor's own words have no known
   * answer, so that the model's own stands in its place.
   */
  get showsOwnAnswer(): boolean {
    const { writing } = this.task.dataset;
    return writing !== undefined && this.runs !== null && this.shown.example.kind === 'text';
  }

  /** Shows the answer that the model gives as it is trained now. @returns whether it is another one */
  async renewAnswer(): Promise<boolean> {
    if (!this.showsOwnAnswer) return false;
    const before = this.shown;
    const next = await this.answered(before);
    if (String(next.of.values.previous.data) === String(before.of.values.previous.data)) {
      return false;
    }
    this.shown = next;
    return true;
  }

  /** What the shown model writes. @throws ExperimentError when it writes nothing */
  async decode(beam: number): Promise<Decoded> {
    const { dataset } = this.task;
    const { example, of } = this.shown;
    const reference = example.kind === 'data' ? of.values.target.data : null;
    return decodedOf(dataset, await this.answers(of, beam), reference);
  }

  /** Makes the shown graph anew: after another example, or a first edit of an activation. */
  async rebuild(): Promise<void> {
    const graph = this.forwardGraph();
    const next = await this.probeOf(this.shown, graph, this.edits, this.interventions);
    this.current?.destroy();
    this.comparison.drop();
    this.current = next;
    this.graph = graph;
  }

  /** Interventions on the shown model that are on. */
  private get interventions() {
    return shownOf(this.edits.interventions, this.at);
  }

  private probeOf(
    { of }: Shown,
    graph: ModelGraph,
    edits: ReplacedCells,
    interventions: readonly Intervention[],
  ): Promise<Probe> {
    return Probe.create({
      backend: this.backend,
      prefix: `${this.prefix}.show.${this.probes++}`,
      graph: graph.b,
      loss: graph.loss ? 'loss' : null,
      values: sourceValues(of),
      parameters: this.trainer?.parameters ?? new Map(),
      edits,
      interventions,
      onProgress: (done, total) => this.onProgress('compile', done, total),
    });
  }

  private unedited(): Promise<Probe> {
    const before = new Map(
      [...this.edits.originalsAt(this.step)].flatMap(([key, cells]) => {
        const { name, run } = parameterOf(key);
        return run === this.at ? [[name, cells] as const] : [];
      }),
    );
    const edits = {
      overridden: [...before.keys()],
      overridesOf: (name: string) => before.get(name) ?? NO_CELLS,
    };
    return this.probeOf(this.shown, this.forwardGraph(), edits, []);
  }

  /** Reads of another example, as the shown model computes it without edits and interventions. */
  async withExample<T>(example: Example, use: (probe: Probe) => Promise<T>): Promise<T> {
    const other = await this.answered(shownExample(this.task.dataset, example));
    const probe = await this.probeOf(other, this.forwardGraph(other), NOTHING_REPLACED, []);
    try {
      return await use(probe);
    } finally {
      probe.destroy();
    }
  }

  /** Whether there are values of that name: a tensor, or one compared with the run without edits. */
  has(name: string): boolean {
    return this.probe.has(comparedTensor(name));
  }

  /** Values of tensors, in order. @throws GraphError when there is no such tensor */
  read(names: readonly string[]): Promise<TensorData[]> {
    return this.comparison.read(this.probe, names);
  }

  /** Brings the interventions, as they stand at this step, to the training of every model. */
  async interveneInTraining(): Promise<void> {
    await this.runs?.intervene(this.edits.interventions);
    for (const forward of this.forwards.values()) forward.destroy();
    this.forwards.clear();
  }

  /** Brings the interventions to the training and to what is shown. */
  async intervene(): Promise<void> {
    await this.interveneInTraining();
    await this.rebuild();
  }

  /** What is shown and is computed from parameters must be computed again. */
  invalidate(): void {
    this.probe.invalidate();
    this.comparison.invalidate();
  }

  /**
   * A probe for a question: of the shown example and any of the models, with the gradient of any
   * scalar, with what was changed by hand. Whoever asks for it destroys it. Another model than the shown one sees the edits of
   * inputs, since activations are the shown model's own.
   * @param scalar appends to the graph what the gradient is of; the loss unless given
   */
  async probeAside(run: number, scalar?: (graph: ModelGraph) => Scalar): Promise<Probe> {
    const graph = this.forwardGraph(this.shown, run);
    const { name, values } = scalar?.(graph) ?? { name: graph.loss ? 'loss' : null, values: [] };
    return Probe.create({
      backend: this.backend,
      prefix: `${this.prefix}.aside.${this.probes++}`,
      graph: graph.b,
      loss: name,
      values: new Map([...sourceValues(this.shown.of), ...values]),
      parameters: this.runs?.trainers[run].parameters ?? new Map(),
      edits: run === this.at ? this.edits : inputsOf(this.edits, graph),
      interventions: shownOf(this.edits.interventions, run),
    });
  }

  info(backend: BackendInfo): ModelInfo {
    const { task, entry, graph } = this;
    const { dataset } = task;
    if (!graph) throw new ExperimentError('No example is shown.');
    const words = this.words();
    const patterns = patternsOf(graph);
    return {
      experiment: {
        ...this.base,
        example: this.shown.example,
        step: this.step,
        edits: this.edits.list,
        ...(this.edits.interventions.length > 0 ? { interventions: this.edits.interventions } : {}),
        run: this.at,
      },
      settings: entry.settings,
      backend,
      tensors: labelled(this.probe.tensors, graph, this.shown.of.sequences ?? {}),
      stages: stagesOf(graph.b.nodes, graph.sections),
      labels: {
        T: words,
        Tq: words,
        Tk: words,
        ...(dataset.classes.length > 0 ? { K: dataset.classes } : {}),
        ...(dataset.vocabulary.length > 0 ? { V: dataset.vocabulary } : {}),
      },
      runs: task.runs.map(({ id }, i) => ({ id, parameters: this.runs?.trainers[i].size ?? 0 })),
      run: this.at,
      measures: measuresOf(this.shownRun, dataset),
      data: this.runs && {
        train: dataset.train.count,
        validation: dataset.validation.count,
        classes: dataset.classes,
        ...(dataset.baseline ? { baseline: dataset.baseline } : {}),
        takesText: dataset.encode !== undefined,
        takesSound: dataset.fromSound !== undefined,
        writes: dataset.writing !== undefined,
        continues: dataset.characters !== undefined,
        ...(dataset.measured ? { measured: dataset.measured } : {}),
        distances: dataset.distance ? (dataset.countedFrom ?? 'cause') : null,
        ...pictureInfo(dataset),
        shipped: dataset.shipped === true,
        ...(this.runs.judge ? { judge: this.runs.judge.info } : {}),
      },
      example: exampleInfo(this.shown.example, this.shown.of, words, this.shownRun),
      parameters: this.trainer?.size ?? 0,
      attention: patterns.counts,
      focus: this.focus() ?? patterns.last ?? this.probe.tensors.at(-1)?.name ?? '',
    };
  }

  /**
   * A few training steps, as many as fit the time between two frames, and an evaluation when one is due.
   * @param most no more than this many
   */
  async advance(most: number, pacer: Pacer): Promise<void> {
    const from = this.step;
    await this.runs?.advance(most, pacer);
    // What was written before training went on has become part of what it started from.
    if (this.edits.originalsAt(from).size > 0) this.comparison.drop();
    this.invalidate();
  }

  /**
   * What writing a value would change; null when it is there already.
   * @throws GraphError when there is no such tensor, InputError when it cannot hold the value
   */
  async changeOf(name: string, value: WriteValue): Promise<CellChange | null> {
    const cells = cellsOf(this.probe.node(name), value, this.indexRange(name));
    const isParameter = this.trainer?.parameters.has(name) ?? false;
    const key = isParameter ? parameterKey(name, this.at) : name;
    const current = await this.currentOf(key);
    const replaced = this.edits.overridesOf(name);
    const changes = cells
      .filter(([flat, to]) => !Object.is(current[flat], to))
      .map(([flat, after]) => ({
        flat,
        before: isParameter ? current[flat] : (replaced.get(flat) ?? null),
        after,
      }));
    if (changes.length === 0) return null;
    return isParameter
      ? { tensor: key, step: this.step, cells: changes }
      : { tensor: name, cells: changes };
  }

  /** Brings a change to the device. */
  async apply(change: Change): Promise<void> {
    if ('after' in change) await this.intervene();
    else if (change.step !== undefined) {
      const cells = change.cells.map(({ flat, after }): [number, number] => [flat, after ?? 0]);
      this.writeParameter({ tensor: change.tensor, cells });
    } else if (!this.probe.applyEdits(change.tensor)) {
      await this.rebuild();
    }
  }

  writeParameter({ tensor, cells }: Edit): void {
    const region = this.regionOf(tensor);
    for (const [flat, value] of cells) {
      this.backend.write(
        { ...region, offset: region.offset + flat, length: 1 },
        Float32Array.of(value),
      );
    }
    this.runs?.timeline.forget(this.step);
    this.comparison.drop();
    this.invalidate();
  }

  /** Values of a parameter of any of the models. */
  async readParameter(key: string): Promise<TensorData> {
    const [data] = await this.backend.read([this.regionOf(key)]);
    return data;
  }

  /** Values of a tensor of the shown example, or of a parameter of any of the models. */
  async currentOf(key: string): Promise<TensorData> {
    if (this.isParameter(key)) return this.readParameter(key);
    const [data] = await this.probe.read([key]);
    return data;
  }

  /** Whether a key names a parameter of one of the models. */
  isParameter(key: string): boolean {
    const { name, run } = parameterOf(key);
    return this.runs?.trainers[run]?.parameters.has(name) ?? false;
  }

  /** Whether a tensor holds the ids of the example's words. */
  namesWords(tensor: string): boolean {
    return tensor === this.task.dataset.wordField;
  }

  /** Right held-out answers of each model by their distance. */
  async byDistance(): Promise<Readonly<Record<string, readonly DistancePoint[]>>> {
    const { dataset, runs } = this.task;
    const found: Record<string, readonly DistancePoint[]> = {};
    for (const [run, { id, model }] of runs.entries()) {
      const place = this.placeOf(run);
      if (!dataset.distance || !place || !model.loss) continue;
      const batch = DISTANCE_BATCH;
      const forward = this.forwards.get(run) ?? (await Forward.create({ ...place, batch }));
      this.forwards.set(run, forward);
      found[id] = await answersByDistance(forward, dataset, model.loss.target);
    }
    return found;
  }

  /**
   * Ways to run held-out examples through the shown model, keeping some of its tensors; to be
   * destroyed by the caller.
   * @throws ExperimentError where nothing is trained
   */
  async heldOut(batch: number, outputs: (graph: ModelGraph) => readonly Node[]) {
    const place = this.placeOf(this.at);
    if (!place) throw new ExperimentError('Nothing is trained here, so there are no examples.');
    const { dataset, model } = place;
    const { validation } = dataset;
    const size = Math.min(batch, validation.count);
    return {
      forward: await Forward.create({ ...place, batch: size, outputs }),
      batch: size,
      dataset,
      loss: model.loss,
    };
  }

  /** @throws InputError when the request cannot be, ExperimentError when the model writes no text */
  sampler(request: SampleRequest): Promise<Sampler> {
    const place = this.placeOf(this.at);
    if (!place) throw new ExperimentError('Nothing is trained here, so nothing can be written.');
    return Sampler.create(place, request);
  }

  /**
   * What it takes to compute with the shown model beside its training.
   * @throws ExperimentError where nothing is trained
   */
  subject(): Subject {
    const place = this.placeOf(this.at);
    if (!place || !this.runs) {
      throw new ExperimentError('Nothing is trained here: open an experiment with a model.');
    }
    return {
      ...place,
      data: this.runs.data,
      shown: this.shown.of,
      edits: this.edits,
      trainedWith: this.trainer?.interventions ?? [],
    };
  }

  /**
   * What a question has made ready is made once, as long as the experiment stays loaded.
   * @param key what it is about, the shown model aside
   */
  async kept<T extends { destroy(): void }>(key: string, make: () => Promise<T>): Promise<T> {
    const own = `${this.at} ${key}`;
    const known = this.ready.get(own) as T | undefined;
    if (known) return known;
    const made = await make();
    this.ready.set(own, made);
    return made;
  }

  /** What it takes to run one of the models by itself; null where nothing is trained. */
  private placeOf(run: number) {
    const trainer = this.runs?.trainers[run];
    if (!trainer) return null;
    const { backend, task } = this;
    const prefix = `${this.prefix}.forward.${this.probes++}`;
    const { parameters } = trainer;
    const { model } = task.runs[run];
    const interventions = shownOf(this.edits.interventions, run);
    return { backend, prefix, model, dataset: task.dataset, parameters, interventions };
  }

  get runIds(): readonly string[] {
    return this.task.runs.map(({ id }) => id);
  }

  private regionOf(key: string) {
    const { name, run } = parameterOf(key);
    const region = this.runs?.trainers[run]?.parameters.get(name);
    if (!region) throw new ExperimentError(`There is no parameter named "${key}".`, key);
    return region;
  }

  /** Largest allowed value of a tensor of indices; null where any value goes. */
  readonly indexRange = (tensor: string): readonly [number, number] | null =>
    this.task.dataset.fields[tensor]?.range ?? null;

  destroy(): void {
    for (const forward of this.forwards.values()) forward.destroy();
    for (const made of this.ready.values()) made.destroy();
    this.current?.destroy();
    this.comparison.drop();
    this.runs?.destroy();
  }

  private answers(of: ShownExample, beam: number) {
    const { backend, task, shownRun, trainer } = this;
    return bestAnswers({
      backend,
      prefix: `${this.prefix}.decode.${this.probes++}`,
      model: shownRun.model,
      dataset: task.dataset,
      examples: Array.from({ length: beam }, () => of),
      parameters: trainer?.parameters ?? new Map(),
      interventions: this.interventions,
    });
  }

  /** A visitor's own words with the greedy answer of the shown model. */
  private async answered(shown: Shown): Promise<Shown> {
    const { example, of } = shown;
    const { writing } = this.task.dataset;
    if (!writing || !this.runs || example.kind !== 'text') return shown;
    const [best] = await this.answers(of, 1);
    return { example, of: writing.rewritten(example.text, best.classes) };
  }

  /** The first tensor to look at that the shown model has. */
  private focus(): string | undefined {
    const focus = this.shownRun.focus ?? this.task.focus ?? [];
    const names = typeof focus === 'string' ? [focus] : focus;
    return names.find((name) => this.probe.tensors.some((info) => info.name === name));
  }

  private get shownRun(): Run {
    return this.task.runs[this.at];
  }

  /** The words of the example; an edited token is shown as the word it was edited to. */
  private words(): readonly string[] {
    const { vocabulary, wordField } = this.task.dataset;
    const { words } = this.shown.of;
    if (wordField === undefined) return words;
    const edited = this.edits.overridesOf(wordField);
    return words.map((word, i) => {
      const id = edited.get(i);
      return id === undefined ? word : (vocabulary[id] ?? word);
    });
  }

  private forwardGraph({ of }: Shown = this.shown, run = this.at): ModelGraph {
    const { fields } = this.task.dataset;
    const { model } = this.task.runs[run];
    const batched = this.runs !== null;
    return buildModel(
      model,
      (b) =>
        Object.fromEntries(
          Object.entries(of.values).map(([name, { shape }]) => {
            const { dtype, axes, kind } = fields[name];
            const all = batched ? [1, ...shape] : shape;
            const named = batched ? (['B', ...axes] as const) : axes;
            return [name, input(b, all, { name, dtype, axes: named, ...(kind ? { kind } : {}) })];
          }),
        ),
      'show',
    );
  }
}

const NO_CELLS: ReadonlyMap<number, number> = new Map();

/** What comes from outside at an example. */
function sourceValues({ values }: Shown['of']): Map<string, TensorData> {
  return new Map(Object.entries(values).map(([name, { data }]) => [name, data]));
}

/** Replaced cells of what a graph reads from outside, and of nothing else. */
function inputsOf(edits: ReplacedCells, { b }: ModelGraph): ReplacedCells {
  const isInput = (tensor: string) => b.find(tensor)?.role === 'input';
  return {
    overridden: edits.overridden.filter(isInput),
    overridesOf: (tensor) => (isInput(tensor) ? edits.overridesOf(tensor) : NO_CELLS),
  };
}

function requireRun(task: Task, run: number): number {
  if (Number.isInteger(run) && run >= 0 && run < task.runs.length) return run;
  throw new InputError(
    `There is no model ${run}; this experiment has models 0 to ${task.runs.length - 1}.`,
  );
}
