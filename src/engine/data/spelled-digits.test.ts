import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { openSpelledDigits } from './spelled-digits';
import { openSpokenDigits } from './spoken-digits';

const content = JSON.parse(
  readFileSync(new URL('../../../public/data/spoken-digits.json', import.meta.url), 'utf8'),
);
const open = async () => content;
const options = { framesPerStep: 2 };
const dataset = await openSpelledDigits(open, options);
const digits = await openSpokenDigits(open, options);
const written = (letters: ArrayLike<number>) =>
  Array.from(letters, (letter) => dataset.classes[letter]).join('');

describe('spelled digits', () => {
  test('know the letters of ten words, and a blank', () => {
    expect(dataset.classes.join('')).toBe('–efghinorstuvwxz');
  });

  test('are the spoken digits with their letters instead of a class', () => {
    const { values, count } = dataset.validation;
    expect(count).toBe(480);
    expect(values.target).toBeUndefined();
    const target = digits.validation.values.target;
    for (let i = 0; i < 30; i++) {
      const word = digits.classes[target[i]];
      const letters = values.letters.subarray(5 * i, 5 * i + 5);
      expect(written(letters)).toBe(word.padEnd(5, '–'));
      expect(values.letterCount[i]).toBe(word.length);
      const shown = dataset.example('validation', i);
      expect(written(shown.values.letters.data)).toBe(word);
      expect(shown.words).toHaveLength(values.steps[i]);
      expect([...shown.values.steps.data]).toEqual([values.steps[i]]);
      expect(shown.source).toContain(`“${word}”`);
    }
  });

  test('can all be spelt: a step for each letter, and one between two that are the same', () => {
    for (const part of [dataset.train, dataset.validation]) {
      const { steps, letters, letterCount } = part.values;
      for (let i = 0; i < part.count; i++) {
        let needed = letterCount[i];
        for (let s = 1; s < letterCount[i]; s++) {
          if (letters[5 * i + s] === letters[5 * i + s - 1]) needed++;
        }
        expect(steps[i]).toBeGreaterThanOrEqual(needed);
      }
    }
  });

  test('take a sound of one’s own, of which no letter is known', () => {
    const own = dataset.fromSound?.(new Uint8Array(5 * 24));
    expect([...(own?.values.steps.data ?? [])]).toEqual([3]);
    expect([...(own?.values.letterCount.data ?? [])]).toEqual([0]);
    expect(own?.source).toBe('');
  });
});
