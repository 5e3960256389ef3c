import { ExperimentError } from '../tensor/errors';
import { fromBase64, toBase64 } from './bytes';

/**
 * Weights → the text that `Experiment.weights` holds: base64 of little-endian f32.
 * @throws ExperimentError when a number is not finite.
 */
export function weightsToBase64(weights: Float32Array): string {
  return toBase64(weightsToBytes(weights));
}

/**
 * The inverse of `weightsToBase64`, for text from anywhere. How many numbers there must be is for
 * the caller to check.
 * @throws ExperimentError when the text is not base64, is cut off, or holds a number that is not finite.
 */
export function weightsFromBase64(text: string): Float32Array<ArrayBuffer> {
  const bytes = fromBase64(text);
  if (!bytes) {
    throw new ExperimentError(
      `Weights: got text of ${text.length} characters that is not base64, expected base64 of little-endian 32-bit floating-point numbers.`,
    );
  }
  return weightsFromBytes(bytes);
}

export function weightsToBytes(weights: Float32Array): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(weights.length * 4));
  weights.forEach((weight, i) => {
    requireFinite(weight, i);
    view.setFloat32(i * 4, weight, true);
  });
  return new Uint8Array(view.buffer);
}

export function weightsFromBytes(bytes: Uint8Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
  if (bytes.length % 4 !== 0) {
    throw new ExperimentError(
      `Weights: got ${bytes.length} bytes, expected a multiple of 4; the end is missing.`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const weights = new Float32Array(bytes.length / 4);
  for (let i = 0; i < weights.length; i++) {
    weights[i] = view.getFloat32(i * 4, true);
    requireFinite(weights[i], i);
  }
  return weights;
}

function requireFinite(weight: number, i: number): void {
  if (Number.isFinite(weight)) return;
  throw new ExperimentError(
    `Weights: number ${i} is ${weight}, expected a finite number. Training has diverged: share it without the weights, or start it anew with a lower learning rate.`,
  );
}
