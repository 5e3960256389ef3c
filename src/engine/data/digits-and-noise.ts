import type { Dataset, Split } from './dataset';
import { smallDigits } from './digits';
import { type PictureSplit, pictures } from './pictures';
import { randomSource } from './random';

/** Other noise for the pictures that judge than for those that are learned from. */
const SEEDS = { train: 121, validation: 122 } as const;

/**
 * Handwritten digits of 8×8 pixels, each with a noise vector that has nothing to do with it: what a
 * generator starts from. Fields `image`, f32[1,8,8], `target`, i32[], which digit it is and which one
 * is asked for, and `noise`, f32[N], standard normal and the same every time. What is shown is the
 * picture that the model makes, its tensor `fake`.
 * @param width N, how many numbers a noise vector has
 * @throws InputError when the file is missing or not what the script writes
 */
export async function digitsAndNoise(
  open: (path: string) => Promise<unknown>,
  width: number,
): Promise<Dataset> {
  const { classes, train, validation } = await smallDigits(open);
  const plain = pictures({ channels: 1, side: 8, classes, train, validation, shipped: true });
  const noise = {
    train: normalNumbers(train.count * width, SEEDS.train),
    validation: normalNumbers(validation.count * width, SEEDS.validation),
  };
  const split = (part: 'train' | 'validation', { count }: PictureSplit): Split => ({
    count,
    values: { ...plain[part].values, noise: noise[part] },
  });
  return {
    ...plain,
    fields: { ...plain.fields, noise: { dtype: 'f32', shape: [width], axes: ['C'] } },
    train: split('train', train),
    validation: split('validation', validation),
    picture: { field: 'fake', channels: 1, drawable: false },
    example: (part, index) => {
      const shown = plain.example(part, index);
      const data = noise[part].slice(index * width, (index + 1) * width);
      return { ...shown, values: { ...shown.values, noise: { data, shape: [width] } } };
    },
  };
}

/** Standard normal numbers. Source: Box & Muller 1958. */
function normalNumbers(count: number, seed: number): Float32Array {
  const random = randomSource(seed);
  return Float32Array.from({ length: count }, () => {
    const radius = Math.sqrt(-2 * Math.log(1 - random()));
    return radius * Math.cos(2 * Math.PI * random());
  });
}
