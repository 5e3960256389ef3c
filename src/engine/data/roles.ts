import { InputError } from '../tensor/errors';
import type { Dataset, Field, ShownExample, Split } from './dataset';
import { randomSource } from './random';
import {
  makeSentence,
  NOUNS,
  type RoleName,
  ROLES,
  type RoleOptions,
  type TaggedSentence,
  VERBS,
  VOCABULARY,
} from './role-grammar';

const IDS = new Map(VOCABULARY.map((word, id) => [word, id]));
const NO_ROLE = -1;

/** Two clauses of nine words with an adverbial of three, and "and". */
const MAX_LENGTH = 25;
const TRAIN = 4096;
const VALIDATION = 512;
const DATA_SEED = 31;
/** Share of (agent, verb, patient) triples kept for validation. */
const HELD_OUT = 0.15;

const along = { shape: [MAX_LENGTH], axes: ['T'] } as const;
const FIELDS: Readonly<Record<string, Field>> = {
  tokens: { dtype: 'i32', ...along, kind: 'index', range: [0, VOCABULARY.length - 1] },
  // A column, so that a layer can give it a vector of its own width.
  mark: { dtype: 'f32', shape: [MAX_LENGTH, 1], axes: ['T', '1'] },
  target: {
    dtype: 'i32',
    ...along,
    kind: 'index',
    fill: NO_ROLE,
    range: [NO_ROLE, ROLES.length - 1],
  },
};

/**
 * Sentences of the grammar in role-grammar.ts, one verb of each marked, and a role for each word.
 * Fields: `tokens` i32[T], `mark` f32[T,1] (1 at the marked verb), `target` i32[T]. Triples
 * (agent, verb, patient) of the validation split never occur in training, in no clause. Seeded: the
 * same options give the same sentences.
 */
export function roles(options: RoleOptions): Dataset {
  const random = randomSource(DATA_SEED);
  const held = heldOutTriples(random);
  const make = (count: number, allowed: (triple: string) => boolean) =>
    Array.from({ length: count }, () => makeSentence(random, options, allowed));
  const sentences = {
    train: make(TRAIN, (triple) => !held.has(triple)),
    validation: make(VALIDATION, (triple) => held.has(triple)),
  };
  return {
    fields: FIELDS,
    train: splitOf(sentences.train),
    validation: splitOf(sentences.validation),
    classes: ROLES,
    vocabulary: VOCABULARY,
    wordField: 'tokens',
    example: (split, index) => {
      const { words, marked, roles: known } = sentences[split][index];
      return shown(words, marked, known, words.join(' '));
    },
    encode,
  };
}

/** Every triple as `agent verb patient`, with a seeded choice of those held out. */
function heldOutTriples(random: () => number): Set<string> {
  const held = new Set<string>();
  for (const agent of NOUNS) {
    for (const verb of VERBS) {
      for (const patient of NOUNS) {
        if (agent !== patient && random() < HELD_OUT) held.add(`${agent} ${verb} ${patient}`);
      }
    }
  }
  return held;
}

function splitOf(sentences: readonly TaggedSentence[]): Split {
  const size = sentences.length * MAX_LENGTH;
  const tokens = new Int32Array(size);
  const mark = new Float32Array(size);
  const target = new Int32Array(size).fill(NO_ROLE);
  for (const [i, { words, marked, roles: known }] of sentences.entries()) {
    const at = i * MAX_LENGTH;
    tokens.set(words.map(idOf), at);
    mark[at + marked] = 1;
    target.set(known.map(roleId), at);
  }
  return { count: sentences.length, values: { tokens, mark, target } };
}

function shown(
  words: readonly string[],
  marked: number,
  known: readonly RoleName[] | null,
  text: string,
): ShownExample {
  const target = known ? known.map(roleId) : words.map(() => NO_ROLE);
  return {
    values: {
      tokens: { data: Int32Array.from(words, idOf), shape: [words.length] },
      mark: {
        data: Float32Array.from(words, (_, t) => Number(t === marked)),
        shape: [words.length, 1],
      },
      target: { data: Int32Array.from(target), shape: [words.length] },
    },
    text,
    words,
    unknown: words.map(() => false),
    target: null,
    source: '',
  };
}

/** A visitor's sentence; the verb behind an asterisk is marked, without one the first verb. */
function encode(text: string): ShownExample {
  const found: string[] = text.toLowerCase().match(/\*?[\p{L}\p{N}']+/gu) ?? [];
  if (found.length === 0) {
    throw new InputError('Type a sentence, such as "the nurse *helped the king at noon".');
  }
  const words = found.map((word) => word.replace('*', ''));
  const strangers = [...new Set(words.filter((word) => !IDS.has(word)))];
  if (strangers.length > 0) {
    throw new InputError(
      `Not in the little language: ${strangers.slice(0, 5).join(', ')}. Its words are: ${VOCABULARY.slice(1).join(', ')}.`,
    );
  }
  if (words.length > MAX_LENGTH) {
    throw new InputError(`${words.length} words; at most ${MAX_LENGTH} fit.`);
  }
  const starred = found.findIndex((word) => word.startsWith('*'));
  const marked = starred >= 0 ? starred : words.findIndex((word) => isVerb(word));
  if (marked < 0 || !isVerb(words[marked])) {
    throw new InputError(`Mark a verb with an asterisk: ${VERBS.map((v) => `*${v}`).join(', ')}.`);
  }
  return shown(words, marked, null, text);
}

function isVerb(word: string): boolean {
  return (VERBS as readonly string[]).includes(word);
}

function idOf(word: string): number {
  const id = IDS.get(word);
  if (id === undefined) throw new InputError(`"${word}" is not a word of the little language.`);
  return id;
}

function roleId(role: RoleName): number {
  return ROLES.indexOf(role);
}
