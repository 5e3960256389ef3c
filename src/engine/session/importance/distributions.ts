/** Half the sum of absolute differences of two distributions: 0 for the same, 1 for such that share nothing. */
export function totalVariation(p: ArrayLike<number>, q: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < p.length; i++) sum += Math.abs(p[i] - q[i]);
  return sum / 2;
}

/**
 * Jensen–Shannon divergence in nats: 0 for the same distribution, ln 2 for such that share nothing.
 * Source: Lin 1991, equation 4.1, with equal weights.
 */
export function jensenShannon(p: ArrayLike<number>, q: ArrayLike<number>): number {
  const part = (x: number, y: number): number =>
    x > 0 ? (x / 2) * Math.log((2 * x) / (x + y)) : 0;
  let sum = 0;
  for (let i = 0; i < p.length; i++) sum += part(p[i], q[i]) + part(q[i], p[i]);
  return Math.max(0, sum);
}

/** The same numbers with those that are not 0 in another order (Fisher & Yates, as in Knuth 1969, algorithm 3.4.2P). */
export function shuffledWeights(row: ArrayLike<number>, random: () => number): Float32Array {
  const all = Float32Array.from(row);
  const places = Array.from(all.keys()).filter((i) => all[i] > 0);
  for (let last = places.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    const [a, b] = [places[last], places[other]];
    [all[a], all[b]] = [all[b], all[a]];
  }
  return all;
}

/** The same sum, given in equal parts to all that are not 0. */
export function equalWeights(row: ArrayLike<number>): Float32Array {
  const all = Float32Array.from(row);
  const count = all.reduce((n, x) => n + (x > 0 ? 1 : 0), 0);
  const total = all.reduce((sum, x) => sum + x, 0);
  return all.map((x) => (x > 0 ? total / count : 0));
}
