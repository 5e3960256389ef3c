import { describe, expect, it } from 'vitest';
import { openPublic } from '../testing/first-steps';
import { openCharacters } from './characters';

interface File {
  readonly vocabulary: string;
  readonly train: { readonly text: string };
  readonly validation: { readonly text: string };
}
const file = (await openPublic('data/text-en.json')) as File;
const english = await openCharacters(openPublic, { text: 'english', length: 64 });

/** What stands in a split's window, and what is wanted at its places. */
function windowOf(split: 'train' | 'validation', at: number) {
  const cut = (field: 'tokens' | 'target') =>
    [...english[split].values[field].subarray(at * 64, (at + 1) * 64)]
      .filter((id) => id > 0)
      .map((id) => english.characters?.[id])
      .join('');
  return { text: cut('tokens'), next: cut('target') };
}

describe('texts of characters', () => {
  it('are windows with the next character as each answer', () => {
    const { text } = file.train;
    expect(windowOf('train', 0)).toEqual({ text: text.slice(0, 64), next: text.slice(1, 65) });
    expect(windowOf('train', 3)).toEqual({ text: text.slice(48, 112), next: text.slice(49, 113) });
    expect(english.train.count).toBe(Math.floor((text.length - 65) / 16) + 1);
  });

  it('judge every held-out character but the first once', () => {
    const { text } = file.validation;
    const { count } = english.validation;
    expect(count).toBe(Math.ceil((text.length - 1) / 64));
    const all = Array.from({ length: count }, (_, i) => windowOf('validation', i).next).join('');
    expect(all).toBe(text.slice(1));
  });

  it('show spaces and line ends, and know their trigram loss', () => {
    expect(english.vocabulary).toHaveLength(77);
    expect(english.characters?.slice(0, 3)).toEqual(['[pad]', '\n', ' ']);
    expect(english.vocabulary.slice(0, 3)).toEqual(['[pad]', '↵', '␣']);
    expect(english.baseline?.value).toBeCloseTo(2.0267, 4);
    expect(english.example('train', 0).text).toBe(file.train.text.slice(0, 64));
  });

  it('read own text, and name the characters that they do not have', () => {
    const shown = english.encode?.('Call me');
    expect(shown?.words).toEqual(['C', 'a', 'l', 'l', '␣', 'm', 'e']);
    expect([...(shown?.values.target.data ?? [])].at(-1)).toBe(-1);
    expect(() => english.encode?.('é')).toThrow('Characters that this text does not have: "é".');
    expect(() => english.encode?.('a'.repeat(65))).toThrow('at most 64');
    expect(() => english.encode?.('')).toThrow('at least one character');
  });

  it('are there in Chinese', async () => {
    const chinese = await openCharacters(openPublic, { text: 'chinese', length: 32 });
    expect(chinese.vocabulary).toHaveLength(1001);
    expect(chinese.baseline?.value).toBeCloseTo(5.1181, 4);
  });

  it('refuse files and windows that do not fit', async () => {
    const other = openCharacters(async () => ({ version: 2 }), { text: 'english', length: 64 });
    await expect(other).rejects.toThrow('data/text-en.json is not a data file of this version');
    const wide = openCharacters(openPublic, { text: 'english', length: 0 });
    await expect(wide).rejects.toThrow('Windows of 0 characters');
  });
});
