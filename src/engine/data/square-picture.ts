import type { Picture } from './dataset';
import { resampled } from './digit-picture';

const CHANNELS = 3;

/**
 * The middle square of a picture, made so large by area; grey is all three colours alike.
 * @returns f32[3, side, side], red, green and blue from 0 to 1
 */
export function fromMiddle(
  { width, height, channels, pixels }: Picture,
  side: number,
): Float32Array {
  const square = Math.min(width, height);
  const [left, top] = [(width - square) / 2, (height - square) / 2].map(Math.floor);
  const box = { left, top, right: left + square, bottom: top + square };
  const image = new Float32Array(CHANNELS * side * side);
  for (let c = 0; c < CHANNELS; c++) {
    const values = Float32Array.from(
      { length: width * height },
      (_, i) => pixels[i * channels + (channels === 3 ? c : 0)] / 255,
    );
    image.set(resampled(values, width, box, side, side), c * side * side);
  }
  return image;
}
