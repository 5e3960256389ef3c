interface Range {
  readonly min: number;
  readonly max: number;
}

/** Factors of 10^(1/20) ≈ 1.12: with values of two digits, none is skipped and none comes twice. */
const PER_DECADE = 20;

/** Number of steps of a slider that moves by factors. */
export function logSteps({ min, max }: Range): number {
  return Math.round(PER_DECADE * Math.log10(max / min));
}

/** Where a value stands on a slider from 0 to `logSteps`. */
export function logPosition(value: number, range: Range): number {
  return Math.round(
    (logSteps(range) * Math.log(value / range.min)) / Math.log(range.max / range.min),
  );
}

/** The value at a position, to two digits. */
export function logValue(position: number, range: Range): number {
  const { min, max } = range;
  const value = min * (max / min) ** (position / logSteps(range));
  return Math.min(max, Math.max(min, Number(value.toPrecision(2))));
}
