/** Where a bar begins and how long it is, as shares of the room for it. */
export interface Bar {
  readonly start: number;
  readonly length: number;
}

/**
 * The bar of a number on a scale that reaches from the least number to the greatest, 0 included:
 * it begins at 0, or ends there where the number is negative.
 */
export function barOf(value: number, all: readonly number[]): Bar {
  const low = Math.min(0, ...all);
  const high = Math.max(0, ...all);
  const room = high - low;
  if (room === 0) return { start: 0, length: 0 };
  return { start: (Math.min(0, value) - low) / room, length: Math.abs(value) / room };
}

/** From the greatest to the least; of equal ones the first stays ahead. */
export function ranked<T extends { readonly deltaLoss: number }>(all: readonly T[]): T[] {
  return [...all].sort((a, b) => b.deltaLoss - a.deltaLoss);
}
