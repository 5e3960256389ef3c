const GOLDEN = 0.618033988749895;

/**
 * An example far from this one. Steps of the golden ratio spread evenly over the whole set however
 * often one asks (Knuth, The Art of Computer Programming 3, §6.4), and can be followed again.
 */
export function nextAnywhere(index: number, total: number): number {
  let stride = Math.max(1, Math.round(total * GOLDEN));
  while (greatestCommonDivisor(stride, total) > 1) stride++;
  return (index + stride) % total;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
