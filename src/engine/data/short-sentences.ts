import { InputError } from '../tensor/errors';
import type { Dataset } from './dataset';
import { randomSource } from './random';
import { chinese } from './sentences/chinese';
import { english, englishWords } from './sentences/english';
import { french, frenchText } from './sentences/french';
import {
  allCores,
  coreOf,
  NOUNS,
  type Noun,
  randomSentence,
  type Sentence,
  VERBS,
  type Verb,
} from './sentences/grammar';
import { type Pair, sequencePairs } from './sequence-pairs';

const TRAIN = 8192;
const VALIDATION = 512;
const DATA_SEED = 61;
/** Share of (subject, verb, object) triples kept for validation. */
const HELD_OUT = 0.1;
/** my small cats look at these small cats in the garden */
const LONGEST_ENGLISH = 11;

const LANGUAGES = {
  french: { words: french, text: frenchText, longest: 10 },
  chinese: { words: chinese, text: (words: readonly string[]) => words.join(''), longest: 12 },
} as const;

/**
 * Short English sentences with their translation, word by word; see ./sentences/grammar. Who does
 * what to whom in the validation split does not occur in training, in whatever words. Seeded.
 */
export function shortSentences(language: keyof typeof LANGUAGES): Dataset {
  const { words, text, longest } = LANGUAGES[language];
  const random = randomSource(DATA_SEED);
  const heldOut = new Set(allCores().filter(() => random() < HELD_OUT));
  const taken = new Set<string>();
  const make = (count: number, held: boolean): Pair[] => {
    const pairs: Pair[] = [];
    while (pairs.length < count) {
      const sentence = randomSentence(random);
      const source = english(sentence);
      const line = source.join(' ');
      if (heldOut.has(coreOf(sentence)) !== held || taken.has(line)) continue;
      taken.add(line);
      pairs.push({ source, target: words(sentence) });
    }
    return pairs;
  };
  const validation = make(VALIDATION, true);
  const train = make(TRAIN, false);
  return sequencePairs({
    sourceSymbols: englishWords(Object.keys(NOUNS) as Noun[], Object.keys(VERBS) as Verb[]),
    targetSymbols: [...new Set([...train, ...validation].flatMap(({ target }) => target))].sort(),
    maxSource: LONGEST_ENGLISH,
    maxTarget: longest,
    train,
    validation,
    sourceText: (symbols) => symbols.join(' '),
    targetText: text,
    read: (given) => {
      const found: string[] = given.toLowerCase().match(/\p{L}+/gu) ?? [];
      if (found.length > 0) return found;
      throw new InputError('Type a sentence, such as "the girl looks at a black horse".');
    },
  });
}

/** A sentence and its translations, for those who check the grammar. */
export function inAllLanguages(sentence: Sentence): Readonly<Record<string, string>> {
  return {
    english: english(sentence).join(' '),
    french: frenchText(french(sentence)),
    chinese: chinese(sentence).join(''),
  };
}
