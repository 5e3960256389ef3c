import { InputError } from '../tensor/errors';
import { isHeldOut, shownSequence } from './context-tasks';
import type { Dataset, Split, SplitName } from './dataset';
import { randomSource } from './random';
import { placesOf, SEGMENTS } from './segments';

/*
 * Which capital came last? A text of small letters with a capital now and then, and questions:
 *
 *   c E a ? h ? f b ? G d ?      E E E G
 *
 * The distance of an answer is the number of steps back to its capital. Small letters mean nothing.
 * The text is a number of segments long; a model may read it segment by segment. Like a copy over
 * segments, but asked for again and again, so that there are answers at every distance.
 */

export interface LastCapitalOptions {
  /** Symbols in a segment, from 4 to 16. */
  readonly segment: number;
}

const CAPITALS = 'ABCDEFGH'.split('');
const SMALL = 'abcdefgh'.split('');
const [PAD, ASK] = ['[pad]', '?'];
const VOCABULARY = [PAD, ...CAPITALS, ...SMALL, ASK];
/** One place of so many asks. */
const ASKED = 3;

const NO_CLASS = -1;
const TRAIN = 4096;
const VALIDATION = 512;
const DATA_SEED = 150;

interface Text {
  readonly marks: string[];
  /** The class wanted at each place, or −1, and how far back its capital lies. */
  readonly answers: number[];
  readonly distances: number[];
}

/**
 * Texts with questions: fields `tokens` and `target`, i32[T] each, class −1 where nothing is asked.
 * Seeded: the same options give the same texts; no text is in both parts.
 * @throws InputError when a segment is not from 4 to 16 symbols long
 */
export function lastCapital({ segment }: LastCapitalOptions): Dataset {
  if (!Number.isInteger(segment) || segment < 4 || segment > 16) {
    throw new InputError(`Segments of ${segment} symbols; it must be a whole number from 4 to 16.`);
  }
  const places = SEGMENTS * segment;
  const random = randomSource(DATA_SEED);
  const room = (count: number) => ({
    count,
    values: { tokens: new Int32Array(count * places), target: new Int32Array(count * places) },
    distance: new Int32Array(count * places),
    filled: 0,
  });
  const parts = { train: room(TRAIN), validation: room(VALIDATION) };
  while (parts.train.filled < TRAIN || parts.validation.filled < VALIDATION) {
    const { marks, answers, distances } = draw(random, segment);
    const part = parts[isHeldOut(marks) ? 'validation' : 'train'];
    if (part.filled === part.count) continue;
    const from = part.filled++ * places;
    part.values.tokens.set(
      marks.map((mark) => VOCABULARY.indexOf(mark)),
      from,
    );
    part.values.target.set(answers, from);
    part.distance.set(distances, from);
  }
  const { train, validation } = parts;
  const splits: Readonly<Record<SplitName, Split>> = {
    train: { count: TRAIN, values: train.values },
    validation: { count: VALIDATION, values: validation.values },
  };
  const field = { dtype: 'i32', shape: [places], axes: ['T'], kind: 'index' } as const;
  const sequences = placesOf(segment);
  return {
    fields: {
      tokens: { ...field, range: [0, VOCABULARY.length - 1] },
      target: { ...field, fill: NO_CLASS, range: [NO_CLASS, CAPITALS.length - 1] },
    },
    ...splits,
    classes: CAPITALS,
    vocabulary: VOCABULARY,
    wordField: 'tokens',
    distance: validation.distance,
    example: (split, index) => ({
      ...shownSequence(splits[split], index, places, VOCABULARY),
      sequences,
    }),
  };
}

/** The first capital stands in the first segment; then the next comes after any number of steps. */
function draw(random: () => number, segment: number): Text {
  const places = SEGMENTS * segment;
  const whole = (count: number): number => Math.floor(random() * count);
  const text: Text = { marks: [], answers: [], distances: [] };
  let next = whole(segment);
  let [capital, since] = [NO_CLASS, 0];
  for (let t = 0; t < places; t++) {
    since++;
    const given = t === next;
    if (given) {
      [capital, since] = [whole(CAPITALS.length), 0];
      next = t + segment + whole(places);
    }
    const asked = !given && capital !== NO_CLASS && whole(ASKED) === 0;
    const other = SMALL[whole(SMALL.length)];
    text.marks.push(given ? CAPITALS[capital] : asked ? ASK : other);
    text.answers.push(asked ? capital : NO_CLASS);
    text.distances.push(asked ? since : 0);
  }
  return text;
}
