/** How numbers become colours: where each lies between the lightest and the darkest, 0 to 1. */
export interface Scale {
  readonly low: number;
  readonly high: number;
  /** NaN for what has no place. */
  readonly position: (x: number) => number;
}

/** From `low` to `high`; what lies outside is at the ends. */
export function linearScale(low: number, high: number): Scale {
  return { low, high, position: (x) => clamp((x - low) / (high - low || 1)) };
}

/** From 0 to `high`, small shares told apart by their root. */
export function rootScale(high: number): Scale {
  return { low: 0, high, position: (x) => clamp(Math.sqrt(x / (high || 1))) };
}

/** By the logarithm, over all of some numbers that are more than 0; others have no place. */
export function logScaleOf(values: readonly number[]): Scale {
  const positive = values.filter((x) => x > 0 && Number.isFinite(x));
  if (positive.length === 0) return { low: 0, high: 0, position: () => Number.NaN };
  const [low, high] = [Math.min(...positive), Math.max(...positive)];
  const range = Math.log(high / low) || 1;
  return {
    low,
    high,
    position: (x) => (x > 0 ? clamp(Math.log(x / low) / range) : Number.NaN),
  };
}

const clamp = (x: number): number => (Number.isNaN(x) ? x : Math.max(0, Math.min(1, x)));
