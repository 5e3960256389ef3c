import { LOG_MEL } from './log-mel';

/** Samples of a block, 5 ms: loudness is that of blocks. */
const BLOCK = LOG_MEL.sampleRate / 200;
/** Blocks that are kept ahead of the word and after it, as much silence as the data has. */
const MARGIN = 16;
/** Longest word, in frames; see {@link LOG_MEL}. */
const MOST_FRAMES = 48;
/** Shortest sound, in blocks. */
const LEAST_BLOCKS = 20;
/** Blocks louder than this share of the loudest belong to the word: −26 dB. */
const SHARE = 0.05;
/** Largest sample, of full scale 1, below which nothing was said: −46 dB. */
const SILENCE = 0.005;

/**
 * The loudest word of a recording: of the second with the most energy, what lies between the first and
 * the last block that is not quiet, and 80 ms around it.
 *
 * @param samples mono sound of full scale ±1 at 16 kHz, `f32[samples]`
 * @returns a part of it of at most 48 frames, or why there is none
 */
export function recordedWord(samples: Float32Array): Float32Array | 'tooShort' | 'tooQuiet' {
  const blocks = Math.floor(samples.length / BLOCK);
  if (blocks < LEAST_BLOCKS) return 'tooShort';
  if (samples.every((sample) => Math.abs(sample) < SILENCE)) return 'tooQuiet';
  const energies = Float64Array.from({ length: blocks }, (_, i) =>
    samples.subarray(i * BLOCK, (i + 1) * BLOCK).reduce((sum, x) => sum + x * x, 0),
  );
  const most = Math.floor((LOG_MEL.window + (MOST_FRAMES - 1) * LOG_MEL.hop) / BLOCK);
  const from = loudest(energies, most);
  const second = energies.subarray(from, from + most);
  const least = SHARE ** 2 * second.reduce((high, energy) => Math.max(high, energy), 0);
  const first = from + second.findIndex((energy) => energy >= least);
  const end = from + second.findLastIndex((energy) => energy >= least) + 1;
  const margin = Math.min(MARGIN, Math.floor((most - (end - first)) / 2));
  return samples.slice(Math.max(0, first - margin) * BLOCK, (end + margin) * BLOCK);
}

/** Where the `length` neighbours with the largest sum start. */
function loudest(energies: Float64Array, length: number): number {
  let sum = energies.subarray(0, length).reduce((total, energy) => total + energy, 0);
  let best = { at: 0, sum };
  for (let at = 1; at + length <= energies.length; at++) {
    sum += energies[at + length - 1] - energies[at - 1];
    if (sum > best.sum) best = { at, sum };
  }
  return best.at;
}
