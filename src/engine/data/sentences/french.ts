import type { Adjective, Noun, Phrase, Place, Sentence, Verb } from './grammar';

type Gender = 'm' | 'f';

/** Gender, singular, plural. */
const NOUNS: Readonly<Record<Noun, readonly [Gender, string, string]>> = {
  cat: ['m', 'chat', 'chats'],
  dog: ['m', 'chien', 'chiens'],
  horse: ['m', 'cheval', 'chevaux'],
  cow: ['f', 'vache', 'vaches'],
  bird: ['m', 'oiseau', 'oiseaux'],
  mouse: ['f', 'souris', 'souris'],
  girl: ['f', 'fille', 'filles'],
  boy: ['m', 'garçon', 'garçons'],
  woman: ['f', 'femme', 'femmes'],
  man: ['m', 'homme', 'hommes'],
  teacher: ['m', 'professeur', 'professeurs'],
  apple: ['f', 'pomme', 'pommes'],
  book: ['m', 'livre', 'livres'],
  house: ['f', 'maison', 'maisons'],
  car: ['f', 'voiture', 'voitures'],
  tree: ['m', 'arbre', 'arbres'],
  picture: ['f', 'image', 'images'],
  key: ['f', 'clé', 'clés'],
  umbrella: ['m', 'parapluie', 'parapluies'],
  cup: ['f', 'tasse', 'tasses'],
  chair: ['f', 'chaise', 'chaises'],
};

/** Masculine and feminine singular, masculine and feminine plural. */
const ADJECTIVES: Readonly<Record<Adjective, readonly [string, string, string, string]>> = {
  small: ['petit', 'petite', 'petits', 'petites'],
  big: ['grand', 'grande', 'grands', 'grandes'],
  young: ['jeune', 'jeune', 'jeunes', 'jeunes'],
  black: ['noir', 'noire', 'noirs', 'noires'],
  white: ['blanc', 'blanche', 'blancs', 'blanches'],
  red: ['rouge', 'rouge', 'rouges', 'rouges'],
  green: ['vert', 'verte', 'verts', 'vertes'],
  happy: ['heureux', 'heureuse', 'heureux', 'heureuses'],
};
/** These few stand before the noun, as in English. */
const BEFORE = new Set<Adjective>(['small', 'big', 'young']);

const VERBS: Readonly<Record<Verb, readonly [string, string]>> = {
  like: ['aime', 'aiment'],
  want: ['veut', 'veulent'],
  draw: ['dessine', 'dessinent'],
  buy: ['achète', 'achètent'],
  'look at': ['regarde', 'regardent'],
  'look for': ['cherche', 'cherchent'],
};
const PLACES: Readonly<Record<Place, readonly string[]>> = {
  garden: ['dans', 'le', 'jardin'],
  park: ['dans', 'le', 'parc'],
  kitchen: ['dans', 'la', 'cuisine'],
  school: ['à', 'l’', 'école'],
  home: ['à', 'la', 'maison'],
};

/** A sentence in French, word by word; an elided word ends with its apostrophe. */
export function french({ subject, verb, denied, object, place }: Sentence): string[] {
  const acts = VERBS[verb][subject.plural ? 1 : 0];
  const does = denied ? [isVowel(acts) ? 'n’' : 'ne', acts, 'pas'] : [acts];
  return [...phrase(subject), ...does, ...phrase(object), ...(place ? PLACES[place] : [])];
}

/** French words as a text: nothing stands between an apostrophe and the word that it leads to. */
export function frenchText(words: readonly string[]): string {
  return words.join(' ').replaceAll('’ ', '’');
}

function phrase({ determiner, adjective, noun, plural }: Phrase): string[] {
  const [gender, one, many] = NOUNS[noun];
  const named = plural ? many : one;
  const form = (plural ? 2 : 0) + (gender === 'f' ? 1 : 0);
  const quality = adjective ? [ADJECTIVES[adjective][form]] : [];
  const words = adjective && BEFORE.has(adjective) ? [...quality, named] : [named, ...quality];
  const article = articleOf(determiner, gender, plural, isVowel(words[0]));
  return [article, ...words];
}

function articleOf(
  determiner: Phrase['determiner'],
  gender: Gender,
  plural: boolean,
  vowel: boolean,
): string {
  const feminine = gender === 'f';
  switch (determiner) {
    case 'the':
      return plural ? 'les' : vowel ? 'l’' : feminine ? 'la' : 'le';
    case 'this':
      return plural ? 'ces' : feminine ? 'cette' : vowel ? 'cet' : 'ce';
    case 'my':
      // Before a vowel "ma" becomes "mon".
      return plural ? 'mes' : feminine && !vowel ? 'ma' : 'mon';
    case 'a':
      return feminine ? 'une' : 'un';
    case 'two':
      return 'deux';
    case 'three':
      return 'trois';
  }
}

/** Whether a word makes the one before it elide; every h of this lexicon is mute. */
function isVowel(word: string): boolean {
  return /^[aeiouyàâéèêh]/.test(word);
}
