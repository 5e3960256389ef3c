import { describe, expect, test } from 'vitest';
import { InputError } from '../tensor/errors';
import { decodeText, parseLabelledTexts } from './csv';
import { labelledTexts, openOwnTexts } from './own-texts';
import { SAMPLE_TEXTS } from './sample-texts';

const csv = (rows: readonly (readonly string[])[]) => rows.map((row) => row.join(',')).join('\n');
/** As many rows as a class needs. */
const four = (label: string) =>
  ['one', 'two', 'three', 'four'].map((word) => [`${word} ${label}`, label]);
const enough = [...four('a'), ...four('b')];

describe('parseLabelledTexts', () => {
  test('takes rows with and without names of columns, whatever separates them', () => {
    const rows = parseLabelledTexts(csv(enough));
    expect(rows).toHaveLength(8);
    expect(rows[0]).toEqual({ text: 'one a', label: 'a' });
    const swapped = [['label', 'text'], ...enough.map(([text, label]) => [label, text])];
    expect(parseLabelledTexts(csv(swapped))).toEqual(rows);
    expect(parseLabelledTexts(`\uFEFF${csv([['文本', '标签'], ...enough])}`)).toEqual(rows);
    expect(parseLabelledTexts(csv(enough).replaceAll(',', '\t'))).toEqual(rows);
    expect(parseLabelledTexts(`${csv(enough).replaceAll(',', ';')}\r\n\r\n`)).toEqual(rows);
  });

  test('keeps commas, line breaks and quotation marks of a quoted text', () => {
    const [row] = parseLabelledTexts(`"He said ""yes"", and\nleft.",a\n${csv(enough)}`);
    expect(row).toEqual({ text: 'He said "yes", and\nleft.', label: 'a' });
  });

  test.each([
    ['', /no rows/],
    ['one column\nand another', /Row 1 has 1 column;/],
    [csv([...enough, ['', 'a']]), /Row 9 has no text/],
    [csv([...enough, ['word', ' ']]), /Row 9 has no label/],
    [csv(four('a')), /only one label/],
    [csv([...enough, ['five', 'c']]), /Label “c” has 1 row; each label needs at least 4/],
    [csv(Array.from({ length: 30 }, (_, i) => [`text ${i}`, `label ${i}`])), /30 different labels/],
    [csv([...enough, ['a'.repeat(5001), 'a']]), /Row 9: the text has 5001 characters/],
    [
      csv([...enough, ['a', 'b'.repeat(61)]]),
      /Row 9: the label has 61 characters.*really in this column/,
    ],
    ['"never closed,a\nb,c', /quotation mark is not closed/],
  ])('refuses %j', (content, message) => {
    expect(() => parseLabelledTexts(content)).toThrow(InputError);
    expect(() => parseLabelledTexts(content)).toThrow(message);
  });
});

describe('decodeText', () => {
  test('reads UTF-8 and nothing else', () => {
    expect(decodeText(new TextEncoder().encode('猫, cat'))).toBe('猫, cat');
    // 0xE9 is é in Latin-1.
    expect(() => decodeText(Uint8Array.of(0x63, 0xe9, 0x2c))).toThrow(/not text in UTF-8/);
    expect(() => decodeText(new Uint8Array(5_000_001))).toThrow(/5000001 bytes; at most 5000000/);
  });
});

describe('labelledTexts', () => {
  const data = labelledTexts(SAMPLE_TEXTS);

  test('holds out a fifth of every class, and no row is in both parts', () => {
    expect([data.train.count, data.validation.count]).toEqual([48, 12]);
    const counts = (labels: ArrayLike<number>) =>
      data.classes.map((_, i) => Array.from(labels).filter((label) => label === i).length);
    expect(counts(data.train.values.target)).toEqual([16, 16, 16]);
    expect(counts(data.validation.values.target)).toEqual([4, 4, 4]);
    const texts = (split: 'train' | 'validation') =>
      Array.from({ length: data[split].count }, (_, i) => data.example(split, i).text);
    expect(new Set([...texts('train'), ...texts('validation')]).size).toBe(60);
  });

  test('reads Chinese by character and cuts what is too long', () => {
    const chinese = labelledTexts([
      ...['好看', '好吃', '好听', '好用'].map((text) => ({ text, label: '好' })),
      ...['难看', '难吃', '难听', '难用 in 2024'].map((text) => ({ text, label: '坏' })),
    ]);
    const shown = chinese.encode?.('这很好看, really');
    expect(shown?.words).toEqual(['这', '很', '好', '看', ',', 'really']);
    expect(shown?.unknown.slice(0, 2)).toEqual([true, true]);
    expect(chinese.encode?.('好'.repeat(100))?.words).toHaveLength(64);
    expect(() => chinese.encode?.(' ')).toThrow(/no word was found/);
  });

  test('are not in a link: another computer says so', async () => {
    await expect(openOwnTexts(async () => undefined)).rejects.toThrow(/not in the link/);
    await expect(openOwnTexts(async () => [{ text: 1 }])).rejects.toThrow(/load them again/);
    const again = await openOwnTexts(async () => structuredClone(SAMPLE_TEXTS));
    expect(again.train).toEqual(data.train);
  });
});
