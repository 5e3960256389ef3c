/*
 * Short sentences by meaning, made for this project:
 *
 *   sentence = subject verb object                    (or: subject "does not" verb object)
 *            | subject verb object place              (for what one does somewhere)
 *   phrase   = determiner [adjective] noun, singular or plural
 *
 * Which words go together keeps the sentences sensible and the translations right: colours are for
 * animals and things, only people draw and buy, what is liked or denied is definite, and "my" stands
 * with no word for people that would mean a relative in another language ("ma femme": my wife).
 */

/** What nouns are of: decides with which verbs and adjectives they go. */
export type Kind = 'animal' | 'person' | 'teacher' | 'thing';

export const NOUNS = {
  cat: 'animal', dog: 'animal', horse: 'animal', cow: 'animal', bird: 'animal', mouse: 'animal',
  girl: 'person', boy: 'person', woman: 'person', man: 'person', teacher: 'teacher',
  apple: 'thing', book: 'thing', house: 'thing', car: 'thing', tree: 'thing', picture: 'thing',
  key: 'thing', umbrella: 'thing', cup: 'thing', chair: 'thing',
} as const satisfies Record<string, Kind>; // biome-ignore format: a list of words
export type Noun = keyof typeof NOUNS;

const SIZES = ['small', 'big'] as const;
const ANIMAL_COLOURS = ['black', 'white'] as const;
const COLOURS = [...ANIMAL_COLOURS, 'red', 'green'] as const;
const QUALITIES = ['young', 'happy'] as const;
export type Adjective = (typeof SIZES | typeof COLOURS | typeof QUALITIES)[number];

const ADJECTIVES: Readonly<Record<Kind, readonly Adjective[]>> = {
  animal: [...SIZES, ...ANIMAL_COLOURS],
  person: QUALITIES,
  teacher: QUALITIES,
  thing: [...SIZES, ...COLOURS],
};

const DEFINITE = ['the', 'this', 'my'] as const;
export type Determiner = (typeof DEFINITE)[number] | 'a' | 'two' | 'three';

interface VerbUse {
  /** Whether animals do it too. */
  readonly anyone: boolean;
  /** Whether it is done to people. */
  readonly toPeople: boolean;
  /** Whether its object is always definite. */
  readonly definite: boolean;
  /** Whether one does it somewhere. */
  readonly somewhere: boolean;
}
export const VERBS = {
  like: { anyone: true, toPeople: true, definite: true, somewhere: false },
  want: { anyone: true, toPeople: false, definite: false, somewhere: false },
  draw: { anyone: false, toPeople: true, definite: false, somewhere: true },
  buy: { anyone: false, toPeople: false, definite: false, somewhere: false },
  'look at': { anyone: true, toPeople: true, definite: false, somewhere: true },
  'look for': { anyone: true, toPeople: true, definite: false, somewhere: true },
} as const satisfies Record<string, VerbUse>;
export type Verb = keyof typeof VERBS;

export const PLACES = ['garden', 'park', 'kitchen', 'school', 'home'] as const;
export type Place = (typeof PLACES)[number];

export interface Phrase {
  readonly determiner: Determiner;
  readonly adjective: Adjective | null;
  readonly noun: Noun;
  readonly plural: boolean;
}

/** What a sentence says, in no language. */
export interface Sentence {
  readonly subject: Phrase;
  readonly verb: Verb;
  readonly denied: boolean;
  readonly object: Phrase;
  readonly place: Place | null;
}

const ALL_NOUNS = Object.keys(NOUNS) as Noun[];
const ALL_VERBS = Object.keys(VERBS) as Verb[];

/** Share of the sentences that deny, of the phrases with an adjective, and of the sentences with a place. */
const DENIED = 0.25;
const WITH_ADJECTIVE = 0.5;
const WITH_PLACE = 0.4;

/** Who does what to whom, without the rest. */
export const coreOf = ({ subject, verb, object }: Sentence): string =>
  `${subject.noun} ${verb} ${object.noun}`;

/** Every subject, verb and object that go together. */
export function allCores(): string[] {
  return ALL_VERBS.flatMap((verb) =>
    subjectsOf(verb).flatMap((subject) =>
      objectsOf(verb)
        .filter((object) => object !== subject)
        .map((object) => `${subject} ${verb} ${object}`),
    ),
  );
}

/** A sentence at random. */
export function randomSentence(random: () => number): Sentence {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)];
  const verb = pick(ALL_VERBS);
  const use = VERBS[verb];
  const denied = random() < DENIED;
  const subject = pick(subjectsOf(verb));
  const object = pick(objectsOf(verb).filter((noun) => noun !== subject));
  const phrase = (noun: Noun, definite: boolean): Phrase => {
    const kind = NOUNS[noun];
    const determiner = pick(determinersOf(kind, definite));
    const adjective = random() < WITH_ADJECTIVE ? pick(ADJECTIVES[kind]) : null;
    const counted = determiner === 'two' || determiner === 'three';
    const plural = counted || (determiner !== 'a' && random() < 0.4);
    return { determiner, adjective, noun, plural };
  };
  const somewhere = use.somewhere && !denied && random() < WITH_PLACE;
  return {
    subject: phrase(subject, true),
    verb,
    denied,
    object: phrase(object, use.definite || denied),
    place: somewhere ? pick(PLACES) : null,
  };
}

function subjectsOf(verb: Verb): Noun[] {
  const people = (kind: Kind) => kind === 'person' || kind === 'teacher';
  const { anyone } = VERBS[verb];
  return ALL_NOUNS.filter((noun) => people(NOUNS[noun]) || (anyone && NOUNS[noun] === 'animal'));
}

function objectsOf(verb: Verb): Noun[] {
  const { toPeople } = VERBS[verb];
  return ALL_NOUNS.filter(
    (noun) => toPeople || NOUNS[noun] === 'animal' || NOUNS[noun] === 'thing',
  );
}

function determinersOf(kind: Kind, definite: boolean): readonly Determiner[] {
  const own = kind === 'person' ? (['the', 'this'] as const) : DEFINITE;
  return definite ? own : [...own, 'a', 'a', 'two', 'three'];
}
