import type { TextDataset } from '../data/dataset';
import type { ClassifierSpec } from '../models/attention-classifier';
import type { FreeAttentionSpec } from '../models/free-attention';
import type { TrainingSpec } from '../optim/training';
import type { Example, ExperimentId, SettingSpec, SettingValue } from '../experiment/schema';

/** Files that ship with the page, by their path under public/. */
export type OpenFile = (path: string) => Promise<unknown>;

export type Settings = Readonly<Record<string, SettingValue>>;

/** What an experiment runs: numbers given by hand, or a classifier trained on sentences. */
export type Task =
  | {
      readonly kind: 'free-attention';
      readonly spec: FreeAttentionSpec;
      readonly words: readonly string[];
      /** First values of the given matrices, row-major. */
      readonly values: Readonly<Record<string, readonly number[]>>;
    }
  | {
      readonly kind: 'classifier';
      readonly spec: ClassifierSpec;
      readonly training: TrainingSpec;
      readonly dataset: TextDataset;
    };

/** One experiment of the gallery: everything about it that is not words. */
export interface GalleryEntry {
  readonly id: ExperimentId;
  readonly seed: number;
  readonly settings: readonly SettingSpec[];
  readonly example: Example;
  /** @throws ExperimentError when settings contradict each other */
  readonly task: (settings: Settings, open: OpenFile) => Promise<Task>;
}
