import type { Baseline, Dataset, EncodedText, ShownExample, SplitName } from './dataset';

/** Class that says "no answer known". */
const NO_CLASS = -1;

/** Sentences of one part of the data, padded to one length. */
export interface TextSplit {
  readonly count: number;
  /** Word ids, i32[count, maxLength], 0 past the end. */
  readonly tokens: Int32Array;
  /** Classes, i32[count]. */
  readonly labels: Int32Array;
}

/** Sentences with a class each. */
export interface TextClasses {
  readonly vocabulary: readonly string[];
  readonly classes: readonly string[];
  readonly maxLength: number;
  readonly train: TextSplit;
  readonly validation: TextSplit;
  readonly baseline?: Baseline;
  readonly shipped?: boolean;
  /** Words of an example as they were written. */
  readonly example: (split: SplitName, index: number) => EncodedText & { readonly source: string };
  /** A visitor's own words. @throws InputError saying which words cannot be read, and why. */
  readonly encode: (text: string) => EncodedText;
}

/** Sentences with a class each as a data set with the fields `tokens`, i32[T], and `target`, i32[]. */
export function textClasses(data: TextClasses): Dataset {
  const { vocabulary, classes, maxLength, baseline, shipped = false } = data;
  const split = ({ count, tokens, labels }: TextSplit) => ({
    count,
    values: { tokens, target: labels },
  });
  return {
    fields: {
      tokens: {
        dtype: 'i32',
        shape: [maxLength],
        axes: ['T'],
        kind: 'index',
        range: [0, vocabulary.length - 1],
      },
      target: {
        dtype: 'i32',
        shape: [],
        axes: [],
        kind: 'index',
        fill: NO_CLASS,
        range: [NO_CLASS, classes.length - 1],
      },
    },
    train: split(data.train),
    validation: split(data.validation),
    classes,
    vocabulary,
    wordField: 'tokens',
    shipped,
    ...(baseline ? { baseline } : {}),
    example: (part, index) => {
      const { source, ...text } = data.example(part, index);
      return shownText(text, data[part].labels[index], source);
    },
    encode: (text) => shownText(data.encode(text), null, ''),
  };
}

function shownText(text: EncodedText, target: number | null, source: string): ShownExample {
  return {
    values: {
      tokens: { data: Int32Array.from(text.ids), shape: [text.ids.length] },
      target: { data: Int32Array.of(target ?? NO_CLASS), shape: [] },
    },
    text: text.text,
    words: text.words,
    unknown: text.unknown,
    target,
    source,
  };
}
