/**
 * Sound as a picture: how much energy is in each of 24 bands of pitch, fifty times a second.
 * Clips of a data set and what a microphone records go through the same function.
 */

/** What {@link logMel} computes with. */
export const LOG_MEL = {
  /** Samples a second. */
  sampleRate: 16_000,
  /** Samples of a frame: 25 ms. */
  window: 400,
  /** Samples from one frame to the next: 20 ms. */
  hop: 320,
  /** Points of the Fourier transform; a frame is followed by zeros. */
  transform: 512,
  /** Number of bands. */
  bands: 24,
  /** Lower edge of the lowest band, Hz. */
  lowest: 80,
  /** Upper edge of the highest band, Hz. */
  highest: 7600,
  /** Energy below which all is silence; a full-scale sine has about 100. */
  floor: 1e-8,
} as const;

/** Frames as bytes, in files and in links: byte = 16·nats + 128, cut off at 0 and 255. */
const ZERO = 128;
const PER_NAT = 16;

/** Frames of a sound. */
export interface LogMel {
  readonly frames: number;
  /** Log energy of each band less the band's mean over the frames, in nats, `f32[frames, 24]`. */
  readonly values: Float32Array;
}

/**
 * Number of whole frames in a sound: 0 if it is shorter than a window, else
 * 1 + ⌊(samples − 400) / 320⌋.
 */
export function logMelFrames(samples: number): number {
  return samples < LOG_MEL.window ? 0 : 1 + Math.floor((samples - LOG_MEL.window) / LOG_MEL.hop);
}

/**
 * Log-mel frames of a sound, mean-normalised.
 *
 * Frame t is samples 320·t … 320·t + 399, with w[n] = ½ − ½·cos(2πn / 400) (periodic Hann window):
 *
 *     P[t, k] = |Σ_n w[n]·x[320·t + n]·e^(−2πi·kn/512)|² / Σ_n w[n]²           k = 0 … 256
 *     E[t, m] = Σ_k max(0, 1 − |mel(16000·k/512) − c[m]| / Δ) · P[t, k]        m = 0 … 23
 *     L[t, m] = ln max(E[t, m], 1e−8)
 *     values[t, m] = L[t, m] − mean over t of L[t, m]
 *
 * mel(f) = 2595·log₁₀(1 + f/700); Δ is a 25th of the way from mel(80 Hz) to mel(7600 Hz), and the
 * centres are c[m] = mel(80 Hz) + (m + 1)·Δ. Taking the mean off a band takes off how loud the sound
 * is and how the microphone colours it.
 *
 * @param samples mono sound of full scale ±1 at 16 kHz, `f32[samples]`; a last part that fills no
 *   frame is left out
 * @throws RangeError if there is not one whole frame
 *
 * Source: S. Young et al., *The HTK Book* (version 3.4, 2006), section 5.4, equation 5.13.
 */
export function logMel(samples: Float32Array): LogMel {
  const { window, hop, transform, bands, floor } = LOG_MEL;
  const frames = logMelFrames(samples.length);
  if (frames === 0) {
    throw new RangeError(
      `log-mel: got ${samples.length} samples; give at least one window of ${window}`,
    );
  }
  const { hann, hannEnergy, filters } = tables();
  const values = new Float32Array(frames * bands);
  const real = new Float64Array(transform);
  const imaginary = new Float64Array(transform);
  const mean = new Float64Array(bands);
  for (let t = 0; t < frames; t++) {
    real.fill(0);
    imaginary.fill(0);
    for (let n = 0; n < window; n++) real[n] = hann[n] * samples[t * hop + n];
    fourier(real, imaginary);
    filters.forEach(({ first, weights }, m) => {
      let energy = 0;
      weights.forEach((weight, j) => {
        energy += weight * (real[first + j] ** 2 + imaginary[first + j] ** 2);
      });
      const log = Math.log(Math.max(energy / hannEnergy, floor));
      values[t * bands + m] = log;
      mean[m] += log / frames;
    });
  }
  for (let i = 0; i < values.length; i++) values[i] -= mean[i % bands];
  return { frames, values };
}

/** Nats as bytes; what is beyond ±8 nats is cut off. */
export function logMelBytes(values: Float32Array): Uint8Array<ArrayBuffer> {
  const clamped = Uint8ClampedArray.from(values, (value) => Math.round(value * PER_NAT) + ZERO);
  return new Uint8Array(clamped.buffer);
}

/** The way back, to the nearest 1/16 nat. */
export function logMelValues(bytes: Uint8Array): Float32Array {
  return Float32Array.from(bytes, (byte) => (byte - ZERO) / PER_NAT);
}

interface Tables {
  /** The window, `f64[400]`. */
  readonly hann: Float64Array;
  /** Sum of its squares. */
  readonly hannEnergy: number;
  /** Weights of each band, from its first point of the transform on. */
  readonly filters: readonly { readonly first: number; readonly weights: readonly number[] }[];
}

let made: Tables | undefined;

function tables(): Tables {
  if (made !== undefined) return made;
  const { window, transform, bands, sampleRate, lowest, highest } = LOG_MEL;
  const hann = Float64Array.from(
    { length: window },
    (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / window),
  );
  const width = (mel(highest) - mel(lowest)) / (bands + 1);
  const filters = Array.from({ length: bands }, (_, m) => {
    const centre = mel(lowest) + (m + 1) * width;
    const weights = Array.from({ length: transform / 2 + 1 }, (__, k) =>
      Math.max(0, 1 - Math.abs(mel((sampleRate * k) / transform) - centre) / width),
    );
    const first = weights.findIndex((weight) => weight > 0);
    const last = weights.findLastIndex((weight) => weight > 0);
    return { first, weights: weights.slice(first, last + 1) };
  });
  made = { hann, hannEnergy: hann.reduce((sum, w) => sum + w * w, 0), filters };
  return made;
}

/** Pitch in mel of a frequency in Hz. */
function mel(hertz: number): number {
  return 2595 * Math.log10(1 + hertz / 700);
}

/**
 * Fourier transform in place, X[k] = Σ_n x[n]·e^(−2πi·kn/N), for N a power of two.
 *
 * Source: J. W. Cooley, J. W. Tukey, "An algorithm for the machine calculation of complex Fourier
 * series", Mathematics of Computation 19 (1965).
 */
function fourier(real: Float64Array, imaginary: Float64Array): void {
  const size = real.length;
  for (let i = 1, j = 0; i < size; i++) {
    // j is i with its bits reversed.
    let bit = size >> 1;
    for (; (j & bit) !== 0; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) {
      [real[i], real[j]] = [real[j], real[i]];
      [imaginary[i], imaginary[j]] = [imaginary[j], imaginary[i]];
    }
  }
  for (let half = 1; half < size; half *= 2) {
    for (let k = 0; k < half; k++) {
      const angle = (-Math.PI * k) / half;
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
      for (let i = k; i < size; i += 2 * half) {
        const j = i + half;
        const re = real[j] * cos - imaginary[j] * sin;
        const im = real[j] * sin + imaginary[j] * cos;
        real[j] = real[i] - re;
        imaginary[j] = imaginary[i] - im;
        real[i] += re;
        imaginary[i] += im;
      }
    }
  }
}
