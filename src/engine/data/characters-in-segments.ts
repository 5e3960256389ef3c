import { openCharacters } from './characters';
import { shownSequence } from './context-tasks';
import type { Dataset, Split } from './dataset';
import { placesOf, SEGMENTS } from './segments';

const NO_CLASS = -1;

/**
 * Moby-Dick in windows of several segments, each character answered by the next. Held out, the first
 * two segments of a window are there to be remembered only: what follows them is asked for, and
 * every character (but at the very beginning and end) once. How far an answer lies from the start of
 * its double segment, the only context of a model without memory whose segments are twice as
 * long, is what is counted by: 1 where that model reads nothing but the character before.
 * Fields `tokens` and `target`, i32[T].
 * @throws InputError when the file is missing or not what its script writes
 */
export async function openCharactersInSegments(
  open: (path: string) => Promise<unknown>,
  segment: number,
): Promise<Dataset> {
  const length = SEGMENTS * segment;
  // A visitor's own text would have to be as long as a window; and trigrams were counted on all of it.
  const {
    encode: _,
    baseline: __,
    ...all
  } = await openCharacters(open, {
    text: 'english',
    length,
  });
  const { vocabulary, characters = [] } = all;
  const validation = askedAfter(all.validation, length, 2 * segment);
  const sequences = placesOf(segment);
  const splits = { train: all.train, validation };
  return {
    ...all,
    validation,
    distance: Int32Array.from(
      validation.values.target,
      (_target, at) => ((at % length) % (2 * segment)) + 1,
    ),
    countedFrom: 'segment',
    example: (split, index) => {
      const shown = shownSequence(splits[split], index, length, vocabulary);
      const text = Array.from(shown.values.tokens.data, (id) => characters[id]).join('');
      return { ...shown, text, source: all.example('train', 0).source, sequences };
    },
  };
}

/** The same text in full windows that overlap by their first `context` characters, which nothing is asked of. */
function askedAfter({ values }: Split, length: number, context: number): Split {
  const text = values.tokens.filter((id) => id !== 0);
  const every = length - context;
  const count = Math.floor((text.length - 1 - length) / every) + 1;
  const tokens = new Int32Array(count * length);
  const target = new Int32Array(count * length).fill(NO_CLASS);
  for (let i = 0; i < count; i++) {
    const from = i * every;
    tokens.set(text.subarray(from, from + length), i * length);
    target.set(text.subarray(from + context + 1, from + length + 1), i * length + context);
  }
  return { count, values: { tokens, target } };
}
