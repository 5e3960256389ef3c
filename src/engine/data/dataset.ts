/** Examples of one split, padded to one length. */
export interface Split {
  readonly count: number;
  /** Word ids, i32[count, maxLength], 0 past the end. */
  readonly tokens: Int32Array;
  /** Classes, i32[count]. */
  readonly labels: Int32Array;
}

/** A sentence as the model reads it. */
export interface EncodedText {
  /** As it was written. */
  readonly text: string;
  readonly words: readonly string[];
  readonly ids: readonly number[];
  /** Which words stand for `[unk]`. */
  readonly unknown: readonly boolean[];
}

/** Sentences with a class each. Word id 0 is padding. */
export interface TextDataset {
  readonly vocabulary: readonly string[];
  readonly classes: readonly string[];
  readonly maxLength: number;
  readonly train: Split;
  readonly validation: Split;
  /** Accuracy of multinomial naive Bayes on the same split and vocabulary, where the data has it. */
  readonly naiveBayes?: number;
  /** Words of an example as they were written. */
  readonly example: (
    split: 'train' | 'validation',
    index: number,
  ) => EncodedText & { readonly source: string };
  /** A visitor's own words. @throws InputError saying which words cannot be read, and why. */
  readonly encode: (text: string) => EncodedText;
}
