import { describe, expect, test } from 'vitest';
import { galleryEntry } from '../gallery';
import { firstSteps, taskOf } from '../testing/first-steps';
import { openCharacters } from './characters';
import { OWN_TEXT } from './own-paths';
import { readOwnText } from './own-text';

const bytes = (text: string) => new TextEncoder().encode(text);
/** 27 characters again and again. */
const alphabet = 'abcdefghijklmnopqrstuvwxyz ';
const easy = alphabet.repeat(100).trim();

describe('readOwnText', () => {
  test('holds out the last tenth by position', () => {
    const { file, characters, distinct, replaced } = readOwnText(bytes(easy));
    expect({ characters, distinct, replaced }).toEqual({
      characters: 2699,
      distinct: 27,
      replaced: 0,
    });
    expect(file.train.text + file.validation.text).toBe(easy);
    expect(file.validation.text).toHaveLength(269);
    expect(file.vocabulary).toBe(' abcdefghijklmnopqrstuvwxyz');
    // Two characters tell the third: next to nothing is left to guess, but for the pseudo-counts.
    expect(file.baselines.trigram.loss).toBeLessThan(0.1);
  });

  test('holds out no more of a long text than is soon judged', () => {
    const { file } = readOwnText(bytes(alphabet.repeat(20_000).trim()));
    expect(file.validation.text).toHaveLength(40_000);
  });

  test('makes one kind of line ends and spaces', () => {
    const { file } = readOwnText(bytes(`\uFEFFa\tb\r\nc\rd\fe${easy}\n`));
    expect(file.train.text.slice(0, 9)).toBe('a b\nc\nd\ne');
  });

  test('reads what is too rare, or only in the end, as unknown', () => {
    // 1,500 characters once each, then the alphabet again and again, so that these are the rare ones.
    const many = Array.from({ length: 1500 }, (_, i) => String.fromCodePoint(0x4e00 + i)).join('');
    const { file, distinct, replaced } = readOwnText(bytes(`${many}${easy}猫🐈`));
    expect(distinct).toBe(1500 + 27 + 2);
    // Of 1,000 characters 27 are of the alphabet; 猫 and the cat are in the end only.
    expect(replaced).toBe(1500 - (1000 - 27) + 2);
    expect(Array.from(file.vocabulary)).toHaveLength(1001);
    expect(file.validation.text.endsWith('z��')).toBe(true);
    expect(file.train.text.startsWith(many.slice(0, 973))).toBe(true);
  });

  test.each([
    ['nothing', '', 'The text has 0 characters; a model needs at least 2000'],
    ['too little', 'a'.repeat(1999), 'The text has 1999 characters'],
    ['spaces alone', ' '.repeat(5000), 'The text has 0 characters'],
    ['one letter', 'a'.repeat(3000), 'The text has 1 different character; at least 8'],
    ['a few letters', 'abc '.repeat(900), 'The text has 4 different characters'],
    ['no text', `${easy}\n\u0000`, 'Line 2 holds the control character U+0000'],
  ])('refuses %s', (_, text, message) => {
    expect(() => readOwnText(bytes(text))).toThrow(message);
  });

  test('refuses what is too much or not UTF-8', () => {
    expect(() => readOwnText(new Uint8Array(2_000_001))).toThrow('at most 2000000 can be read');
    const latin = Uint8Array.of(...bytes(easy), 0xe9);
    expect(() => readOwnText(latin)).toThrow('byte 2700 (E9 in hexadecimal), in line 1');
  });
});

describe('a text of one’s own', () => {
  const open = async (path: string) => (path === OWN_TEXT ? readOwnText(bytes(easy)).file : null);

  test('is a data set like those that are shipped, without their licence', async () => {
    const data = await openCharacters(open, { text: 'own', length: 64 });
    expect(data.shipped).toBe(false);
    expect(data.vocabulary.slice(0, 3)).toEqual(['[pad]', '␣', 'a']);
    expect(data.example('train', 0).text).toBe(easy.slice(0, 64));
    expect(data.example('validation', 0).text).toBe(easy.slice(-269).slice(0, 64));
  });

  test('that is not here is asked for, and a broken one refused', async () => {
    const options = { text: 'own', length: 64 } as const;
    await expect(openCharacters(async () => undefined, options)).rejects.toThrow(
      'A text is never part of a link',
    );
    await expect(openCharacters(async () => ({ version: 2 }), options)).rejects.toThrow(
      'own/text is not a data file of this version',
    );
  });

  test('trains the language model', async () => {
    const entry = galleryEntry('language-model');
    const changes = { language: 'own', window: 32, layers: 1, width: 32 };
    const own = {
      ...entry,
      task: (settings: Parameters<typeof entry.task>[0]) => entry.task(settings, open),
    };
    const [{ before, after }] = await firstSteps(await taskOf(own, changes), 80);
    // 28 classes guessed at random are ln 28 = 3.3 nats.
    expect(before).toBeGreaterThan(2.5);
    expect(after).toBeLessThan(0.5);
  });
});
