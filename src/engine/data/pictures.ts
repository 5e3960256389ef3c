import type { Baseline, Dataset, Picture, ShownExample, Split } from './dataset';

/** Class that says "no answer known". */
const NO_CLASS = -1;

/** Pictures of one part of the data. */
export interface PictureSplit {
  readonly count: number;
  /** Values 0 … 1, f32[count, channels, side, side]. */
  readonly images: Float32Array;
  /** Classes, i32[count]. */
  readonly labels: Int32Array;
}

/** Square pictures with a class each. */
export interface Pictures {
  /** 1: how much ink there is; 3: red, green and blue. */
  readonly channels: 1 | 3;
  /** Rows, and columns. */
  readonly side: number;
  readonly classes: readonly string[];
  readonly train: PictureSplit;
  readonly validation: PictureSplit;
  readonly baseline?: Baseline;
  readonly shipped?: boolean;
  /** Whether what is drawn with a pen may be such a picture; true unless given. */
  readonly drawable?: boolean;
  /** A visitor's own picture as the model reads it, f32[channels, side, side]. @throws InputError */
  readonly fromPicture?: (picture: Picture) => Float32Array;
}

/** Square pictures with a class each as a data set with the fields `image`, f32[C,Y,X], and `target`, i32[]. */
export function pictures(data: Pictures): Dataset {
  const { channels, side, classes, baseline, shipped = false, drawable = true, fromPicture } = data;
  const shape = [channels, side, side];
  const size = channels * side * side;
  const split = ({ count, images, labels }: PictureSplit): Split => ({
    count,
    values: { image: images, target: labels },
  });
  const shown = (image: Float32Array, target: number | null): ShownExample => ({
    values: {
      image: { data: image, shape },
      target: { data: Int32Array.of(target ?? NO_CLASS), shape: [] },
    },
    text: '',
    words: [],
    unknown: [],
    target,
    source: '',
  });
  return {
    fields: {
      image: { dtype: 'f32', shape, axes: ['C', 'Y', 'X'] },
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
    vocabulary: [],
    shipped,
    ...(baseline ? { baseline } : {}),
    picture: { field: 'image', channels, drawable },
    example: (part, index) => {
      const { images, labels } = data[part];
      return shown(images.slice(index * size, (index + 1) * size), labels[index]);
    },
    ...(fromPicture ? { fromPicture: (picture) => shown(fromPicture(picture), null) } : {}),
  };
}
