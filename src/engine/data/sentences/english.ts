import type { Noun, Phrase, Place, Sentence, Verb } from './grammar';

const IRREGULAR: Readonly<Partial<Record<Noun, string>>> = {
  mouse: 'mice',
  woman: 'women',
  man: 'men',
};
const PLACES: Readonly<Record<Place, string>> = {
  garden: 'in the garden',
  park: 'in the park',
  kitchen: 'in the kitchen',
  school: 'at school',
  home: 'at home',
};

/** A sentence in English, word by word. */
export function english({ subject, verb, denied, object, place }: Sentence): string[] {
  const many = subject.plural;
  const [first, ...particle] = verb.split(' ');
  const does = denied
    ? [many ? 'do' : 'does', 'not', first]
    : [many ? first : `${first}s`];
  const where = place ? PLACES[place].split(' ') : [];
  return [...phrase(subject), ...does, ...particle, ...phrase(object), ...where];
}

function phrase({ determiner, adjective, noun, plural }: Phrase): string[] {
  const own = determiner === 'this' && plural ? 'these' : determiner;
  const named = plural ? (IRREGULAR[noun] ?? `${noun}s`) : noun;
  return [own, ...(adjective ? [adjective] : []), named];
}

/** Every word of the English sentences. */
export function englishWords(nouns: readonly Noun[], verbs: readonly Verb[]): string[] {
  const forms = nouns.flatMap((noun) => [noun, IRREGULAR[noun] ?? `${noun}s`]);
  const acts = verbs.flatMap((verb) => verb.split(' '));
  const third = verbs.map((verb) => `${verb.split(' ')[0]}s`);
  const small = ['the', 'this', 'these', 'my', 'a', 'two', 'three', 'do', 'does', 'not'];
  const adjectives = ['small', 'big', 'black', 'white', 'red', 'green', 'young', 'happy'];
  const places = Object.values(PLACES).flatMap((place) => place.split(' '));
  return [...new Set([...small, ...adjectives, ...forms, ...acts, ...third, ...places])];
}
