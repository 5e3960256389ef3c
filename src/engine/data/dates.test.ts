import { describe, expect, test } from 'vitest';
import { dates } from './dates';

const data = dates();
const textsOf = (split: 'train' | 'validation') =>
  Array.from({ length: data[split].count }, (_, i) => {
    const { text, sequences } = data.example(split, i);
    return { text, iso: (sequences?.target ?? []).slice(0, -1).join('') };
  });
const train = textsOf('train');
const validation = textsOf('validation');

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** Day, month and year as a person reads them, by other means than the generator writes them. */
function readByHand(text: string): { year: number; month: number; day: number } {
  const numbers = [...text.matchAll(/\d+/g)].map(([digits]) => Number(digits));
  const name = MONTHS.findIndex((month) =>
    text
      .toLowerCase()
      .split(/[^a-z]+/)
      .some((word) => word.startsWith(month) && word !== 'mon' && !word.endsWith('day')),
  );
  if (name >= 0) return { day: numbers[0], month: name + 1, year: numbers[1] };
  const [a, month, b] = numbers;
  return a > 31 ? { year: a, month, day: b } : { year: b, month, day: a };
}

const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** Sakamoto's congruence for the Gregorian calendar. */
function weekdayOf(year: number, month: number, day: number): string {
  const shift = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4][month - 1];
  const y = month < 3 ? year - 1 : year;
  const leaps = Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400);
  return WEEKDAYS[(y + leaps + shift + day) % 7];
}

describe('dates', () => {
  test('there are 8,192 days to learn from and 512 others to be judged by', () => {
    expect([data.train.count, data.validation.count]).toEqual([8192, 512]);
    const learned = new Set(train.map(({ iso }) => iso));
    expect(learned.size).toBe(8192);
    expect(validation.filter(({ iso }) => learned.has(iso))).toEqual([]);
  });

  test('each is the day that it says, from 1900 to 2099', () => {
    const two = (n: number) => String(n).padStart(2, '0');
    const wrong = [...train, ...validation].filter(({ text, iso }) => {
      const { year, month, day } = readByHand(text);
      return iso !== `${year}-${two(month)}-${two(day)}` || year < 1900 || year > 2099;
    });
    expect(wrong).toEqual([]);
  });

  test('weekdays are true', () => {
    // Python: datetime.date(1957, 4, 4).strftime('%A') is Thursday.
    expect(weekdayOf(1957, 4, 4)).toBe('thu');
    const named = train.filter(({ text }) => /day|^(sun|mon|tue|wed|thu|fri|sat) /i.test(text));
    expect(named.length).toBeGreaterThan(1000);
    const wrong = named.filter(({ text, iso }) => {
      const [year, month, day] = iso.split('-').map(Number);
      return !text.toLowerCase().startsWith(weekdayOf(year, month, day));
    });
    expect(wrong).toEqual([]);
  });

  test('the same seed gives the same dates', () => {
    const again = dates().train.values.source;
    expect(again.every((id, i) => id === data.train.values.source[i])).toBe(true);
  });

  test('a date of one’s own is read whatever its case and spaces', () => {
    const own = data.encode?.('  THURSDAY 3  may 1979 ');
    expect(own?.text).toBe('THURSDAY 3 may 1979');
    expect(own?.values.source.shape).toEqual([19]);
    expect(() => data.encode?.('   ')).toThrow('Type a date');
    expect(() => data.encode?.('3 Mai 1979 à 12 h')).toThrow('Not known here: à');
  });
});
