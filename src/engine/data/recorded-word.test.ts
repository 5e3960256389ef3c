import { describe, expect, test } from 'vitest';
import { logMel, logMelBytes, logMelValues } from './log-mel';
import { randomSource } from './random';
import { recordedWord } from './recorded-word';

const RATE = 16_000;

/** A recording of so many seconds with some noise and tones [from, to, amplitude] in seconds. */
function recording(seconds: number, ...tones: readonly (readonly [number, number, number])[]) {
  const random = randomSource(5);
  return Float32Array.from({ length: seconds * RATE }, (_, i) => {
    const noise = 0.002 * (random() - 0.5);
    const tone = tones.find(([from, to]) => i >= from * RATE && i < to * RATE);
    return noise + (tone ? tone[2] * Math.sin((2 * Math.PI * 440 * i) / RATE) : 0);
  });
}
const found = (samples: Float32Array): Float32Array => {
  const word = recordedWord(samples);
  if (typeof word === 'string') throw new Error(word);
  return word;
};

describe('recordedWord', () => {
  test('cuts a word out with 80 ms around it', () => {
    const sound = recording(2, [1, 1.3, 0.4]);
    const word = found(sound);
    expect(word).toHaveLength(0.46 * RATE);
    expect(word).toEqual(sound.slice(0.92 * RATE, 1.38 * RATE));
  });

  test('takes the louder of two, and both parts of one with a gap', () => {
    const two = recording(4, [0.5, 0.8, 0.1], [3, 3.4, 0.5]);
    expect(found(two)).toEqual(two.slice(2.92 * RATE, 3.48 * RATE));
    const gap = recording(2, [0.5, 0.7, 0.5], [0.85, 0.9, 0.1]);
    expect(found(gap)).toEqual(gap.slice(0.42 * RATE, 0.98 * RATE));
  });

  test('gives no more than 48 frames of what is longer, and no margin that was not recorded', () => {
    expect(logMel(found(recording(3, [0.2, 2.8, 0.3]))).frames).toBe(48);
    expect(found(recording(0.3, [0, 0.3, 0.3]))).toHaveLength(0.3 * RATE);
  });

  test('says when there is too little, or nothing to hear', () => {
    expect(recordedWord(new Float32Array(0))).toBe('tooShort');
    expect(recordedWord(recording(0.09, [0, 0.09, 0.5]))).toBe('tooShort');
    expect(recordedWord(recording(2))).toBe('tooQuiet');
  });
});

test('frames as bytes are nats in sixteenths, cut off at both ends', () => {
  const nats = Float32Array.of(0, 1, -1, 0.05, 7.9375, 9, -8, -20);
  expect([...logMelBytes(nats)]).toEqual([128, 144, 112, 129, 255, 255, 0, 0]);
  expect([...logMelValues(logMelBytes(nats))]).toEqual([0, 1, -1, 0.0625, 7.9375, 7.9375, -8, -8]);
});
