import type { Baseline, Measured } from '../data/dataset';
import type { OwnPictureClass } from '../data/own-pictures';
import type { Expr } from '../graph/expr';
import type { TensorRole } from '../graph/node';
import type { ErrorCode } from '../tensor/errors';
import type { Axis, DType, Shape, TensorData, ValueKind } from '../tensor/types';
import type { Stage } from '../models/stages';
import type { PlanDescription } from '../plan/describe';
import type { DistancePoint } from './distances';
import type { AnswerOf, QuestionName, RequestOf } from './questions';
import type { SampleRequest } from './sampling';
import type {
  Edit,
  Example,
  Experiment,
  ExperimentId,
  Intervention,
  SettingSpec,
  SettingValue,
} from '../experiment/schema';

export type { Baseline } from '../data/dataset';
export type { OwnPicture, OwnPictureClass } from '../data/own-pictures';
export type { DistancePoint } from './distances';
export type { Cost } from './inspect/cost';
export type { FlowNode } from './inspect/flow';
export type { Influence } from './inspect/influences';
export type { Pooled } from './inspect/pooled';
export type { UpdateAnswer } from './questions/update';
export type { AnswerOf, QuestionName, RequestOf } from './questions';
export type { ClassActivation } from './inspect/class-activation';
export type { ConvolutionLayer, MapPooling } from './inspect/convolutions';
export type { ReceptiveField } from './inspect/receptive-field';
export type { Recurrence } from './inspect/recurrences';
export type { GradientThroughTime } from './questions/gradient-through-time';
export type { SampleRequest } from './sampling';
export type { Stage, StageItem } from '../models/stages';
export type { PlanDescription, PlanPhase, PlanRow } from '../plan/describe';

export type BackendKind = 'cpu' | 'webgpu';

/** Why the CPU was chosen; the page has a sentence for each. */
export type BackendReason =
  | 'forced'
  | 'no-webgpu'
  | 'no-adapter'
  | 'software-adapter'
  | 'device-failed'
  | 'device-lost';

export interface BackendInfo {
  readonly kind: BackendKind;
  readonly adapter: string;
  readonly reason?: BackendReason;
  /** The device's own words, when there are any. */
  readonly detail?: string;
}

export interface TensorInfo {
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: DType;
  readonly kind: TensorRole;
  readonly axes: readonly Axis[];
  readonly values: ValueKind;
  /** Name of the operation that makes it, as in docs. `source` for what comes from outside. */
  readonly op: string;
  /** Names along its axes where they are not those that the model has for such an axis. */
  readonly labels?: AxisLabels;
}

/** Names of the elements along axes. */
export type AxisLabels = Readonly<Partial<Record<Axis, readonly string[]>>>;

export interface ExampleInfo {
  readonly example: Example;
  /** The sentence as it was written. */
  readonly text: string;
  /** The words along the axes T, Tq and Tk. */
  readonly tokens: readonly string[];
  /** Which tokens the model does not know. */
  readonly unknown: readonly boolean[];
  /** Class that is right, as a position in `classes`; null for the visitor's own words. */
  readonly target: number | null;
  /**
   * Where a model answers at each of its positions: the class that is right at each, −1 where none
   * counts or none is known.
   */
  readonly targets?: readonly number[];
  /** Where the example comes from, e.g. `Abraham Lincoln, 1862`; '' when there is nothing to say. */
  readonly source: string;
}

export interface DataInfo {
  readonly train: number;
  readonly validation: number;
  readonly classes: readonly string[];
  readonly baseline?: Baseline;
  /** Whether a visitor's own words can be shown. */
  readonly takesText: boolean;
  /** Whether a visitor's own sound can be shown. */
  readonly takesSound: boolean;
  /** Whether models write their answers word by word, so that they can be asked to `decode`. */
  readonly writes: boolean;
  /** Whether a trained model can go on with a text, so that it can be asked to `sample`. */
  readonly continues: boolean;
  /** What the numbers of fields stand for, where they were measured. */
  readonly measured?: Measured;
  /** From where the distances of answers are counted; null where there are none. */
  readonly distances: 'cause' | 'segment' | null;
  /** The tensor that is a picture, where examples are pictures, whether a visitor may bring one, and may draw it. */
  readonly picture?: {
    readonly tensor: string;
    readonly channels: 1 | 3;
    readonly own: boolean;
    readonly drawable: boolean;
  };
  /** Whether it has a source and a licence of its own. */
  readonly shipped: boolean;
  /** Where a trained model judges what those in training make. */
  readonly judge?: JudgeInfo;
}

/** What a trained model that judges others makes of real examples. */
export interface JudgeInfo {
  /** How many held-out examples, and as many that are made, are read. */
  readonly examples: number;
  /** Which share of the real held-out ones is read right. */
  readonly accuracy: number;
  /** Fréchet distance of as many real training examples from the real held-out ones. */
  readonly floor: number;
}

/** One of the models that are trained side by side on the same batches. */
export interface RunInfo {
  readonly id: string;
  /** Number of trainable numbers. */
  readonly parameters: number;
}

/** What is loaded: changes with the experiment, its settings, the example; not with training. */
export interface ModelInfo {
  readonly experiment: Experiment;
  readonly settings: readonly SettingSpec[];
  readonly backend: BackendInfo;
  readonly tensors: readonly TensorInfo[];
  readonly stages: readonly Stage[];
  /** Labels along an axis where its elements have names. Axes without an entry are numbered. */
  readonly labels: AxisLabels;
  /** The models of the experiment; most have one. */
  readonly runs: readonly RunInfo[];
  /** Which of them is shown, as a position among them. */
  readonly run: number;
  /** What a model of this kind is judged by. */
  readonly measures: readonly Measure[];
  /** Null where the experiment has no data set and cannot be trained. */
  readonly data: DataInfo | null;
  readonly example: ExampleInfo;
  /** Number of trainable numbers; 0 where nothing is trained. */
  readonly parameters: number;
  /** Layers and heads whose attention can be shown. */
  readonly attention: { readonly layers: number; readonly heads: number };
  /** The pattern to look at first. */
  readonly focus: string;
}

/** Loss; share of right answers; share of examples without a mistake; Fréchet distance from what is real. */
export type Measure = 'loss' | 'accuracy' | 'exact' | 'frechet';

/** Loss in nats per answer (or squared error), accuracy as a fraction; NaN where nothing is classified. */
export interface MetricPoint {
  readonly step: number;
  readonly loss: number;
  readonly accuracy: number;
  readonly gradNorm: number;
}
export interface ValidationPoint {
  readonly step: number;
  readonly loss: number;
  readonly accuracy: number;
  /** Share of the examples without a mistake, where an example has several answers. */
  readonly exact?: number;
  /** In the features of the judge, of what is made from the real held-out examples, where there is a judge. */
  readonly frechet?: number;
}
export interface Metrics {
  readonly train: readonly MetricPoint[];
  readonly validation: readonly ValidationPoint[];
}

export interface EditsInfo {
  readonly list: readonly Edit[];
  /** Those that stand, on or off, in the order in which they act. */
  readonly interventions: readonly Intervention[];
  readonly canUndo: boolean;
  readonly canRedo: boolean;
}

/** Which steps of a training can be looked at again. */
export interface TimelineInfo {
  /** Steps of which a snapshot was kept, in order; the present can always be looked at. */
  readonly steps: readonly number[];
  /** Where the training stands. */
  readonly present: number;
  /** The step whose numbers are shown: the present, unless an earlier one is looked at. */
  readonly shown: number;
  /** What the snapshots take, and what they may take. */
  readonly bytes: number;
  readonly budget: number;
}

/** State of the run at one moment: sent at most once per display frame, and after every change. */
export interface Frame {
  /** The step whose numbers are shown: the present, unless an earlier one is looked at. */
  readonly step: number;
  /** Where the training stands. */
  readonly present: number;
  readonly running: boolean;
  readonly stepsPerSecond: number;
  /** Of each of several models by itself, as measured last; empty where it was not. */
  readonly runsPerSecond: readonly number[];
  /** Points that are new since the last frame, of each model. */
  readonly metrics: readonly Metrics[];
  /** True when the history started anew, so that earlier points are to be dropped. */
  readonly restarted: boolean;
  /** Values of the watched tensors. Names that do not exist are left out. */
  readonly tensors: Readonly<Record<string, TensorData>>;
}

export type ProgressLabel = 'data' | 'compile' | 'replay' | 'train' | 'answer';

export type SessionEvent =
  | { readonly type: 'model'; readonly model: ModelInfo }
  | { readonly type: 'edits'; readonly edits: EditsInfo }
  | { readonly type: 'frame'; readonly frame: Frame }
  /** Sent when snapshots came or went. */
  | { readonly type: 'timeline'; readonly timeline: TimelineInfo }
  /** What `sample` has written, as it is written. */
  | { readonly type: 'sample'; readonly text: string }
  | {
      readonly type: 'progress';
      readonly label: ProgressLabel;
      readonly done: number;
      readonly total: number;
    }
  | {
      readonly type: 'error';
      readonly error: { code: ErrorCode; message: string; tensor?: string };
    };

export interface ExplainedTerm {
  readonly name: string;
  readonly index: readonly number[];
  readonly value: number;
  readonly weight?: number;
  /** Where the weight comes from, when it is an element of a tensor. */
  readonly weightName?: string;
  readonly weightIndex?: readonly number[];
}

/** Where one number comes from. `evaluate(expr, terms)` gives `value`. */
export interface Explanation {
  readonly name: string;
  readonly index: readonly number[];
  readonly value: number;
  readonly op: string;
  /** The general equation, in TeX. */
  readonly equation: string;
  /** The formula over the terms as text; t0, t1… are the terms' values and w0, w1… their weights. */
  readonly formula: string;
  readonly expr: Expr;
  readonly terms: readonly ExplainedTerm[];
  /** Paper or standard. */
  readonly source: string;
  /** The shader that computes this tensor on a GPU, '' where none does (inputs, views, constants). */
  readonly wgsl: string;
  /** True when a person replaced this very cell. */
  readonly edited: boolean;
  /** True when it is what an intervention makes of the cell. */
  readonly intervened: boolean;
}

export interface TensorValues {
  readonly name: string;
  readonly shape: Shape;
  readonly data: TensorData;
}

export type WriteValue =
  | ArrayLike<number>
  | { readonly index: readonly number[]; readonly value: number }
  | readonly { readonly index: readonly number[]; readonly value: number }[];

export interface StepResult {
  readonly step: number;
  readonly loss: number;
  readonly accuracy?: number;
}

/** A sequence that a model wrote. */
export interface Written {
  readonly words: readonly string[];
  /** The words put together. */
  readonly text: string;
  /** In nats, of all of it. */
  readonly logProbability: number;
  /** Whether the model ended it; otherwise there was no room for more. */
  readonly finished: boolean;
}

/** What a model makes of the shown example. */
export interface Decoded {
  /** The likeliest that were found, the best first. */
  readonly written: readonly Written[];
  /** The right answer; null for the visitor's own words. */
  readonly reference: string | null;
}

/** What the speed test times. */
export type SpeedMeasure =
  | { readonly what: 'training'; readonly id: ExperimentId }
  /** A product of two square matrices. */
  | { readonly what: 'product'; readonly size: number };

/** Where it times it. */
export interface SpeedPlace {
  readonly kind: BackendKind;
  readonly adapter: string;
  /** A GPU imitated by the processor. */
  readonly software: boolean;
  /** Threads of the processor, where the browser tells. */
  readonly threads?: number;
}

export interface SpeedResult {
  readonly place: SpeedPlace;
  readonly measure: SpeedMeasure;
  /** Training steps a second; of a product, 10⁹ floating-point operations a second. */
  readonly value: number;
  /** Steps or products that were timed, and the seconds that they took. */
  readonly runs: number;
  readonly seconds: number;
}

export type SpeedEvent =
  /** What will be measured, in order, on every backend that there is. */
  | { readonly type: 'list'; readonly measures: readonly SpeedMeasure[] }
  | { readonly type: 'begin'; readonly place: SpeedPlace; readonly measure: SpeedMeasure }
  | { readonly type: 'result'; readonly result: SpeedResult }
  | {
      readonly type: 'failed';
      readonly place: SpeedPlace;
      readonly measure: SpeedMeasure;
      readonly message: string;
    }
  /** There is no WebGPU to be measured. */
  | { readonly type: 'absent'; readonly reason: BackendReason };

/** What was read of a visitor's file of texts and labels. */
export interface OwnTextsInfo {
  readonly rows: number;
  readonly labels: readonly string[];
}

/** What was read of a visitor's running text. */
export interface OwnTextInfo {
  readonly characters: number;
  /** Different ones. */
  readonly distinct: number;
  /** How many are read as unknown, because too few of their kind occur. */
  readonly replaced: number;
}

/** Whether a visitor's pictures can be trained on. */
export interface OwnPicturesInfo {
  /** What they lack; null where they are enough. */
  readonly lacks: string | null;
}

/** What can be asked of a session. Runs in a worker; every method may reject with `{code, message, tensor?}`. */
export interface SessionApi {
  experiments(): Promise<{ id: ExperimentId }[]>;
  /** The experiment as it is when first opened. */
  defaults(id: ExperimentId): Promise<Experiment>;
  /** Loads an experiment and, when it was saved after training, replays or restores it. What was loaded before stays when this fails. */
  load(experiment: Experiment): Promise<ModelInfo>;
  /** Stops a load that is replaying, and a long answer. */
  cancel(): Promise<void>;
  /** Changes settings. Training starts anew: a link replays a run, and settings hold for all of it. */
  configure(changes: Readonly<Record<string, SettingValue>>): Promise<ModelInfo>;
  reseed(seed: number): Promise<ModelInfo>;
  /** Shows another of the models that are trained side by side; edits of activations go. */
  showRun(run: number): Promise<ModelInfo>;
  /** Shows another example; edits of inputs and activations belonged to the old one and go. */
  show(example: Example): Promise<ModelInfo>;
  /** Checks a CSV file of texts and labels and keeps its rows in this browser, or removes them (null). */
  keepTexts(file: Uint8Array | null): Promise<OwnTextsInfo>;
  /** Checks a running text in UTF-8 and keeps it in this browser, or removes it (null). */
  keepText(file: Uint8Array | null): Promise<OwnTextInfo>;
  /** Checks pictures by class, complete or not, and keeps them in this browser; no classes removes them. */
  keepPictures(classes: readonly OwnPictureClass[]): Promise<OwnPicturesInfo>;
  /** The pictures that are kept; no classes where there are none. */
  keptPictures(): Promise<readonly OwnPictureClass[]>;
  /** Names of the tensors on screen. */
  watch(names: readonly string[]): Promise<void>;
  /** Values of a tensor; as `unedited:NAME` without edits and interventions, as `difference:NAME` what these change. */
  read(name: string): Promise<TensorValues>;
  write(name: string, value: WriteValue): Promise<void>;
  /** Takes back the edits of one tensor, or all. */
  reset(name?: string): Promise<void>;
  /**
   * Puts these interventions in the place of all that stand. Of those that freeze or patch without
   * saying what, the values are read now. @throws InputError when a tensor cannot take one
   */
  intervene(list: readonly Intervention[]): Promise<readonly Intervention[]>;
  undo(): Promise<void>;
  redo(): Promise<void>;
  step(n: number): Promise<StepResult>;
  train(): Promise<void>;
  pause(): Promise<void>;
  /** Back to step 0 with the initial weights; edits of inputs and activations stay. */
  restart(): Promise<void>;
  /** Which steps can be looked at: see `lookAt`. */
  timeline(): Promise<TimelineInfo>;
  /**
   * Shows every tensor as of an earlier step, of which there is a snapshot; null shows the present
   * again. Training pauses. Whatever trains on does so from the present; links hold the present.
   */
  lookAt(step: number | null): Promise<void>;
  /** Takes the training back to a step of which there is a snapshot; what came after is gone. */
  rewind(step: number): Promise<void>;
  /** Of the model that is shown. */
  metrics(): Promise<Metrics>;
  /** Of each model, by its id. */
  allMetrics(): Promise<Readonly<Record<string, Metrics>>>;
  /** Of each model, by its id: how many held-out answers are right, by their distance; empty where the data has none. */
  byDistance(): Promise<Readonly<Record<string, readonly DistancePoint[]>>>;
  /**
   * Has the model that is shown go on with a text, and gives what it wrote. Training goes on meanwhile,
   * and is felt. Ends early when another text is begun, another experiment loaded, or on `stopSampling`.
   */
  sample(request: SampleRequest): Promise<string>;
  stopSampling(): Promise<void>;
  explain(name: string, index: readonly number[]): Promise<Explanation>;
  /** Answers one of the questions of `questions/`, by its name. */
  ask<K extends QuestionName>(name: K, request: RequestOf<K>): Promise<AnswerOf<K>>;
  /**
   * Lets the shown model write its answer to the shown example, as it is trained now. `beam` is how
   * many sequences are kept at a time; with 1 the likeliest word is taken each time. Where the
   * example is the visitor's own, the computation then shows the answer of beam 1.
   */
  decode(options: { readonly beam: number }): Promise<Decoded>;
  /** The experiment as it stands, to be put into a link. */
  experiment(options: { readonly weights: boolean }): Promise<Experiment>;
  /** The plan of one training step (or of the shown example where nothing is trained), as text. */
  plan(): Promise<string>;
  /** The same as data. */
  planSteps(): Promise<PlanDescription>;
}
