import type { Adjective, Noun, Phrase, Place, Sentence, Verb } from './grammar';

/** A noun and the measure word that it is counted with. */
const NOUNS: Readonly<Record<Noun, readonly [string, string]>> = {
  cat: ['猫', '只'],
  dog: ['狗', '只'],
  horse: ['马', '匹'],
  cow: ['牛', '头'],
  bird: ['鸟', '只'],
  mouse: ['老鼠', '只'],
  girl: ['女孩', '个'],
  boy: ['男孩', '个'],
  woman: ['女人', '个'],
  man: ['男人', '个'],
  teacher: ['老师', '位'],
  apple: ['苹果', '个'],
  book: ['书', '本'],
  house: ['房子', '座'],
  car: ['汽车', '辆'],
  tree: ['树', '棵'],
  picture: ['画', '幅'],
  key: ['钥匙', '把'],
  umbrella: ['雨伞', '把'],
  cup: ['杯子', '个'],
  chair: ['椅子', '把'],
};
const ADJECTIVES: Readonly<Record<Adjective, string>> = {
  small: '小',
  big: '大',
  black: '黑色的',
  white: '白色的',
  red: '红色的',
  green: '绿色的',
  young: '年轻的',
  happy: '快乐的',
};
const VERBS: Readonly<Record<Verb, string>> = {
  like: '喜欢',
  want: '想要',
  draw: '画',
  buy: '买',
  'look at': '看',
  'look for': '找',
};
const PLACES: Readonly<Record<Place, readonly string[]>> = {
  garden: ['在', '花园', '里'],
  park: ['在', '公园', '里'],
  kitchen: ['在', '厨房', '里'],
  school: ['在', '学校'],
  home: ['在', '家', '里'],
};
const NUMBERS = { a: '一', two: '两', three: '三' } as const;

/** A sentence in Chinese, word by word: the place stands before the verb, and nothing is inflected. */
export function chinese({ subject, verb, denied, object, place }: Sentence): string[] {
  return [
    ...phrase(subject),
    ...(place ? PLACES[place] : []),
    ...(denied ? ['不'] : []),
    VERBS[verb],
    ...phrase(object),
  ];
}

function phrase({ determiner, adjective, noun, plural }: Phrase): string[] {
  const [named, measure] = NOUNS[noun];
  return [
    ...determined(determiner, plural, measure),
    ...(adjective ? [qualityOf(adjective, determiner)] : []),
    named,
  ];
}

/** One 的 is enough: 红色的书, but 我的红色书. */
function qualityOf(adjective: Adjective, determiner: Phrase['determiner']): string {
  const own = ADJECTIVES[adjective];
  return determiner === 'my' ? own.replace(/的$/, '') : own;
}

/** There are no articles: "the" goes without a word. */
function determined(
  determiner: Phrase['determiner'],
  plural: boolean,
  measure: string,
): readonly string[] {
  switch (determiner) {
    case 'the':
      return [];
    case 'this':
      return plural ? ['这些'] : ['这', measure];
    case 'my':
      return ['我的'];
    default:
      return [NUMBERS[determiner], measure];
  }
}
