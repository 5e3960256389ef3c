import { InputError } from '../tensor/errors';
import type { Dataset, EncodedText } from './dataset';
import { randomSource } from './random';
import { type TextSplit, textClasses } from './text-classes';

/*
 * A little language, made for this project:
 *
 *   example  = question sentence
 *   question = "agent?" | "object?"
 *   sentence = [place] clause | clause [place]
 *   clause   = noun-phrase verb noun-phrase            (active: agent first)
 *            | noun-phrase "was" verb "by" noun-phrase (passive: agent last)
 *   noun-phrase = ("the" | "a") [adjective] noun
 *   place    = preposition "the" spot
 *
 * The class is the noun that is the agent or the object. Adjectives, places and the passive move
 * the nouns about, so that no fixed position gives the answer away. Triples (agent, verb, object)
 * of the validation split never occur in training.
 */
const NOUNS = [
  'cat', 'dog', 'pig', 'horse', 'cow', 'fox', 'bird', 'mouse', 'sheep', 'goat', 'duck', 'wolf',
] as const; // biome-ignore format: a list of words
const VERBS = ['chased', 'followed', 'watched', 'pushed', 'helped', 'called', 'carried', 'washed'];
const ADJECTIVES = ['old', 'young', 'big', 'small', 'happy', 'hungry'];
const PREPOSITIONS = ['near', 'behind', 'beside', 'below'];
const SPOTS = ['river', 'house', 'tree', 'barn', 'hill', 'road', 'bridge', 'wall'];
const QUESTIONS = ['agent?', 'object?'] as const;

const VOCABULARY = [
  '[pad]',
  ...QUESTIONS,
  'the',
  'a',
  'was',
  'by',
  ...NOUNS,
  ...VERBS,
  ...ADJECTIVES,
  ...PREPOSITIONS,
  ...SPOTS,
];
const IDS = new Map(VOCABULARY.map((word, id) => [word, id]));

/** question + place (3) + two noun phrases (3 each) + "was … by". */
const MAX_LENGTH = 13;
const TRAIN = 4096;
const VALIDATION = 512;
const DATA_SEED = 20;
/** Share of (agent, verb, object) triples kept for validation. */
const HELD_OUT = 0.15;

export interface WhoDidWhatOptions {
  readonly question: 'agent' | 'object' | 'both';
  /** Whether half of the clauses are in the passive voice. */
  readonly passive: boolean;
}

/** The data set of "Who did what?". Seeded: the same options give the same sentences. */
export function whoDidWhat(options: WhoDidWhatOptions): Dataset {
  const random = randomSource(DATA_SEED);
  const heldOut = heldOutTriples(random);
  const train = makeSplit(random, TRAIN, options, (triple) => !heldOut.has(triple));
  const validation = makeSplit(random, VALIDATION, options, (triple) => heldOut.has(triple));
  const splits = { train, validation };
  return textClasses({
    vocabulary: VOCABULARY,
    classes: NOUNS,
    maxLength: MAX_LENGTH,
    train,
    validation,
    example: (split, index) => {
      const ids = [
        ...splits[split].tokens.subarray(index * MAX_LENGTH, (index + 1) * MAX_LENGTH),
      ].filter((id) => id !== 0);
      const words = ids.map((id) => VOCABULARY[id]);
      return {
        text: words.join(' '),
        words,
        ids,
        unknown: ids.map(() => false),
        source: '',
      };
    },
    encode,
  });
}

/** Every triple as `agent verb object`, with a seeded choice of those held out. */
function heldOutTriples(random: () => number): Set<string> {
  const held = new Set<string>();
  for (const agent of NOUNS) {
    for (const verb of VERBS) {
      for (const object of NOUNS) {
        if (agent !== object && random() < HELD_OUT) held.add(`${agent} ${verb} ${object}`);
      }
    }
  }
  return held;
}

function makeSplit(
  random: () => number,
  count: number,
  options: WhoDidWhatOptions,
  allowed: (triple: string) => boolean,
): TextSplit {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)];
  const tokens = new Int32Array(count * MAX_LENGTH);
  const labels = new Int32Array(count);
  const phrase = (noun: string) => [
    pick(['the', 'a']),
    ...(random() < 0.5 ? [pick(ADJECTIVES)] : []),
    noun,
  ];
  for (let i = 0; i < count; i++) {
    let agent: (typeof NOUNS)[number];
    let object: (typeof NOUNS)[number];
    let verb: string;
    do {
      agent = pick(NOUNS);
      object = pick(NOUNS);
      verb = pick(VERBS);
    } while (agent === object || !allowed(`${agent} ${verb} ${object}`));
    const passive = options.passive && random() < 0.5;
    const clause = passive
      ? [...phrase(object), 'was', verb, 'by', ...phrase(agent)]
      : [...phrase(agent), verb, ...phrase(object)];
    const place = [pick(PREPOSITIONS), 'the', pick(SPOTS)];
    const where = random();
    const sentence =
      where < 1 / 3 ? [...place, ...clause] : where < 2 / 3 ? [...clause, ...place] : clause;
    const question =
      options.question === 'both'
        ? pick(QUESTIONS)
        : options.question === 'agent'
          ? 'agent?'
          : 'object?';
    [question, ...sentence].forEach((word, t) => {
      tokens[i * MAX_LENGTH + t] = idOf(word);
    });
    labels[i] = NOUNS.indexOf(question === 'agent?' ? agent : object);
  }
  return { count, tokens, labels };
}

function idOf(word: string): number {
  const id = IDS.get(word);
  if (id === undefined) throw new InputError(`"${word}" is not a word of the little language.`);
  return id;
}

/** A visitor's sentence; without a question in front, "agent?" is asked. */
function encode(text: string): EncodedText {
  const found: string[] = text.toLowerCase().match(/[\p{L}\p{N}']+\??/gu) ?? [];
  const asked = found.length > 0 && (QUESTIONS as readonly string[]).includes(found[0]);
  const words = asked ? found : ['agent?', ...found];
  if (words.length < 2) throw new InputError('Type a sentence, such as "the cat chased the dog".');
  const strangers = [...new Set(words.filter((word) => !IDS.has(word)))];
  if (strangers.length > 0) {
    throw new InputError(
      `Not in the little language: ${strangers.slice(0, 5).join(', ')}. Its words are: ${VOCABULARY.slice(1).join(', ')}.`,
    );
  }
  if (words.length > MAX_LENGTH) {
    throw new InputError(`${words.length} words with the question; at most ${MAX_LENGTH} fit.`);
  }
  return { text, words, ids: words.map(idOf), unknown: words.map(() => false) };
}
