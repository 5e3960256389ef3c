/** Positions from one to another, both included. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * Units whose state stays above a threshold for a whole span of time. With `outside`, also no higher
 * than it just before the span and just after: units that turn on there.
 * Source: Strobelt et al. 2018, LSTMVis: a range of time and a threshold choose units.
 * @param states f32[T,H], position by position
 */
export function unitsAbove(
  states: ArrayLike<number>,
  hidden: number,
  { from, to }: Span,
  threshold: number,
  outside: boolean,
): number[] {
  const steps = states.length / hidden;
  const at = (t: number, unit: number): number => states[t * hidden + unit];
  const low = (t: number, unit: number): boolean => t < 0 || t >= steps || at(t, unit) <= threshold;
  return Array.from({ length: hidden }, (_, unit) => unit).filter((unit) => {
    for (let t = from; t <= to; t++) if (!(at(t, unit) > threshold)) return false;
    return !outside || (low(from - 1, unit) && low(to + 1, unit));
  });
}
