/** A scale of lengths of gradients. */
export interface NormScale {
  readonly log: boolean;
  readonly low: number;
  readonly high: number;
}

/** Where the largest is so many times the smallest, a linear scale would hide the small ones. */
const WIDE = 100;
/** What is smaller by more than this is drawn at the foot of a logarithmic scale. */
const MOST_DECADES = 12;

/** The scale on which all of some lengths can be seen; zeros have no place on a logarithmic one. */
export function scaleOfNorms(norms: readonly number[]): NormScale {
  const real = norms.filter((norm) => norm > 0 && Number.isFinite(norm));
  if (real.length === 0) return { log: false, low: 0, high: 1 };
  const [least, most] = [Math.min(...real), Math.max(...real)];
  if (most / least < WIDE) return { log: false, low: 0, high: most };
  const floor = Math.max(Math.floor(Math.log10(least)), Math.ceil(Math.log10(most)) - MOST_DECADES);
  return { log: true, low: 10 ** floor, high: 10 ** Math.ceil(Math.log10(most)) };
}
