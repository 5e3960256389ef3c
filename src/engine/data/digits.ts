import * as v from 'valibot';
import { fromBase64 } from '../experiment/bytes';
import { InputError } from '../tensor/errors';
import type { Dataset, Picture } from './dataset';
import {
  centredDigit,
  inkOf,
  LARGE_SIDE,
  LEVELS,
  SMALL_SIDE,
  shrunkDigit,
  toLevel,
} from './digit-picture';
import { type PictureSplit, pictures } from './pictures';
import { variantsOf } from './variants';

const FILE = 'data/digits.json';
/** Of the pictures that there are in 28×28 the training has so many variants. */
const VARIANTS = 4;
const VARIANT_SEED = 9;

export type DigitSize = 'small' | 'large';

const SIDES = { small: SMALL_SIDE, large: LARGE_SIDE } as const satisfies Record<DigitSize, number>;

const labelsSchema = v.object({
  labels: v.pipe(v.string(), v.regex(/^\d+$/, 'a label is no digit')),
});
const partSchema = v.object({
  count: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100_000)),
  pixels: v.string(),
});
const sizeSchema = (side: number) =>
  v.object({ side: v.literal(side), train: partSchema, validation: partSchema });
const fileSchema = v.object({
  version: v.literal(1),
  classes: v.pipe(v.array(v.string()), v.length(10)),
  levels: v.literal(LEVELS),
  baselines: v.object({
    small: v.object({ nearest3: v.number() }),
    large: v.object({ nearest3: v.number() }),
  }),
  train: labelsSchema,
  validation: labelsSchema,
  small: sizeSchema(SIDES.small),
  large: sizeSchema(SIDES.large),
});

type DigitsFile = v.InferOutput<typeof fileSchema>;
type Open = (path: string) => Promise<unknown>;

/**
 * Handwritten digits of 8×8 or 28×28 pixels, ink 1 on paper 0; see public/data/LICENSES.md.
 * @param variants whether training also has variants of the pictures: turned, slanted, scaled and
 * moved at 28×28 before they are made small
 * @throws InputError when the file is missing or not what the script writes
 */
export async function openDigits(open: Open, size: DigitSize, variants: boolean): Promise<Dataset> {
  const file = await read(open);
  const given = splitOf(file, size, 'train');
  const train = variants ? joined(given, variantSplit(file, size)) : given;
  const value = file.baselines[size].nearest3;
  return pictures({
    channels: 1,
    side: SIDES[size],
    classes: file.classes,
    train,
    validation: splitOf(file, size, 'validation'),
    shipped: true,
    baseline: { name: 'nearestNeighbours', measure: 'accuracy', value },
    fromPicture: (picture) => digitFrom(picture, size),
  });
}

/** The digits of 8×8 pixels and what they are, to make other pictures of. @throws InputError as above */
export async function smallDigits(
  open: Open,
): Promise<{ classes: readonly string[]; train: PictureSplit; validation: PictureSplit }> {
  const file = await read(open);
  return {
    classes: file.classes,
    train: splitOf(file, 'small', 'train'),
    validation: splitOf(file, 'small', 'validation'),
  };
}

async function read(open: Open): Promise<DigitsFile> {
  const parsed = v.safeParse(fileSchema, await open(FILE));
  if (parsed.success) return parsed.output;
  throw notThisFile(parsed.issues[0].message);
}

function splitOf(file: DigitsFile, size: DigitSize, part: 'train' | 'validation'): PictureSplit {
  const { count, pixels } = file[size][part];
  const labels = file[part].labels.slice(0, count);
  if (labels.length !== count) throw notThisFile(`${count} pictures have ${labels.length} labels`);
  return {
    count,
    images: unpacked(pixels, count * SIDES[size] ** 2),
    labels: Int32Array.from(labels, Number),
  };
}

/** Two grey levels a byte, the first in the low four bits, in base64 → numbers 0 … 1. */
function unpacked(text: string, count: number): Float32Array {
  const bytes = fromBase64(text);
  const length = Math.ceil(count / 2);
  if (bytes?.length !== length) throw notThisFile(`pixels are not base64 of ${length} bytes`);
  return Float32Array.from({ length: count }, (_, i) => {
    const level = (bytes[i >> 1] >> (4 * (i & 1))) & 15;
    return level / (LEVELS - 1);
  });
}

/** Variants of all that there are in 28×28, in the size that is asked for. */
function variantSplit(file: DigitsFile, size: DigitSize): PictureSplit {
  const large = variantsOf(splitOf(file, 'large', 'train'), LARGE_SIDE, VARIANTS, VARIANT_SEED);
  return size === 'large' ? large : { ...large, images: allShrunk(large) };
}

function allShrunk({ count, images }: PictureSplit): Float32Array {
  const [from, to] = [LARGE_SIDE ** 2, SMALL_SIDE ** 2];
  const small = new Float32Array(count * to);
  for (let i = 0; i < count; i++) {
    small.set(shrunkDigit(images.subarray(i * from, (i + 1) * from)).map(toLevel), i * to);
  }
  return small;
}

function joined(a: PictureSplit, b: PictureSplit): PictureSplit {
  const images = new Float32Array(a.images.length + b.images.length);
  images.set(a.images);
  images.set(b.images, a.images.length);
  return { count: a.count + b.count, images, labels: Int32Array.of(...a.labels, ...b.labels) };
}

/** @throws InputError when nothing is drawn */
function digitFrom(picture: Picture, size: DigitSize): Float32Array {
  const ink = inkOf(picture);
  const large = ink && centredDigit(ink, picture.width, picture.height);
  if (!large) throw new InputError('Draw something first: the picture is empty.');
  return (size === 'large' ? large : shrunkDigit(large)).map(toLevel);
}

function notThisFile(reason: string): InputError {
  return new InputError(`${FILE} is not a data file of this version: ${reason}.`);
}
