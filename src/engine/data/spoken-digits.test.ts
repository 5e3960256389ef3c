import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { InputError } from '../tensor/errors';
import { openSpokenDigits } from './spoken-digits';

const content = JSON.parse(
  readFileSync(new URL('../../../public/data/spoken-digits.json', import.meta.url), 'utf8'),
);
const options = { framesPerStep: 2 };
const dataset = await openSpokenDigits(async () => content, options);
const parts = ['train', 'validation'] as const;

describe('spoken digits', () => {
  test('are as many of each digit in both parts', () => {
    for (const [part, count] of [
      ['train', 168],
      ['validation', 48],
    ] as const) {
      const labels = [...dataset[part].values.target];
      expect(dataset.classes.map((_, k) => labels.filter((label) => label === k).length)).toEqual(
        dataset.classes.map(() => count),
      );
    }
  });

  test('are judged by timbres that training does not hear', () => {
    const timbres = parts.map(
      (part) =>
        new Set(
          [...Buffer.from(content[part].voices, 'base64')].map(
            (voice) => content.voices[voice].timbre,
          ),
        ),
    );
    expect(timbres.map(({ size }) => size)).toEqual([14, 4]);
    expect([...timbres[1]].filter((timbre) => timbres[0].has(timbre))).toEqual([]);
  });

  test('are what the file says, frame by frame, with 0 past the end of a clip', () => {
    // The second clip starts where the first one ends.
    const frames = Buffer.from(content.validation.frames, 'base64');
    const bytes = Buffer.from(content.validation.values, 'base64').subarray(24 * frames[0]);
    const { values } = dataset.example('validation', 1);
    expect(values.frames.shape).toEqual([frames[1], 24]);
    expect(values.frames.data[30]).toBe((bytes[30] - 128) / 16);
    const padded = dataset.validation.values.frames.subarray(48 * 24, 2 * 48 * 24);
    const length = 24 * frames[1];
    expect(padded.subarray(0, length)).toEqual(values.frames.data);
    expect(padded.subarray(length).every((value) => value === 0)).toBe(true);
    const present = dataset.validation.values.present.subarray(48, 96);
    expect([...present].reduce((sum, value) => sum + value, 0)).toBe(frames[1]);
  });

  test('name their frames, and the steps of two frames, by the time', () => {
    const { words, sequences, source, values } = dataset.example('train', 0);
    const [length] = values.frames.shape;
    expect(sequences?.frames.slice(0, 3)).toEqual(['0 ms', '20 ms', '40 ms']);
    expect(sequences?.frames).toHaveLength(length);
    expect(words.slice(0, 3)).toEqual(['0 ms', '40 ms', '80 ms']);
    expect(words).toHaveLength(Math.ceil(length / 2));
    expect(source).toMatch(/^eSpeak, [\w ]+, voice “\w+”$/);
  });

  test('have the mean of 0 that their making gives each band, but for rounding', () => {
    const { values } = dataset.example('validation', 7);
    const { data, shape } = values.frames;
    for (let band = 0; band < 24; band++) {
      let sum = 0;
      for (let t = 0; t < shape[0]; t++) sum += data[t * 24 + band];
      expect(Math.abs(sum / shape[0])).toBeLessThan(1 / 32);
    }
  });

  test('take a sound of one’s own, of 1 to 48 frames', () => {
    const own = dataset.fromSound?.(Uint8Array.from({ length: 72 }, (_, i) => i));
    expect(own?.values.frames.shape).toEqual([3, 24]);
    expect(own?.values.frames.data[1]).toBe(-127 / 16);
    expect(own?.target).toBeNull();
    for (const length of [0, 23, 49 * 24]) {
      expect(() => dataset.fromSound?.(new Uint8Array(length))).toThrow(InputError);
    }
  });

  test('are refused when the file is not what the script writes', async () => {
    const opened = (changed: object) => openSpokenDigits(async () => changed, options);
    await expect(opened({ version: 2 })).rejects.toThrow(
      /data\/spoken-digits.json is not a data file of this version/,
    );
    const short = { ...content, validation: { ...content.validation, count: 479 } };
    await expect(opened(short)).rejects.toThrow(/do not fit/);
    const garbled = { ...content, train: { ...content.train, frames: '?' } };
    await expect(opened(garbled)).rejects.toThrow(/base64/);
  });
});
