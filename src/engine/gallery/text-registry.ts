import type { Dataset } from '../data/dataset';
import type { Language, SettingSpec } from '../experiment/schema';
import type { ModelSpec } from '../models/spec';
import type { OpenFile, Settings } from './entry';

/** What a classifier of texts has to be told of its data, and what is set for all alike. */
export interface TextModelOptions {
  readonly vocabulary: number;
  readonly classes: number;
  /** Longest text, in words. */
  readonly maxLength: number;
  /** Numbers of a word's vector, and of what is made of it. */
  readonly width: number;
  readonly dropout: number;
  /** With the model's own. */
  readonly settings: Settings;
}

/** A classifier of texts that can be trained on any set of texts: a file in ./text-models. */
export interface TextModel {
  /** Differs from those of all other models and text sets. */
  readonly id: string;
  /** Place among the models. */
  readonly order: number;
  readonly name: Readonly<Record<Language, string>>;
  /** Controls of its own, beside width and dropout; with words for keys that the page has none for. */
  readonly settings?: readonly SettingSpec[];
  readonly words?: Readonly<
    Record<Language, Readonly<Record<string, { readonly label: string; readonly help: string }>>>
  >;
  /**
   * Reads `tokens`, i32[B,T], and `target`, i32[B].
   * @throws ExperimentError when settings contradict each other
   */
  readonly build: (options: TextModelOptions) => ModelSpec;
}

/** Texts with a class each: a file in ./text-sets. */
export interface TextSet {
  /** Differs from those of all other text sets and models. */
  readonly id: string;
  /** Place among the sets. */
  readonly order: number;
  readonly name: Readonly<Record<Language, string>>;
  /** Names of classes in Chinese, where they are to be translated. */
  readonly classes?: Readonly<Record<string, string>>;
  /** With the fields `tokens`, i32[T], and `target`, i32[]. */
  readonly open: (open: OpenFile) => Promise<Dataset>;
}

/** Every model for texts: a new one is a file in ./text-models. */
export const TEXT_MODELS: readonly TextModel[] = inOrder(
  import.meta.glob<TextModel>('./text-models/*.ts', { eager: true, import: 'default' }),
);

/** Every set of texts: a new one is a file in ./text-sets. */
export const TEXT_SETS: readonly TextSet[] = inOrder(
  import.meta.glob<TextSet>('./text-sets/*.ts', { eager: true, import: 'default' }),
);

function inOrder<T extends { readonly order: number }>(files: Readonly<Record<string, T>>): T[] {
  return Object.values(files).sort((a, b) => a.order - b.order);
}
