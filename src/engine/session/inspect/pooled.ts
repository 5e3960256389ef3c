import { InputError } from '../../tensor/errors';
import type { TensorData } from '../../tensor/types';

/** A tensor made smaller: in each of its matrices every `factor` × `factor` cells are one. */
export interface Pooled {
  /** f32[matrices, ⌈rows/factor⌉, ⌈cols/factor⌉]. */
  readonly data: Float32Array;
  /** Largest finite absolute value of the tensor itself. */
  readonly max: number;
}

/**
 * Means over squares of cells: what a picture of a large tensor shows in one pixel. Cells at the
 * lower and right edge may stand for fewer. A mean of cells among which there is a NaN is NaN; −∞,
 * which marks what is masked, counts only where all are.
 * @param data of a stack of matrices, each `rows` × `cols`
 * @throws InputError when the sizes do not fit the data
 */
export function pooled(data: TensorData, rows: number, cols: number, factor: number): Pooled {
  const sizes = [rows, cols, factor];
  if (!sizes.every((n) => Number.isInteger(n) && n > 0) || data.length % (rows * cols) !== 0) {
    throw new InputError(
      `A picture of ${data.length} numbers cannot have ${rows} × ${cols} cells, ${factor} a pixel.`,
    );
  }
  const matrices = data.length / (rows * cols);
  const [down, across] = [Math.ceil(rows / factor), Math.ceil(cols / factor)];
  const out = new Float32Array(matrices * down * across);
  let max = 0;
  for (let i = 0; i < data.length; i++) {
    const size = Math.abs(data[i]);
    if (size > max && size !== Infinity) max = size;
  }
  for (let m = 0, at = 0; m < matrices; m++) {
    for (let top = 0; top < rows; top += factor) {
      const bottom = Math.min(rows, top + factor);
      for (let left = 0; left < cols; left += factor, at++) {
        const right = Math.min(cols, left + factor);
        out[at] = meanOf(data, m * rows * cols, cols, top, bottom, left, right);
      }
    }
  }
  return { data: out, max };
}

function meanOf(
  data: TensorData,
  offset: number,
  cols: number,
  top: number,
  bottom: number,
  left: number,
  right: number,
): number {
  let sum = 0;
  let count = 0;
  for (let row = top; row < bottom; row++) {
    for (let i = offset + row * cols + left, end = i + right - left; i < end; i++) {
      const x = data[i];
      if (x === -Infinity) continue;
      sum += x;
      count++;
    }
  }
  return count === 0 ? -Infinity : sum / count;
}
