import { describe, expect, it } from 'vitest';
import { LOG_MEL, logMel, logMelFrames } from './log-mel';
import { randomSource } from './random';

/** Noise, `f32[length]`. */
function noise(length: number, seed: number): Float32Array {
  const random = randomSource(seed);
  return Float32Array.from({ length }, () => random() - 0.5);
}

function sine(hertz: number, length: number): Float32Array {
  return Float32Array.from({ length }, (_, n) => Math.sin((2 * Math.PI * hertz * n) / 16_000));
}

const mel = (hertz: number) => 2595 * Math.log10(1 + hertz / 700);

/** Log energies before the mean is taken off, term by term as the formulas say: [frames][24]. */
function slowLogEnergies(samples: Float32Array): number[][] {
  const frames = Math.floor((samples.length - 400) / 320) + 1;
  const step = (mel(7600) - mel(80)) / 25;
  return Array.from({ length: frames }, (_, t) => {
    const power: number[] = [];
    for (let k = 0; k <= 256; k++) {
      let [re, im, squares] = [0, 0, 0];
      for (let n = 0; n < 400; n++) {
        const w = Math.sin((Math.PI * n) / 400) ** 2;
        const angle = (2 * Math.PI * k * n) / 512;
        re += w * samples[320 * t + n] * Math.cos(angle);
        im -= w * samples[320 * t + n] * Math.sin(angle);
        squares += w * w;
      }
      power.push((re * re + im * im) / squares);
    }
    return Array.from({ length: 24 }, (__, m) => {
      const [left, centre, right] = [m, m + 1, m + 2].map((i) => mel(80) + i * step);
      let energy = 0;
      power.forEach((p, k) => {
        const at = mel(k * 31.25);
        if (at > left && at <= centre) energy += (p * (at - left)) / (centre - left);
        else if (at > centre && at < right) energy += (p * (right - at)) / (right - centre);
      });
      return Math.log(Math.max(energy, 1e-8));
    });
  });
}

function slowLogMel(samples: Float32Array): number[] {
  const energies = slowLogEnergies(samples);
  const mean = energies[0].map(
    (_, m) => energies.reduce((sum, frame) => sum + frame[m], 0) / energies.length,
  );
  return energies.flatMap((frame) => frame.map((value, m) => value - mean[m]));
}

/** Largest difference. */
function difference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  return Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);
}

describe('Log-mel frames', () => {
  it('agree with a Fourier transform and filters summed term by term', () => {
    const samples = noise(400 + 3 * 320 + 100, 1);
    for (let n = 500; n < 900; n++) samples[n] *= 0.01;
    const { frames, values } = logMel(samples);
    expect(frames).toBe(4);
    expect(difference(values, slowLogMel(samples))).toBeLessThan(1e-5);
  });

  it('agree with it where one frame is silent, which the floor bounds', () => {
    const samples = noise(400 + 320, 2);
    samples.fill(0, 320);
    const { values } = logMel(samples);
    expect(difference(values, slowLogMel(samples))).toBeLessThan(1e-5);
    expect(Math.min(...values)).toBeGreaterThan(-20);
  });

  it('counts whole frames only', () => {
    expect([0, 399, 400, 719, 720, 15_440].map(logMelFrames)).toEqual([0, 0, 1, 1, 2, 48]);
    expect(logMel(new Float32Array(719)).values).toHaveLength(LOG_MEL.bands);
  });

  it('puts a pure tone into the band around it', () => {
    const tone = 1000;
    const samples = new Float32Array(400 + 5 * 320);
    samples.set(sine(tone, 400 + 320), 3 * 320);
    const { frames, values } = logMel(samples);
    const rise = Array.from(values.subarray((frames - 2) * 24, (frames - 1) * 24));
    const loudest = slowLogEnergies(sine(tone, 400))[0];
    // A rise is cut off nowhere: silence is the floor in every band.
    expect(rise.indexOf(Math.max(...rise))).toBe(loudest.indexOf(Math.max(...loudest)));
    expect(loudest.indexOf(Math.max(...loudest))).toBe(
      Math.round(((mel(tone) - mel(80)) * 25) / (mel(7600) - mel(80))) - 1,
    );
  });

  it('does not mind how loud the sound is', () => {
    const samples = noise(4000, 3);
    const quiet = samples.map((x) => x / 50);
    expect(difference(logMel(samples).values, logMel(quiet).values)).toBeLessThan(1e-4);
  });

  it('has mean 0 in every band', () => {
    const { frames, values } = logMel(noise(8000, 4));
    for (let m = 0; m < 24; m++) {
      let sum = 0;
      for (let t = 0; t < frames; t++) sum += values[t * 24 + m];
      expect(Math.abs(sum / frames)).toBeLessThan(1e-5);
    }
  });

  it('says how many samples it needs', () => {
    expect(() => logMel(new Float32Array(399))).toThrow('got 399 samples');
  });
});
