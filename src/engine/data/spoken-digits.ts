import * as v from 'valibot';
import { fromBase64 } from '../experiment/bytes';
import { InputError } from '../tensor/errors';
import type { Dataset, ShownExample, Split, SplitName } from './dataset';
import { LOG_MEL, logMelValues } from './log-mel';

const FILE = 'data/spoken-digits.json';
const BANDS = LOG_MEL.bands;
/** From one frame to the next, in milliseconds. */
const HOP_MS = (1000 * LOG_MEL.hop) / LOG_MEL.sampleRate;
/** Class that says "no answer known". */
const NO_CLASS = -1;

/** Kinds of English by the names that eSpeak has for them. */
const ACCENTS: Readonly<Record<string, string>> = {
  en: 'British English',
  'en-n': 'Northern English',
  'en-rp': 'Received Pronunciation',
  'en-sc': 'Scottish English',
  'en-us': 'American English',
  'en-wm': 'West Midlands English',
};

const count = v.pipe(v.number(), v.integer(), v.minValue(1));
const bytes = v.pipe(
  v.string(),
  v.transform((text) => fromBase64(text)),
  v.instance(Uint8Array, 'bytes in base64'),
);
const partSchema = v.object({
  count,
  labels: v.pipe(v.string(), v.regex(/^\d+$/)),
  voices: bytes,
  frames: bytes,
  values: bytes,
});
const fileSchema = v.object({
  version: v.literal(1),
  classes: v.pipe(v.array(v.string()), v.length(10)),
  features: v.object({
    bands: v.literal(BANDS),
    hop: v.literal(LOG_MEL.hop),
    maxFrames: count,
    offset: v.literal(128),
    scale: v.literal(1 / 16),
  }),
  voices: v.array(v.object({ accent: v.string(), timbre: v.string() })),
  baselines: v.object({ nearestClip: v.number() }),
  train: partSchema,
  validation: partSchema,
});
type File = v.InferOutput<typeof fileSchema>;
type Part = v.InferOutput<typeof partSchema>;

/** Frames of one clip. */
interface Clip {
  readonly frames: number;
  /** Log energy of each band in each frame less the band's mean, in nats: f32[frames, 24]. */
  readonly values: Float32Array;
}

export interface SpokenDigitsOptions {
  /** How many frames each place has that the model attends; names the places along T. */
  readonly framesPerStep: number;
}

/**
 * The English digits, said by synthetic voices, as log-mel frames; see public/data/LICENSES.md. Voices
 * of the validation part are not heard in training. Fields:
 *
 *   frames   f32[T,24]  log energy in 24 bands every 20 ms, less each band's mean, in nats; 0 past the end
 *   present  f32[T]     1 where there is a frame
 *   target   i32[]      the digit
 *
 * @throws InputError when the file is missing or not what its script writes
 */
export async function openSpokenDigits(
  open: (path: string) => Promise<unknown>,
  options: SpokenDigitsOptions,
): Promise<Dataset> {
  const parsed = v.safeParse(fileSchema, await open(FILE));
  if (!parsed.success) {
    throw new InputError(
      `${FILE} is not a data file of this version: ${parsed.issues[0].message}.`,
    );
  }
  return spokenDigits(parsed.output, options);
}

function spokenDigits(file: File, { framesPerStep }: SpokenDigitsOptions): Dataset {
  const { classes, features, voices, baselines } = file;
  const { maxFrames } = features;
  const clips: Readonly<Record<SplitName, readonly Clip[]>> = {
    train: clipsOf(file.train, maxFrames),
    validation: clipsOf(file.validation, maxFrames),
  };
  const splitOf = (name: SplitName): Split => {
    const frames = new Float32Array(clips[name].length * maxFrames * BANDS);
    const present = new Float32Array(clips[name].length * maxFrames);
    clips[name].forEach((clip, i) => {
      frames.set(clip.values, i * maxFrames * BANDS);
      present.fill(1, i * maxFrames, i * maxFrames + clip.frames);
    });
    const target = Int32Array.from(file[name].labels, Number);
    return { count: target.length, values: { frames, present, target } };
  };
  const shown = (clip: Clip, target: number | null, source: string): ShownExample => {
    const every = (step: number) =>
      Array.from({ length: Math.ceil(clip.frames / step) }, (_, t) => `${t * step * HOP_MS} ms`);
    const steps = every(framesPerStep);
    const frames = every(1);
    return {
      values: {
        frames: { data: clip.values, shape: [clip.frames, BANDS] },
        present: { data: new Float32Array(clip.frames).fill(1), shape: [clip.frames] },
        target: { data: Int32Array.of(target ?? NO_CLASS), shape: [] },
      },
      text: '',
      words: steps,
      sequences: { frames, present: frames },
      unknown: steps.map(() => false),
      target,
      source,
    };
  };
  return {
    fields: {
      frames: { dtype: 'f32', shape: [maxFrames, BANDS], axes: ['T', 'F'] },
      present: { dtype: 'f32', shape: [maxFrames], axes: ['T'], kind: 'mask' },
      target: {
        dtype: 'i32',
        shape: [],
        axes: [],
        kind: 'index',
        fill: NO_CLASS,
        range: [NO_CLASS, classes.length - 1],
      },
    },
    train: splitOf('train'),
    validation: splitOf('validation'),
    classes,
    vocabulary: [],
    shipped: true,
    baseline: { name: 'nearestExample', measure: 'accuracy', value: baselines.nearestClip },
    example: (split, index) => {
      const { labels, voices: speakers } = file[split];
      const { accent, timbre } = voices[speakers[index]];
      const source = `eSpeak, ${ACCENTS[accent] ?? accent}, voice “${timbre}”`;
      return shown(clips[split][index], Number(labels[index]), source);
    },
    fromSound: (bytes) => {
      const frames = bytes.length / BANDS;
      if (!Number.isInteger(frames) || frames < 1 || frames > maxFrames) {
        throw new InputError(
          `A sound of ${bytes.length} bytes; it must have 1 to ${maxFrames} frames of ${BANDS} bytes.`,
        );
      }
      return shown({ frames, values: logMelValues(bytes) }, null, '');
    },
  };
}

/** @throws InputError when the numbers of clips, frames and values do not fit each other */
function clipsOf(part: Part, maxFrames: number): readonly Clip[] {
  const { labels, voices, frames, values } = part;
  const total = frames.reduce((sum, n) => sum + n, 0);
  const fits =
    [labels.length, voices.length, frames.length].every((length) => length === part.count) &&
    values.length === total * BANDS &&
    frames.every((n) => n > 0 && n <= maxFrames);
  if (!fits) throw new InputError(`${FILE}: labels, voices, frames and values do not fit.`);
  let at = 0;
  return Array.from(frames, (n) => {
    const first = at;
    at += n * BANDS;
    return { frames: n, values: logMelValues(values.subarray(first, at)) };
  });
}
