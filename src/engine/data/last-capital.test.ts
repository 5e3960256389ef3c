import { describe, expect, it } from 'vitest';
import { lastCapital } from './last-capital';
import { SEGMENTS } from './segments';

const SEGMENT = 8;
const PLACES = SEGMENTS * SEGMENT;
const data = lastCapital({ segment: SEGMENT });

describe('texts with capitals', () => {
  it('are the same each time, none in both parts', () => {
    const again = lastCapital({ segment: SEGMENT });
    expect([data.train.count, data.validation.count]).toEqual([4096, 512]);
    for (const split of ['train', 'validation'] as const) {
      for (const field of ['tokens', 'target']) {
        expect(again[split].values[field].join()).toBe(data[split].values[field].join());
      }
    }
    const texts = (split: 'train' | 'validation') =>
      Array.from({ length: data[split].count }, (_, i) => data.example(split, i).text);
    const train = new Set(texts('train'));
    expect(texts('validation').some((text) => train.has(text))).toBe(false);
  });

  it('ask for the capital that came last', () => {
    const found = new Set<number>();
    for (let i = 0; i < 100; i++) {
      const { words, values } = data.example('validation', i);
      expect(words).toHaveLength(PLACES);
      words.forEach((mark, t) => {
        const answer = values.target.data[t];
        expect(answer >= 0).toBe(mark === '?');
        if (mark !== '?') return;
        const from = words.slice(0, t).findLastIndex((earlier) => /[A-H]/.test(earlier));
        expect(data.classes[answer]).toBe(words[from]);
        expect(data.distance?.[i * PLACES + t]).toBe(t - from);
        found.add(t - from);
      });
    }
    // Within a segment as well as over several.
    for (const distance of [1, 8, 16, 24, 32]) expect(found).toContain(distance);
  });

  it('cannot be known in half of the cases from a segment of twice the length alone', () => {
    const { target } = data.validation.values;
    let [asked, within] = [0, 0];
    target.forEach((answer, i) => {
      if (answer < 0) return;
      asked++;
      const t = i % PLACES;
      const capital = t - (data.distance?.[i] ?? 0);
      if (Math.floor(capital / (2 * SEGMENT)) === Math.floor(t / (2 * SEGMENT))) within++;
    });
    // What is not within is guessed: one in eight.
    expect((within + (asked - within) / 8) / asked).toBeCloseTo(0.474, 3);
  });

  it('name the places that a segment attends', () => {
    const { memory, alone } = data.example('train', 0).sequences ?? {};
    expect(memory.slice(0, 17).join(' ')).toBe('−8 −7 −6 −5 −4 −3 −2 −1 1 2 3 4 5 6 7 8 −8');
    expect(memory).toHaveLength(SEGMENTS * 16);
    expect(alone.slice(14, 18)).toEqual(['15', '16', '1', '2']);
    expect(alone).toHaveLength(PLACES);
  });

  it.each([3, 17, 5.5])('refuse segments of %d', (segment) => {
    expect(() => lastCapital({ segment })).toThrow(/whole number from 4 to 16/);
  });
});
