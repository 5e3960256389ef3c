import { InputError } from '../tensor/errors';
import type { Dataset } from './dataset';
import { randomSource } from './random';
import { type Pair, sequencePairs } from './sequence-pairs';

/*
 * Dates as people write them, made for this project: a day from 1900 to 2099 in one of the formats
 * below, with its true weekday, beside the same day as ISO 8601 has it. Day comes before month
 * where both are numbers, unless the year comes first. Days of the validation split do not occur in
 * training, in any format.
 */
const MONTHS = [
  'January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October',
  'November', 'December',
]; // biome-ignore format: a list of words
const WEEKDAYS = [
  'Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday',
]; // biome-ignore format: a list of words
const CHINESE_WEEKDAYS = '日一二三四五六';

/** A day in parts; the weekday counts from Sunday. */
interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly weekday: number;
}

const monthOf = ({ month }: Day): string => MONTHS[month - 1];
const weekdayOf = ({ weekday }: Day): string => WEEKDAYS[weekday];
const short = (name: string): string => name.slice(0, 3);
const two = (n: number): string => String(n).padStart(2, '0');
const chinese = ({ year, month, day }: Day): string => `${year}年${month}月${day}日`;

const FORMATS: readonly ((d: Day) => string)[] = [
  (d) => `${d.day} ${monthOf(d)} ${d.year}`,
  (d) => `${monthOf(d)} ${d.day}, ${d.year}`,
  (d) => `${weekdayOf(d)} ${d.day} ${monthOf(d)} ${d.year}`,
  (d) => `${weekdayOf(d)}, ${monthOf(d)} ${ordinal(d.day)}, ${d.year}`,
  (d) => `${ordinal(d.day)} of ${monthOf(d)} ${d.year}`,
  (d) => `${short(weekdayOf(d))} ${d.day} ${short(monthOf(d))} ${d.year}`,
  (d) => `${short(monthOf(d))} ${d.day} ${d.year}`,
  (d) => `${two(d.day)}/${two(d.month)}/${d.year}`,
  (d) => `${d.day}.${d.month}.${d.year}`,
  (d) => `${d.year}/${d.month}/${d.day}`,
  chinese,
  (d) => `${chinese(d)} 星期${CHINESE_WEEKDAYS[d.weekday]}`,
];

/** Wednesday, September 30th, 1979 */
const LONGEST = 31;
/** 1979-09-30 */
const ISO_LENGTH = 10;
const FIRST = Date.UTC(1900, 0, 1);
const MILLISECONDS = 86_400_000;
const DAYS = (Date.UTC(2100, 0, 1) - FIRST) / MILLISECONDS;
const TRAIN = 8192;
const VALIDATION = 512;
const DATA_SEED = 6;

/** Dates in many formats → ISO 8601, character by character. Seeded: always the same pairs. */
export function dates(): Dataset {
  const random = randomSource(DATA_SEED);
  // Each day once, in random order: first those held out.
  const days = shuffled(DAYS, random);
  const pair = (at: number): Pair => {
    const day = dayAt(at);
    const format = FORMATS[Math.floor(random() * FORMATS.length)];
    return { source: Array.from(format(day)), target: Array.from(iso(day)) };
  };
  const validation = days.slice(0, VALIDATION).map(pair);
  const train = days.slice(VALIDATION, VALIDATION + TRAIN).map(pair);
  return sequencePairs({
    sourceSymbols: symbolsOf(),
    targetSymbols: Array.from('0123456789-'),
    maxSource: LONGEST,
    maxTarget: ISO_LENGTH,
    train,
    validation,
    sourceText: (symbols) => symbols.join(''),
    targetText: (symbols) => symbols.join(''),
    read: (text) => {
      const symbols = Array.from(text.trim().replace(/\s+/g, ' '));
      if (symbols.length > 0) return symbols;
      throw new InputError('Type a date, such as "Thursday 3 May 1979".');
    },
  });
}

/** The numbers below n in random order. Source: Durstenfeld 1964, algorithm 235. */
function shuffled(n: number, random: () => number): number[] {
  const all = Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [all[i], all[j]] = [all[j], all[i]];
  }
  return all;
}

function dayAt(at: number): Day {
  const date = new Date(FIRST + at * MILLISECONDS);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    weekday: date.getUTCDay(),
  };
}

function iso({ year, month, day }: Day): string {
  return `${year}-${two(month)}-${two(day)}`;
}

/** 1 → 1st, 2 → 2nd, 3 → 3rd, 11 → 11th, 21 → 21st */
function ordinal(n: number): string {
  const teens = n > 10 && n < 20;
  const end = teens ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th');
  return `${n}${end}`;
}

/** Every character of the formats, in lower case. */
function symbolsOf(): string[] {
  const chinese = `年月星期${CHINESE_WEEKDAYS}`;
  return Array.from(`0123456789 ,./abcdefghijklmnopqrstuvwxyz${chinese}`);
}
