import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { evaluateNaiveBayes, trainNaiveBayes } from './naive-bayes';
import type { TensorData } from '../tensor/types';
import { openWhenWasItSaid } from './when-was-it-said';

const file = JSON.parse(
  readFileSync(new URL('../../../public/data/sotu.json', import.meta.url), 'utf8'),
) as { train: { address: number[] }; validation: { address: number[] } };
const dataset = await openWhenWasItSaid(async () => file);

/** The sentences of a split without their padding. */
const sentencesOf = (split: 'train' | 'validation') => {
  const { values, count } = dataset[split];
  const [length] = dataset.fields.tokens.shape;
  return Array.from({ length: count }, (_, i) =>
    [...values.tokens.subarray(i * length, (i + 1) * length)].filter((id) => id > 0),
  );
};
const encode = (text: string) => dataset.encode?.(text);

describe('the State of the Union sentences', () => {
  it('are about 12,000, as many of each class in both parts', () => {
    const counts = (labels: TensorData) =>
      dataset.classes.map((_, label) => [...labels].filter((l) => l === label).length);
    expect(counts(dataset.train.values.target)).toEqual([3333, 3333, 3333]);
    expect(counts(dataset.validation.values.target)).toEqual([667, 667, 667]);
    expect(dataset.vocabulary).toHaveLength(2000);
  });

  it('are held out by whole addresses', () => {
    const train = new Set(file.train.address);
    expect(file.validation.address.some((address) => train.has(address))).toBe(false);
  });

  it('carry the accuracy that naive Bayes really has on them', () => {
    const model = trainNaiveBayes(sentencesOf('train'), [...dataset.train.values.target], {
      classes: 3,
      vocabularySize: dataset.vocabulary.length,
    });
    const { accuracy } = evaluateNaiveBayes(model, sentencesOf('validation'), [
      ...dataset.validation.values.target,
    ]);
    expect(dataset.baseline).toEqual({ name: 'naiveBayes', measure: 'accuracy', value: accuracy });
  });

  it('are shown as they were written, with president and year, and unknown words marked', () => {
    const { words, values, unknown, source } = dataset.example('validation', 0);
    const ids = [...values.tokens.data];
    expect(source).toMatch(/^[A-Z][\w. ]+, 1[789]\d\d$/);
    expect(words).toHaveLength(ids.length);
    expect(unknown).toEqual(ids.map((id) => id === 1));
  });

  it('hide the numbers of a visitor’s own words, too, and refuse what is empty or too long', () => {
    const ids = encode('In 1947 we met.')?.values.tokens.data ?? [];
    expect(dataset.vocabulary[ids[1]]).toBe('[num]');
    expect(() => encode(' \n ')).toThrow(/no word/);
    expect(() => encode('war '.repeat(49))).toThrow(/at most 48/);
  });

  it('are refused when the file is not what the script writes', async () => {
    vi.resetModules();
    const fresh = await import('./when-was-it-said');
    await expect(fresh.openWhenWasItSaid(async () => ({ version: 2 }))).rejects.toThrow(
      /data\/sotu.json is not a data file of this version/,
    );
  });
});
