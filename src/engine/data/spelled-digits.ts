import type { Dataset, Field, ShownExample, Split, SplitName } from './dataset';
import { openSpokenDigits, type SpokenDigitsOptions } from './spoken-digits';

/** Name of class 0, which is no letter. */
const BLANK = '–';

/**
 * The spoken digits with the letters of their words as the answer. Fields:
 *
 *   frames, present        as in ./spoken-digits
 *   steps        i32[]     how many steps of `framesPerStep` frames there are, the last perhaps not full
 *   letters      i32[S]    the word's letters in order; 0 past the end
 *   letterCount  i32[]     how many they are; 0 where the word is not known
 *
 * @throws InputError when the file is missing or not what its script writes
 */
export async function openSpelledDigits(
  open: (path: string) => Promise<unknown>,
  options: SpokenDigitsOptions,
): Promise<Dataset> {
  const { baseline: _, ...digits } = await openSpokenDigits(open, options);
  const { frames, present } = digits.fields;
  const words = digits.classes;
  const alphabet = [...new Set(words.join(''))].sort();
  const lettersOf = (word: string): number[] =>
    Array.from(word, (letter) => 1 + alphabet.indexOf(letter));
  const longest = Math.max(...words.map((word) => word.length));
  const stepsOf = (count: number): number => Math.ceil(count / options.framesPerStep);

  const splitOf = (name: SplitName): Split => {
    const { count, values } = digits[name];
    const letters = new Int32Array(count * longest);
    const letterCount = new Int32Array(count);
    const steps = new Int32Array(count);
    const [most] = present.shape;
    for (let i = 0; i < count; i++) {
      const word = words[values.target[i]];
      letters.set(lettersOf(word), i * longest);
      letterCount[i] = word.length;
      let length = 0;
      for (let t = 0; t < most; t++) length += values.present[i * most + t];
      steps[i] = stepsOf(length);
    }
    return {
      count,
      values: { frames: values.frames, present: values.present, steps, letters, letterCount },
    };
  };
  const shown = (of: ShownExample): ShownExample => {
    const word = of.target === null ? '' : words[of.target];
    // A tensor has at least one element, even where there is no letter.
    const letters = word === '' ? [0] : lettersOf(word);
    return {
      ...of,
      values: {
        frames: of.values.frames,
        present: of.values.present,
        steps: { data: Int32Array.of(stepsOf(of.values.frames.shape[0])), shape: [] },
        letters: { data: Int32Array.from(letters), shape: [letters.length] },
        letterCount: { data: Int32Array.of(word.length), shape: [] },
      },
      target: null,
      source: word === '' ? '' : `“${word}”, ${of.source}`,
    };
  };
  const whole = (shape: number[], axes: Field['axes'], most: number): Field => ({
    dtype: 'i32',
    shape,
    axes,
    kind: 'index',
    range: [0, most],
  });
  const { fromSound } = digits;
  return {
    ...digits,
    fields: {
      frames,
      present,
      steps: whole([], [], stepsOf(frames.shape[0])),
      letters: whole([longest], ['S'], alphabet.length),
      letterCount: whole([], [], longest),
    },
    train: splitOf('train'),
    validation: splitOf('validation'),
    classes: [BLANK, ...alphabet],
    example: (split, index) => shown(digits.example(split, index)),
    ...(fromSound ? { fromSound: (bytes) => shown(fromSound(bytes)) } : {}),
  };
}
