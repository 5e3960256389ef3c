import type { TensorData } from '../../../engine/tensor/types';

export interface Statistics {
  readonly count: number;
  /** Numbers that are infinite or not numbers: they are left out of the rest. */
  readonly infinite: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** Standard deviation of the numbers themselves (divided by n). */
  readonly deviation: number;
  /** Euclidean length. */
  readonly norm: number;
}

/** What can be said of all numbers of a tensor at once, in double precision. */
export function statisticsOf(data: TensorData): Statistics {
  let count = 0;
  let min = Infinity;
  let max = -Infinity;
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < data.length; i++) {
    const x = data[i];
    if (!Number.isFinite(x)) continue;
    count++;
    if (x < min) min = x;
    if (x > max) max = x;
    sum += x;
    squares += x * x;
  }
  const mean = sum / count;
  let deviations = 0;
  for (let i = 0; i < data.length; i++) {
    const x = data[i];
    if (Number.isFinite(x)) deviations += (x - mean) ** 2;
  }
  const none = count === 0;
  return {
    count: data.length,
    infinite: data.length - count,
    min: none ? Number.NaN : min,
    max: none ? Number.NaN : max,
    mean,
    deviation: Math.sqrt(deviations / count),
    norm: Math.sqrt(squares),
  };
}
