import type { Determiner, Noun, Phrase, Place, Sentence, Verb } from './grammar';

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
  const does = denied ? [many ? 'do' : 'does', 'not', first] : [many ? first : `${first}s`];
  const where = place ? PLACES[place].split(' ') : [];
  return [...phrase(subject), ...does, ...particle, ...phrase(object), ...where];
}

function phrase({ determiner, adjective, noun, plural }: Phrase): string[] {
  const named = plural ? (IRREGULAR[noun] ?? `${noun}s`) : noun;
  const words = [...(adjective ? [adjective] : []), named];
  return [determined(determiner, plural, words[0]), ...words];
}

function determined(determiner: Determiner, plural: boolean, next: string): string {
  if (determiner === 'this' && plural) return 'these';
  return determiner === 'a' && /^[aeiou]/.test(next) ? 'an' : determiner;
}

/** Every word of the English sentences. */
export function englishWords(nouns: readonly Noun[], verbs: readonly Verb[]): string[] {
  const forms = nouns.flatMap((noun) => [noun, IRREGULAR[noun] ?? `${noun}s`]);
  const acts = verbs.flatMap((verb) => verb.split(' '));
  const third = verbs.map((verb) => `${verb.split(' ')[0]}s`);
  const small = ['the', 'this', 'these', 'my', 'a', 'an', 'two', 'three', 'do', 'does', 'not'];
  const adjectives = ['small', 'big', 'black', 'white', 'red', 'green', 'young', 'happy'];
  const places = Object.values(PLACES).flatMap((place) => place.split(' '));
  return [...new Set([...small, ...adjectives, ...forms, ...acts, ...third, ...places])];
}
