import type { Backend } from '../backends/backend';
import type { EncodedText } from '../data/dataset';
import { GALLERY } from '../gallery';
import type { OpenFile, Task } from '../gallery/entry';
import type { Edit, Example, Experiment } from '../experiment/schema';
import { validateSettings } from '../experiment/settings';
import type { Builder } from '../graph/builder';
import { buildClassifier, type ClassifierSpec, NO_TARGET } from '../models/attention-classifier';
import { buildFreeAttention } from '../models/free-attention';
import { classifierStages, freeAttentionStages } from '../models/stages';
import { input } from '../ops/source';
import { ExperimentError, InputError } from '../tensor/errors';
import type { Axis, TensorData } from '../tensor/types';
import type { BackendInfo, ExampleInfo, ModelInfo, ProgressLabel, WriteValue } from './api';
import { type CellChange, EditLog } from './edits';
import { History } from './history';
import type { Pacer } from './pacing';
import { Probe } from './probe';
import { Trainer } from './trainer';
import { cellsOf } from './write';

/** Steps between two passes over the validation data. */
const EVALUATE_EVERY = 100;

export type OnProgress = (label: ProgressLabel, done: number, total: number) => void;

interface Shown {
  readonly example: Example;
  readonly text: EncodedText & { readonly source: string };
  readonly target: number | null;
}

/**
 * One loaded experiment: its task, the model being trained (if it is), the example being looked at,
 * the edits and the history.
 */
export class Workbench {
  readonly edits = new EditLog();
  readonly history = new History();
  private probes = 0;

  private constructor(
    private readonly backend: Backend,
    private readonly prefix: string,
    /** As given, with every setting; step, edits and weights of the moment are kept elsewhere. */
    readonly base: Experiment,
    readonly task: Task,
    readonly trainer: Trainer | null,
    private shown: Shown,
    private readonly onProgress: OnProgress,
  ) {}

  private current: Probe | null = null;

  /** @throws ExperimentError, InputError; nothing is left on the device then */
  static async create(
    backend: Backend,
    prefix: string,
    experiment: Experiment,
    open: OpenFile,
    onProgress: OnProgress,
  ): Promise<Workbench> {
    const entry = GALLERY[experiment.id];
    const settings = validateSettings(entry.settings, experiment.settings);
    onProgress('data', 0, 1);
    const task = await entry.task(settings, open);
    onProgress('data', 1, 1);
    const shown = shownOf(task, experiment.example);
    const trainer =
      task.kind === 'classifier'
        ? await Trainer.create({
            backend,
            prefix,
            spec: task.spec,
            training: task.training,
            dataset: task.dataset,
            seed: experiment.seed,
            onProgress: (done, total) => onProgress('compile', done, total),
          })
        : null;
    const bench = new Workbench(
      backend,
      prefix,
      { ...experiment, settings },
      task,
      trainer,
      shown,
      onProgress,
    );
    try {
      await bench.rebuild();
    } catch (error) {
      trainer?.destroy();
      throw error;
    }
    return bench;
  }

  get probe(): Probe {
    if (!this.current) throw new ExperimentError('No example is shown.');
    return this.current;
  }

  get step(): number {
    return this.trainer?.step ?? 0;
  }

  get example(): Example {
    return this.shown.example;
  }

  /** Shows another example; edits of inputs and activations belonged to the old one and go. */
  async show(example: Example): Promise<void> {
    const before = this.shown;
    this.shown = shownOf(this.task, example);
    try {
      await this.rebuild();
    } catch (error) {
      this.shown = before;
      throw error;
    }
  }

  /** Makes the shown graph anew: after another example, or a first edit of an activation. */
  async rebuild(): Promise<void> {
    const graph = this.forwardGraph();
    const hasLoss = graph.find('loss') !== undefined;
    const next = await Probe.create({
      backend: this.backend,
      prefix: `${this.prefix}.show.${this.probes++}`,
      graph,
      loss: hasLoss ? 'loss' : null,
      values: this.sourceValues(),
      parameters: this.trainer?.parameters ?? new Map(),
      edits: this.edits,
      onProgress: (done, total) => this.onProgress('compile', done, total),
    });
    this.current?.destroy();
    this.current = next;
  }

  info(backend: BackendInfo): ModelInfo {
    const { task } = this;
    const entry = GALLERY[this.base.id];
    const classifier = task.kind === 'classifier' ? task : null;
    const words = this.words();
    const labels: Partial<Record<Axis, readonly string[]>> = { T: words, Tq: words, Tk: words };
    if (classifier) {
      labels.K = classifier.dataset.classes;
      labels.V = classifier.dataset.vocabulary;
    }
    return {
      experiment: {
        ...this.base,
        example: this.shown.example,
        step: this.step,
        edits: this.edits.list,
      },
      settings: entry.settings,
      backend,
      tensors: this.probe.tensors,
      stages:
        task.kind === 'classifier' ? classifierStages(task.spec) : freeAttentionStages(task.spec),
      labels,
      data: classifier
        ? {
            train: classifier.dataset.train.count,
            validation: classifier.dataset.validation.count,
            classes: classifier.dataset.classes,
            ...(classifier.dataset.naiveBayes === undefined
              ? {}
              : {
                  baseline: {
                    name: 'naive-bayes',
                    accuracy: classifier.dataset.naiveBayes,
                  } as const,
                }),
          }
        : null,
      example: this.exampleInfo(words),
      parameters: this.trainer?.size ?? 0,
      attention: {
        layers: classifier?.spec.layers ?? 1,
        heads: classifier?.spec.layers ? classifier.spec.heads : 1,
      },
      focus: classifier ? focusOf(classifier.spec) : 'pattern',
    };
  }

  /**
   * A few training steps, as many as fit the time between two frames, and an evaluation when one is due.
   * @param most no more than this many
   */
  async advance(most: number, pacer: Pacer): Promise<void> {
    const { trainer, history } = this;
    if (!trainer) return;
    const untilEvaluation = EVALUATE_EVERY - (trainer.step % EVALUATE_EVERY);
    const steps = Math.min(most, untilEvaluation, trainer.room, pacer.steps);
    await pacer.time(steps, async () => {
      trainer.run(steps);
      await this.backend.finish();
    });
    this.probe.invalidate();
    if (trainer.room === 0) await this.collect();
    if (trainer.step % EVALUATE_EVERY === 0) {
      await this.collect();
      history.addValidation(await trainer.evaluate());
    }
  }

  /** Takes the metrics that the device has kept into the history. */
  async collect(): Promise<void> {
    for (const point of (await this.trainer?.takeMetrics()) ?? []) this.history.addTrain(point);
  }

  /**
   * What writing a value would change; null when it is there already.
   * @throws GraphError when there is no such tensor, InputError when it cannot hold the value
   */
  async changeOf(name: string, value: WriteValue): Promise<CellChange | null> {
    const cells = cellsOf(this.probe.node(name), value, this.indexRange(name));
    const [current] = await this.probe.read([name]);
    const isParameter = this.trainer?.parameters.has(name) ?? false;
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
      ? { tensor: name, step: this.step, cells: changes }
      : { tensor: name, cells: changes };
  }

  /** Brings a change to the device. */
  async apply(change: CellChange): Promise<void> {
    if (change.step !== undefined) {
      const cells = change.cells.map(({ flat, after }): [number, number] => [flat, after ?? 0]);
      this.writeParameter({ tensor: change.tensor, cells });
    } else if (!this.probe.applyEdits(change.tensor)) {
      await this.rebuild();
    }
  }

  writeParameter({ tensor, cells }: Edit): void {
    const region = this.trainer?.parameters.get(tensor);
    if (!region) throw new ExperimentError(`There is no parameter named "${tensor}".`, tensor);
    for (const [flat, value] of cells) {
      this.backend.write(
        { ...region, offset: region.offset + flat, length: 1 },
        Float32Array.of(value),
      );
    }
    this.probe.invalidate();
  }

  /** Largest allowed value of a tensor of indices; null where any value goes. */
  readonly indexRange = (tensor: string): readonly [number, number] | null => {
    if (this.task.kind !== 'classifier') return null;
    const { dataset } = this.task;
    if (tensor === 'tokens') return [0, dataset.vocabulary.length - 1];
    if (tensor === 'target') return [NO_TARGET, dataset.classes.length - 1];
    return null;
  };

  destroy(): void {
    this.current?.destroy();
    this.trainer?.destroy();
  }

  private exampleInfo(words: readonly string[]): ExampleInfo {
    return {
      example: this.shown.example,
      text: this.shown.text.text,
      tokens: words,
      unknown: this.shown.text.unknown,
      target: this.shown.target,
      source: this.shown.text.source,
    };
  }

  /** The words of the example; an edited token is shown as the word it was edited to. */
  private words(): readonly string[] {
    if (this.task.kind !== 'classifier') return this.task.words;
    const { vocabulary } = this.task.dataset;
    const edited = this.edits.overridesOf('tokens');
    return this.shown.text.words.map((word, i) => {
      const id = edited.get(i);
      return id === undefined ? word : vocabulary[id];
    });
  }

  private forwardGraph(): Builder {
    if (this.task.kind === 'free-attention') return buildFreeAttention(this.task.spec).b;
    const length = this.shown.text.ids.length;
    return buildClassifier(
      this.task.spec,
      {
        tokens: (b) => input(b, [1, length], { name: 'tokens', dtype: 'i32', axes: ['B', 'T'] }),
        target: (b) => input(b, [1], { name: 'target', dtype: 'i32', axes: ['B'] }),
      },
      'show',
    ).b;
  }

  private sourceValues(): Map<string, TensorData> {
    if (this.task.kind === 'free-attention') {
      return new Map(
        Object.entries(this.task.values).map(([name, values]) => [name, Float32Array.from(values)]),
      );
    }
    return new Map<string, TensorData>([
      ['tokens', Int32Array.from(this.shown.text.ids)],
      ['target', Int32Array.from([this.shown.target ?? NO_TARGET])],
    ]);
  }
}

function focusOf(spec: ClassifierSpec): string {
  return spec.readout === 'pool' ? 'pool.pattern' : `encoder.${spec.layers - 1}.attn.pattern`;
}

/** @throws InputError when there is no such example, or the words cannot be read */
function shownOf(task: Task, example: Example): Shown {
  if (task.kind === 'free-attention') {
    const ids = task.words.map((_, i) => i);
    const text = {
      text: task.words.join(' '),
      words: task.words,
      ids,
      unknown: ids.map(() => false),
      source: '',
    };
    return { example, text, target: null };
  }
  const { dataset } = task;
  if (example.kind === 'text') {
    return { example, text: { ...dataset.encode(example.text), source: '' }, target: null };
  }
  const split = dataset[example.split];
  if (!Number.isInteger(example.index) || example.index < 0 || example.index >= split.count) {
    throw new InputError(
      `There is no example ${example.index} in the ${example.split} split; it has examples 0 to ${split.count - 1}.`,
    );
  }
  return {
    example,
    text: dataset.example(example.split, example.index),
    target: split.labels[example.index],
  };
}
