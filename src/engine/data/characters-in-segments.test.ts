import { expect, test } from 'vitest';
import { openPublic } from '../testing/first-steps';
import { openCharactersInSegments } from './characters-in-segments';
import { SEGMENTS } from './segments';

const SEGMENT = 8;
const LENGTH = SEGMENTS * SEGMENT;
const data = await openCharactersInSegments(openPublic, SEGMENT);
const file = (await openPublic('data/text-en.json')) as { validation: { text: string } };
const { characters = [] } = data;

test('every held-out character is asked once, in order, after the first two segments', () => {
  const asked = [...data.validation.values.target].filter((id) => id >= 0);
  const text = asked.map((id) => characters[id]).join('');
  const from = 2 * SEGMENT + 1;
  expect(text).toBe(file.validation.text.slice(from, from + text.length));
  // What is left at the end would not fill a window.
  expect(file.validation.text.length - from - text.length).toBeLessThan(4 * SEGMENT);
  expect(asked).toHaveLength(data.validation.count * 4 * SEGMENT);
});

test.each(['train', 'validation'] as const)('%s: the answer is the next character', (part) => {
  const { count, values } = data[part];
  expect(values.tokens).toHaveLength(count * LENGTH);
  for (let i = 0; i < 3 * LENGTH; i++) {
    const inWindow = i % LENGTH;
    if (inWindow < LENGTH - 1 && values.target[i] >= 0) {
      expect(values.target[i]).toBe(values.tokens[i + 1]);
    }
    if (part === 'validation') expect(values.target[i] >= 0).toBe(inWindow >= 2 * SEGMENT);
    else expect(values.target[i]).toBeGreaterThan(0);
  }
});

test('answers are counted by the characters since the double segment began', () => {
  const distance = [...(data.distance ?? [])];
  expect(distance).toHaveLength(data.validation.values.target.length);
  const once = Array.from({ length: 16 }, (_, i) => i + 1);
  expect(distance.slice(0, LENGTH)).toEqual([...once, ...once, ...once]);
  expect(data.countedFrom).toBe('segment');
});

test('a shown piece fills its segments, as text', () => {
  for (const part of ['train', 'validation'] as const) {
    const shown = data.example(part, data[part].count - 1);
    expect(shown.values.tokens.shape).toEqual([LENGTH]);
    expect(Array.from(shown.text)).toHaveLength(LENGTH);
    expect(shown.source).not.toBe('');
  }
  const { text } = data.example('validation', 0);
  expect(file.validation.text.startsWith(text)).toBe(true);
});
