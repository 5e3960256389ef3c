import type { TensorData } from '../../../engine/tensor/types';

/** How many of a tensor's finite numbers lie in each of some equal parts of their range. */
export interface Histogram {
  readonly min: number;
  readonly max: number;
  readonly counts: readonly number[];
}

/** The range from the least to the largest number in `bins` equal parts; the last part holds its end. */
export function histogramOf(data: TensorData, bins: number): Histogram | null {
  let min = Infinity;
  let max = -Infinity;
  for (let i = 0; i < data.length; i++) {
    const x = data[i];
    if (!Number.isFinite(x)) continue;
    if (x < min) min = x;
    if (x > max) max = x;
  }
  if (min > max) return null;
  const counts = Array<number>(bins).fill(0);
  const scale = max > min ? bins / (max - min) : 0;
  for (let i = 0; i < data.length; i++) {
    const x = data[i];
    if (Number.isFinite(x)) counts[Math.min(bins - 1, Math.floor((x - min) * scale))]++;
  }
  return { min, max, counts };
}
