import * as v from 'valibot';
import { InputError } from '../tensor/errors';
import type { Dataset } from './dataset';
import {
  LEAST_CLASSES,
  LEAST_PER_CLASS,
  LONGEST_NAME,
  MOST_CLASSES,
  MOST_PICTURES,
  OWN_SIDE,
} from './own-limits';
import { OWN_PICTURES } from './own-paths';
import { type PictureSplit, pictures } from './pictures';
import { randomSource } from './random';
import { fromMiddle } from './square-picture';
import { colourVariantsOf } from './variants';

const CHANNELS = 3;
const BYTES = OWN_SIDE * OWN_SIDE * CHANNELS;
const LONGEST_FILE_NAME = 300;
/** One in so many pictures of each class is held out. */
const HOLD_OUT_ONE_OF = 5;
/** Training has so many pictures with their variants, at most so many of each. */
const WITH_VARIANTS = 4000;
const MOST_VARIANTS = 20;
const SEED = 23;

/** A picture made square and small. */
export interface OwnPicture {
  /** Name of its file, or how it came about. */
  readonly name: string;
  /** Bytes 0 black to 255 white, [32, 32, 3]: row by row, the colours of a pixel side by side. */
  readonly pixels: Uint8Array;
}

/** Pictures of one kind. */
export interface OwnPictureClass {
  readonly name: string;
  readonly pictures: readonly OwnPicture[];
}

const classesSchema = v.array(
  v.object({
    name: v.string(),
    pictures: v.array(v.object({ name: v.string(), pixels: v.instance(Uint8Array) })),
  }),
);

/** What the visitor keeps; no classes where there is nothing. @throws InputError when it cannot be read */
export async function readOwnPictures(
  open: (path: string) => Promise<unknown>,
): Promise<readonly OwnPictureClass[]> {
  const parsed = v.safeParse(classesSchema, (await open(OWN_PICTURES)) ?? []);
  if (parsed.success) return parsed.output;
  throw new InputError('The stored pictures cannot be read; remove them and load them again.');
}

/** The visitor's own pictures. @throws InputError when there are none, or too few */
export async function openOwnPictures(
  open: (path: string) => Promise<unknown>,
  options: ClassPicturesOptions,
): Promise<Dataset> {
  const classes = await readOwnPictures(open);
  if (classes.length === 0) {
    throw new InputError(
      'No pictures of your own are kept in this browser: they were loaded on another computer, or have been removed; they are not in the link. Open “Your own pictures” from the gallery and load them there, or choose the sample.',
    );
  }
  return classPictures(classes, options);
}

/**
 * Whether classes may be kept, complete or not.
 * @throws InputError naming the class or the file that is wrong
 */
export function requireKeepable(classes: readonly OwnPictureClass[]): void {
  if (classes.length > MOST_CLASSES) {
    throw new InputError(
      `There are ${classes.length} classes; at most ${MOST_CLASSES} can be told apart here.`,
    );
  }
  const names = new Set<string>();
  for (const { name, pictures: own } of classes) {
    if (name.length > LONGEST_NAME) {
      throw new InputError(
        `The class “${name.slice(0, LONGEST_NAME)}…” has a name of ${name.length} characters; at most ${LONGEST_NAME} are possible.`,
      );
    }
    if (name !== '' && names.has(name)) {
      throw new InputError(`Two classes are called “${name}”; give one another name.`);
    }
    names.add(name);
    for (const { name: file, pixels } of own) {
      if (pixels.length === BYTES && file.length <= LONGEST_FILE_NAME) continue;
      throw new InputError(
        `“${file.slice(0, LONGEST_FILE_NAME)}” has ${pixels.length} bytes instead of ${BYTES}, which ${OWN_SIDE}×${OWN_SIDE} pixels in red, green and blue need.`,
      );
    }
  }
  const all = classes.reduce((sum, { pictures: own }) => sum + own.length, 0);
  if (all > MOST_PICTURES) {
    throw new InputError(`There are ${all} pictures; at most ${MOST_PICTURES} can be used in all.`);
  }
}

/** @throws InputError saying what the classes lack to be trained on */
export function requireTrainable(classes: readonly OwnPictureClass[]): void {
  requireKeepable(classes);
  if (classes.length < LEAST_CLASSES) {
    throw new InputError(
      `There ${classes.length === 1 ? 'is only one class' : 'are no classes'}; a classifier needs at least ${LEAST_CLASSES}.`,
    );
  }
  for (const [i, { name, pictures: own }] of classes.entries()) {
    if (name.trim() === '') throw new InputError(`Class ${i + 1} has no name; give it one.`);
    if (own.length >= LEAST_PER_CLASS) continue;
    throw new InputError(
      `Class “${name}” has ${own.length} picture${own.length === 1 ? '' : 's'}; each class needs at least ${LEAST_PER_CLASS}.`,
    );
  }
}

export interface ClassPicturesOptions {
  /** Rows and columns that a model reads; kept pictures are made smaller by area. */
  readonly side: 16 | 32;
  /** Whether training also has mirrored, turned, scaled and moved variants. */
  readonly variants: boolean;
}

/**
 * Pictures by class as a data set: of each class one in five is held out, by a seeded draw, before
 * variants are made of the others. The baseline always says the most frequent class.
 * @throws InputError when there are too few pictures or classes
 */
export function classPictures(
  classes: readonly OwnPictureClass[],
  { side, variants }: ClassPicturesOptions,
): Dataset {
  requireTrainable(classes);
  const parts = divided(classes);
  const train = splitOf(parts.train, side);
  const validation = splitOf(parts.validation, side);
  const most = Math.min(MOST_VARIANTS, Math.floor(WITH_VARIANTS / train.count) - 1);
  return pictures({
    channels: CHANNELS,
    side,
    classes: classes.map(({ name }) => name),
    train: variants && most > 0 ? withVariants(train, side, most) : train,
    validation,
    baseline: {
      name: 'mostFrequent',
      measure: 'accuracy',
      value: shareOfMostFrequent(train.labels, validation.labels),
    },
    fromPicture: (picture) => fromMiddle(picture, side),
  });
}

type Labelled = readonly { readonly picture: OwnPicture; readonly label: number }[];

function divided(classes: readonly OwnPictureClass[]) {
  const random = randomSource(SEED);
  const [train, validation]: [Labelled[number][], Labelled[number][]] = [[], []];
  for (const [label, { pictures: given }] of classes.entries()) {
    const own = given.map((picture) => ({ picture, label }));
    for (let i = own.length - 1; i > 0; i--) {
      const j = Math.floor(random() * (i + 1));
      [own[i], own[j]] = [own[j], own[i]];
    }
    const held = Math.max(1, Math.floor(own.length / HOLD_OUT_ONE_OF));
    validation.push(...own.slice(0, held));
    train.push(...own.slice(held));
  }
  return { train, validation };
}

function splitOf(examples: Labelled, side: number): PictureSplit {
  const size = CHANNELS * side * side;
  const images = new Float32Array(examples.length * size);
  for (const [i, { picture }] of examples.entries()) {
    const { pixels } = picture;
    const whole = { width: OWN_SIDE, height: OWN_SIDE, channels: CHANNELS, pixels } as const;
    images.set(fromMiddle(whole, side), i * size);
  }
  const labels = Int32Array.from(examples, ({ label }) => label);
  return { count: examples.length, images, labels };
}

function withVariants(split: PictureSplit, side: number, each: number): PictureSplit {
  const more = colourVariantsOf(split, side, CHANNELS, each, SEED);
  const images = new Float32Array(split.images.length + more.images.length);
  images.set(split.images);
  images.set(more.images, split.images.length);
  const labels = Int32Array.of(...split.labels, ...more.labels);
  return { count: split.count + more.count, images, labels };
}

function shareOfMostFrequent(train: Int32Array, validation: Int32Array): number {
  const counts = new Map<number, number>();
  for (const label of train) counts.set(label, (counts.get(label) ?? 0) + 1);
  const [most] = [...counts].sort(([a, n], [b, m]) => m - n || a - b)[0];
  return validation.filter((label) => label === most).length / validation.length;
}
