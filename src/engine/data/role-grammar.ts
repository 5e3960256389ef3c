/*
 * A little language for semantic roles, made for this project:
 *
 *   sentence    = [adverbial] clause [adverbial] [adverbial]            (a place, a time, or both)
 *               | [adverbial] clause [adverbial] "and" [adverbial] clause [adverbial]
 *               | noun-phrase "that" rest clause-rest [adverbial]       (a relative clause)
 *   clause      = noun-phrase rest
 *   rest        = verb noun-phrase                 (active: the subject is the agent)
 *               | "was" verb "by" noun-phrase      (passive: the subject is the patient)
 *   noun-phrase = ("the" | "a" | "an") [adjective] noun
 *   place       = preposition "the" spot
 *   time        = "yesterday" | "in the morning" | "at noon" | …
 *
 * One verb is marked, as is usual in semantic role labelling, and words have roles for this verb:
 * whole phrases are its agent, its patient, the place or the time of its clause; all else is
 * "other". "by the river" is a place and "by the nurse" an agent, "in the garden" a place and "in
 * the evening" a time; in "the nurse that helped the king" the nurse is agent of two verbs.
 */
export const ROLES = ['agent', 'predicate', 'patient', 'place', 'time', 'other'] as const;
export type RoleName = (typeof ROLES)[number];

export const NOUNS = [
  'nurse', 'king', 'farmer', 'singer', 'girl', 'boy', 'baker', 'pilot', 'guard', 'judge', 'queen', 'clown',
] as const; // biome-ignore format: a list of words
/** Past tense and participle are the same. */
export const VERBS = [
  'helped', 'called', 'followed', 'pushed', 'thanked', 'watched', 'carried', 'invited',
] as const; // biome-ignore format: a list of words
const ADJECTIVES = ['old', 'young', 'tall', 'small', 'happy', 'tired'];
const PREPOSITIONS = ['near', 'behind', 'by', 'in', 'at'];
const SPOTS = ['river', 'house', 'garden', 'market', 'hill', 'bridge', 'school', 'wall'];
const TIMES = [
  'yesterday', 'today', 'in the morning', 'in the evening', 'at noon', 'at night', 'on monday', 'on friday', 'last week',
]; // biome-ignore format: a list of words

/** Id 0 is padding. */
export const VOCABULARY: readonly string[] = [
  '[pad]',
  ...new Set([
    'the',
    'a',
    'an',
    'was',
    'by',
    'that',
    'and',
    ...NOUNS,
    ...VERBS,
    ...ADJECTIVES,
    ...PREPOSITIONS,
    ...SPOTS,
    ...TIMES.flatMap((time) => time.split(' ')),
  ]),
];

export interface RoleOptions {
  /** Whether half of the clauses are in the passive voice. */
  readonly passive: boolean;
  /** Whether two thirds of the sentences have two verbs. */
  readonly twoVerbs: boolean;
}

/** A sentence with one verb marked, and every word's role for that verb. */
export interface TaggedSentence {
  readonly words: readonly string[];
  /** Position of the marked verb. */
  readonly marked: number;
  readonly roles: readonly RoleName[];
  /** Who did what to whom, in every clause: `agent verb patient`. */
  readonly triples: readonly string[];
}

/** A word with its role for the verb of each clause, where it has one. */
type Word = readonly [word: string, roles: Partial<Record<0 | 1, RoleName>>];
type Clause = 0 | 1;

/** One sentence all of whose triples are allowed. */
export function makeSentence(
  random: () => number,
  { passive, twoVerbs }: RoleOptions,
  allowed: (triple: string) => boolean,
): TaggedSentence {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)];
  const phrase = (noun: string, roles: Word[1]): Word[] =>
    withArticle(pick(['the', 'a']), [...(random() < 0.4 ? [pick(ADJECTIVES)] : []), noun]).map(
      (word) => [word, roles],
    );
  const adverbial = (kind: 'place' | 'time', clause: Clause): Word[] => {
    const words =
      kind === 'time' ? pick(TIMES).split(' ') : [pick(PREPOSITIONS), 'the', pick(SPOTS)];
    return words.map((word) => [word, { [clause]: kind }]);
  };
  const some = (clause: Clause): Word[] =>
    random() < 0.6 ? adverbial(pick(['place', 'time']), clause) : [];
  const triples: string[] = [];
  /** Nouns for a clause, the subject's given or not. */
  const event = (subject?: string) => {
    for (;;) {
      const isPassive = passive && random() < 0.5;
      const first = subject ?? pick(NOUNS);
      const second = pick(NOUNS);
      const verb = pick(VERBS);
      const [agent, patient] = isPassive ? [second, first] : [first, second];
      const triple = `${agent} ${verb} ${patient}`;
      if (agent === patient || !allowed(triple)) continue;
      triples.push(triple);
      return { first, second, verb, isPassive };
    }
  };
  type Event = ReturnType<typeof event>;
  const subjectRole = ({ isPassive }: Event): RoleName => (isPassive ? 'patient' : 'agent');
  /** All of a clause after its subject. */
  const rest = (of: Event, clause: Clause): Word[] => {
    const verb: Word = [of.verb, { [clause]: 'predicate' }];
    if (!of.isPassive) return [verb, ...phrase(of.second, { [clause]: 'patient' })];
    const agent = { [clause]: 'agent' } as const;
    return [['was', {}], verb, ['by', agent], ...phrase(of.second, agent)];
  };
  const clause = (at: Clause): Word[] => {
    const of = event();
    return [...phrase(of.first, { [at]: subjectRole(of) }), ...rest(of, at)];
  };

  const single = (): Word[] => {
    const around = [
      ...(random() < 0.6 ? [adverbial('place', 0)] : []),
      ...(random() < 0.6 ? [adverbial('time', 0)] : []),
    ];
    if (random() < 0.5) around.reverse();
    const [front = [], ...behind] = random() < 0.5 ? around : [[], ...around];
    return [...front, ...clause(0), ...behind.flat()];
  };
  const joined = (): Word[] => {
    const part = (at: Clause): Word[] => {
      const extra = some(at);
      return random() < 0.5 ? [...extra, ...clause(at)] : [...clause(at), ...extra];
    };
    return [...part(0), ['and', {}], ...part(1)];
  };
  const relative = (): Word[] => {
    const inner = event();
    const outer = event(inner.first);
    const subject = { 0: subjectRole(inner), 1: subjectRole(outer) };
    return [
      ...phrase(inner.first, subject),
      ['that', {}],
      ...rest(inner, 0),
      ...rest(outer, 1),
      ...some(1),
    ];
  };
  const form = twoVerbs ? pick([single, joined, relative]) : single;
  const words = form();
  const asked: Clause = form !== single && random() < 0.5 ? 1 : 0;
  const roles = words.map(([, known]) => known[asked] ?? 'other');
  return {
    words: words.map(([word]) => word),
    marked: roles.indexOf('predicate'),
    roles,
    triples,
  };
}

/** `an old judge`, `a tall judge`. */
function withArticle(article: string, words: readonly string[]): string[] {
  return [article === 'a' && /^[aeiou]/.test(words[0]) ? 'an' : article, ...words];
}
