import type { Axis, DType, Shape, TensorData, ValueKind } from '../tensor/types';

/** One tensor of every example. */
export interface Field {
  readonly dtype: DType;
  /** Without the batch; the longest an example may be. */
  readonly shape: Shape;
  /** One name per axis of the shape. */
  readonly axes: readonly Axis[];
  readonly kind?: ValueKind;
  /** What a missing example has in a batch that is not full; 0 unless given. */
  readonly fill?: number;
  /** Least and largest value of whole numbers. */
  readonly range?: readonly [number, number];
}

/** Examples of one part of the data, field by field. */
export interface Split {
  readonly count: number;
  /** Every example's tensor one after another, padded to the field's shape. */
  readonly values: Readonly<Record<string, TensorData>>;
}

export type SplitName = 'train' | 'validation';

/** A sentence as the model reads it. */
export interface EncodedText {
  /** As it was written. */
  readonly text: string;
  readonly words: readonly string[];
  readonly ids: readonly number[];
  /** Which words stand for `[unk]`. */
  readonly unknown: readonly boolean[];
}

/** One example as it is looked at: without padding, and with the words that it was made of. */
export interface ShownExample {
  /** By field; the shape is without the batch, and no longer than need be. */
  readonly values: Readonly<Record<string, { readonly data: TensorData; readonly shape: Shape }>>;
  /** As it was written; '' where it is no text. */
  readonly text: string;
  /** What the places along T, Tq and Tk are called. */
  readonly words: readonly string[];
  /** Further sequences by name, for models that read several. */
  readonly sequences?: Readonly<Record<string, readonly string[]>>;
  readonly unknown: readonly boolean[];
  /** Right class of the whole example; null where there is none, or it is not known. */
  readonly target: number | null;
  /** Where it comes from, e.g. `Abraham Lincoln, 1862`; '' when there is nothing to say. */
  readonly source: string;
}

/** A picture as it was drawn or decoded. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** 1 for grey, 3 for red, green and blue. */
  readonly channels: 1 | 3;
  /** 0 black to 255 white: row by row, the channels of a pixel side by side. */
  readonly pixels: Uint8Array;
}

/** How a data set's examples are pictures. */
export interface PictureField {
  /** The field, or what a model makes of it under this name; f32[C,Y,X], values 0 … 1. */
  readonly field: string;
  /** 1: how much ink there is, 0 for paper; 3: red, green and blue. */
  readonly channels: 1 | 3;
}

export type BaselineName =
  | 'naiveBayes'
  | 'mostFrequent'
  | 'trigram'
  | 'seasonal'
  | 'bagOfWords'
  | 'lettersInContext'
  | 'nearestNeighbours'
  | 'nearestExample';

/** How measured numbers became those of the fields: less the mean, divided by the standard deviation. */
export interface Measured {
  readonly unit: string;
  readonly mean: number;
  readonly deviation: number;
}

/** A simpler method's result on the same validation data. */
export interface Baseline {
  /** Name of the method, of which the page has the words. */
  readonly name: BaselineName;
  readonly measure: 'accuracy' | 'loss' | 'exact';
  readonly value: number;
}

/**
 * How an answer is written that is a sequence: its model reads the field `previous`, what has been
 * written so far after a start mark, and gives classes for the field `target`, the next of each.
 */
export interface Writing {
  readonly start: number;
  readonly end: number;
  /** Most classes of an answer, with the end. */
  readonly longest: number;
  /** Names of classes put together to a text. */
  readonly text: (names: readonly string[]) => string;
  /** A visitor's own text with an answer in the place of the unknown one. */
  readonly rewritten: (text: string, classes: readonly number[]) => ShownExample;
}

/** Examples to learn from and to be judged by. Word id 0 is padding, class −1 no answer. */
export interface Dataset {
  readonly fields: Readonly<Record<string, Field>>;
  readonly train: Split;
  readonly validation: Split;
  /** Names along the axis K; empty where nothing is classified. */
  readonly classes: readonly string[];
  /** Names along the axis V; empty where there are no words. */
  readonly vocabulary: readonly string[];
  /** Where the words are characters of a text that can be gone on with: what each is, by id. */
  readonly characters?: readonly string[];
  readonly baseline?: Baseline;
  /** Whether it comes from a file with a source and a licence of its own. */
  readonly shipped?: boolean;
  /**
   * How many steps lie between each held-out answer and what it depends on, i32 like the target of the
   * validation part; omitted where there is nothing to say. Where there is no answer it means nothing.
   */
  readonly distance?: Int32Array;
  /** From where that is counted: from what the answer depends on unless given, or from where a segment starts. */
  readonly countedFrom?: 'segment';
  /** What the numbers of fields stand for, where they were measured. */
  readonly measured?: Measured;
  /** The field whose ids the words of an example are; none where it is no text. */
  readonly wordField?: string;
  readonly example: (split: SplitName, index: number) => ShownExample;
  /** A visitor's own words; omitted where they make no example. @throws InputError saying which cannot be read, and why. */
  readonly encode?: (text: string) => ShownExample;
  /** Omitted where answers are not written one class after another. */
  readonly writing?: Writing;
  /** Where the examples are pictures. */
  readonly picture?: PictureField;
  /** A visitor's own picture; omitted where it makes no example. @throws InputError saying what is wrong with it. */
  readonly fromPicture?: (picture: Picture) => ShownExample;
  /**
   * A visitor's own sound, as bytes of log-mel frames (see ./log-mel); omitted where it makes no
   * example. @throws InputError saying what is wrong with it
   */
  readonly fromSound?: (bytes: Uint8Array) => ShownExample;
}
