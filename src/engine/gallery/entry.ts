import type { Dataset } from '../data/dataset';
import type {
  Example,
  ExperimentId,
  Language,
  SettingKey,
  SettingSpec,
  SettingValue,
} from '../experiment/schema';
import type { ModelSpec } from '../models/spec';
import type { TrainingSpec } from '../optim/training';
import type { TensorData } from '../tensor/types';

/** Files that ship with the page, by their path under public/. */
export type OpenFile = (path: string) => Promise<unknown>;

export type Settings = Readonly<Record<string, SettingValue>>;

/** One model of an experiment. */
export interface Run {
  /** The experiment's words have a name for it where there are several. */
  readonly id: string;
  readonly model: ModelSpec;
  /** Omitted where nothing is trained. */
  readonly training?: TrainingSpec;
  /** Its tensor to look at first, where that is not the task's. */
  readonly focus?: string;
}

/** What an experiment runs: data, and the models that learn from the same batches of it. */
export interface Task {
  readonly dataset: Dataset;
  readonly runs: readonly [Run, ...Run[]];
  /** The tensor to look at first, the first of these that the shown model has; the last attention pattern unless given. */
  readonly focus?: string | readonly string[];
  /** Values to start with, of parameters by name; omitted for the usual random ones. */
  readonly start?: Readonly<Record<string, TensorData>>;
}

/** Parts of the gallery, in their order. */
export const GROUPS = ['attention', 'reading', 'writing', 'memory', 'pictures', 'own'] as const;
export type Group = (typeof GROUPS)[number];

/** When an experiment has reached what it is for. */
export interface Goal {
  readonly measure: 'accuracy' | 'exact' | 'loss';
  /** Which model has to reach it; the first unless given. */
  readonly run?: string;
  /**
   * A number, the data's baseline, or the same measure of another model, which is to be beaten, or
   * with `orEqual`, where more may not be possible, equalled.
   */
  readonly bar: number | 'baseline' | { readonly run: string; readonly orEqual?: true };
}

/** What an experiment says of itself in one language. */
export interface ExperimentWords {
  readonly title: string;
  /** One sentence that makes one want to open it. */
  readonly sentence: string;
  readonly see: string;
  /** What is trained, on what. */
  readonly training: string;
  /** A paragraph: the question, the model, the data. */
  readonly intro: string;
  /** What to look at first. */
  readonly look: string;
  /** Three things to try. */
  readonly tries: readonly [string, string, string];
  /** Names of the models, where there are several. */
  readonly runs?: Readonly<Record<string, string>>;
  /** Of settings and options that the page's catalogue does not have. */
  readonly settings?: Readonly<Record<string, { readonly label: string; readonly help: string }>>;
  readonly options?: Readonly<Record<string, string>>;
  /** Names of classes, where they are to be translated. */
  readonly classes?: Readonly<Record<string, string>>;
}

/** Where to read on. */
export interface Source {
  readonly title: string;
  readonly url: string;
}

/** A visitor's own data, which a setting chooses by its option `own`. */
export interface OwnData {
  /** Rows of text and label, a running text, or pictures by class. */
  readonly kind: 'texts' | 'text' | 'pictures';
  readonly setting: SettingKey;
}

/** One experiment of the gallery: everything about it, in one file. */
export interface GalleryEntry {
  readonly id: ExperimentId;
  readonly group: Group;
  /** Place within its group. */
  readonly order: number;
  readonly words: Readonly<Record<Language, ExperimentWords>>;
  readonly sources: readonly Source[];
  readonly seed: number;
  readonly settings: readonly SettingSpec[];
  readonly example: Example;
  readonly goal?: Goal;
  /** What it takes of a visitor's own to train on; omitted where it takes nothing. */
  readonly own?: OwnData;
  /** Whether the speed test trains it. */
  readonly timed?: boolean;
  /** Steps after which the goal is reached at the defaults, with room to spare. */
  readonly goalSteps?: number;
  /** @throws ExperimentError when settings contradict each other */
  readonly task: (settings: Settings, open: OpenFile) => Promise<Task>;
}
