/*
 * A grammar of short phone reviews, made for this project, in two languages:
 *
 *   review  = [filler] opinion [joint opinion [joint opinion]] [filler]
 *   opinion = aspect is [degree] adjective             ("the screen is very good")
 *           | aspect is negation adjective             ("the screen is far from good": the contrary)
 *           | aspect is "not only" adjective "but also" adjective   (no negation, though "not" is in it)
 *   joint   = "but" where the opinion turns, else "and" or a comma
 *
 * An opinion counts +1 or −1: the sense of its adjective, turned round by a negation. The grade is
 * the sign of their sum: bad, mixed, good. Fillers say nothing of the phone, though some of them
 * hold a "not". Noise: each word is misspelt with some probability, and then read as `[unk]`.
 */
export const MOST_WORDS = 32;
export const GRADES = ['bad', 'mixed', 'good'] as const;
export type ReviewLanguage = 'en' | 'zh';

interface Words {
  /** What opinions are about, and how an opinion begins. */
  readonly aspects: readonly string[];
  readonly is: string;
  readonly good: readonly string[];
  readonly bad: readonly string[];
  readonly degrees: readonly string[];
  readonly negations: readonly string[];
  readonly notOnly: readonly [string, string];
  readonly but: string;
  readonly and: readonly string[];
  readonly fillers: readonly string[];
  readonly stop: string;
}

/** Words are separated by spaces here; Chinese is written without them. */
export const WORDS: Readonly<Record<ReviewLanguage, Words>> = {
  en: {
    aspects: [
      'the screen', 'the battery', 'the camera', 'the speaker', 'the charger', 'the software', 'the design', 'the signal',
    ], // biome-ignore format: a list of words
    is: 'is',
    good: ['good', 'great', 'excellent', 'nice', 'impressive', 'reliable', 'solid', 'perfect'],
    bad: ['bad', 'poor', 'weak', 'awful', 'terrible', 'disappointing', 'mediocre', 'useless'],
    degrees: ['', '', 'very', 'really', 'quite', 'so'],
    negations: ['not', 'never', 'not at all', 'far from', 'anything but', 'by no means'],
    notOnly: ['not only', 'but also'],
    but: 'but',
    and: ['and', ','],
    fillers: [
      'i bought it last week', 'it was a gift', 'my sister has the same one', 'i did not buy a case', 'it came on monday', 'i have not read the manual', 'this is my second phone', 'the shop was closed',
    ], // biome-ignore format: a list of sentences
    stop: '.',
  },
  zh: {
    aspects: ['屏幕', '电池', '相机', '扬声器', '充电器', '系统', '外观', '信号'],
    is: '',
    good: ['好', '出色', '优秀', '可靠', '完美', '惊艳', '扎实', '讨人喜欢'],
    bad: ['差', '糟糕', '粗糙', '难用', '劣质', '平庸', '薄弱', '令人失望'],
    degrees: ['很', '很', '非常', '真的很', '相当', '太'],
    negations: ['不', '并不', '一点 也 不', '谈不上', '绝 不', '算不上'],
    notOnly: ['不但', '而且'],
    but: '， 但是',
    and: ['，', '， 而且'],
    fillers: [
      '上周 买 的', '朋友 送 的', '我 妹妹 也 有 一部', '我 没有 买 手机壳', '周一 到 的 货', '说明书 我 还 没 看', '这是 我 的 第二部 手机', '那天 商店 不 开门',
    ], // biome-ignore format: a list of sentences
    stop: '。',
  },
};

export interface ReviewOptions {
  readonly language: ReviewLanguage;
  /** Share of the opinions that are negated. */
  readonly negation: number;
  /** Probability with which a word is misspelt. */
  readonly noise: number;
}

export interface Review {
  /** As written, misspelt or not. */
  readonly words: readonly string[];
  /** Which of them are misspelt. */
  readonly misspelt: readonly boolean[];
  /** Position in GRADES. */
  readonly grade: number;
  readonly negated: boolean;
}

/** Every word of a language, without padding and the unknown word. */
export function reviewVocabulary(language: ReviewLanguage): string[] {
  const { aspects, is, good, bad, degrees, negations, notOnly, but, and, fillers, stop } =
    WORDS[language];
  const all = [aspects, is, good, bad, degrees, negations, notOnly, but, and, fillers, stop].flat();
  return [...new Set(all.flatMap((text) => text.split(' ')).filter((word) => word !== ''))];
}

/** A review of a grade, each grade being as frequent as another, of at most MOST_WORDS. */
export function makeReview(random: () => number, options: ReviewOptions): Review {
  const wanted = Math.floor(random() * GRADES.length);
  for (;;) {
    const review = anyReview(random, options);
    if (review.grade === wanted && review.words.length <= MOST_WORDS) return review;
  }
}

function anyReview(random: () => number, { language, negation, noise }: ReviewOptions): Review {
  const w = WORDS[language];
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)];
  let negated = false;
  const aspects = [...w.aspects];
  /** Nothing is spoken of twice. */
  const takeAspect = () => aspects.splice(Math.floor(random() * aspects.length), 1)[0];
  const opinion = (): { readonly text: string; readonly sense: 1 | -1 } => {
    const sense = random() < 0.5 ? 1 : -1;
    const adjectives = sense > 0 ? w.good : w.bad;
    const start = `${takeAspect()} ${w.is}`;
    if (random() < negation) {
      negated = true;
      return {
        text: `${start} ${pick(w.negations)} ${pick(adjectives)}`,
        sense: sense > 0 ? -1 : 1,
      };
    }
    if (random() < 0.15) {
      const [first, second] = [pick(adjectives), pick(adjectives)];
      return { text: `${start} ${w.notOnly[0]} ${first} ${w.notOnly[1]} ${second}`, sense };
    }
    return { text: `${start} ${pick(w.degrees)} ${pick(adjectives)}`, sense };
  };
  const opinions = Array.from({ length: 1 + Math.floor(random() * 3) }, opinion);
  const said = opinions.map(({ text, sense }, i) => {
    if (i === 0) return text;
    return `${sense === opinions[i - 1].sense ? pick(w.and) : w.but} ${text}`;
  });
  const front = random() < 0.4 ? `${pick(w.fillers)} ${w.stop} ` : '';
  const back = random() < 0.4 ? `${w.stop} ${pick(w.fillers)} ` : '';
  const right = `${front}${said.join(' ')} ${back}${w.stop}`.split(' ').filter((x) => x !== '');
  const misspelt = right.map((word) => /[\p{L}]{2}/u.test(word) && random() < noise);
  const sum = opinions.reduce((total, { sense }) => total + sense, 0);
  return {
    words: right.map((word, i) => (misspelt[i] ? misspell(random, word) : word)),
    misspelt,
    grade: Math.sign(sum) + 1,
    negated,
  };
}

/** Two neighbouring characters change places, or one is doubled where they are the same. */
function misspell(random: () => number, word: string): string {
  const letters = Array.from(word);
  const at = Math.floor(random() * (letters.length - 1));
  const [a, b] = letters.slice(at, at + 2);
  letters.splice(at, 2, ...(a === b ? [a, b, b] : [b, a]));
  return letters.join('');
}
