/** Mean of each value and the up to `window − 1` before it. */
export function runningMean(values: readonly number[], window: number): number[] {
  const means = new Array<number>(values.length);
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    sum += values[i];
    if (i >= window) sum -= values[i - window];
    means[i] = sum / Math.min(i + 1, window);
  }
  return means;
}
