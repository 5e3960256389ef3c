import { entropyOf } from './attention-statistics';

/** The layer that a parameter belongs to: its name without the last part, `encoder.0.attn` of `encoder.0.attn.Wq`. */
export function layerOf(parameter: string): string {
  return parameter.slice(0, Math.max(0, parameter.lastIndexOf('.'))) || parameter;
}

/** Euclidean norm of several tensors together: √(Σ x²). */
export function normOf(tensors: readonly ArrayLike<number>[]): number {
  let sum = 0;
  for (const tensor of tensors) for (let i = 0; i < tensor.length; i++) sum += tensor[i] ** 2;
  return Math.sqrt(sum);
}

/** Euclidean norm of the difference of two lists of tensors. */
export function distanceOf(
  a: readonly ArrayLike<number>[],
  b: readonly ArrayLike<number>[],
): number {
  let sum = 0;
  a.forEach((tensor, t) => {
    for (let i = 0; i < tensor.length; i++) sum += (tensor[i] - b[t][i]) ** 2;
  });
  return Math.sqrt(sum);
}

/**
 * How many values lie in each of `bins` equal parts of [low, high]; the last contains its upper end.
 * What lies outside, or is not a number, is not counted.
 */
export function histogramOf(
  values: ArrayLike<number>,
  low: number,
  high: number,
  bins: number,
): number[] {
  const counts = new Array<number>(bins).fill(0);
  for (let i = 0; i < values.length; i++) {
    const x = values[i];
    if (!(x >= low && x <= high)) continue;
    const bin = high === low ? 0 : Math.floor(((x - low) / (high - low)) * bins);
    counts[Math.min(bins - 1, bin)]++;
  }
  return counts;
}

/**
 * Mean entropy of each head's attention over the queries, −Σ p ln p in nats. Queries at padding say
 * nothing: where queries and keys are the same sequence, a position that no query attends to (weight 0
 * everywhere, as the mask leaves it) is padding.
 * `f32[B,H,Tq,Tk] → number[H]`; NaN where no query counts
 */
export function headEntropies(
  pattern: ArrayLike<number>,
  [batch, heads, queries, keys]: readonly number[],
): number[] {
  const square = queries === keys;
  return Array.from({ length: heads }, (_, head) => {
    let sum = 0;
    let counted = 0;
    for (let b = 0; b < batch; b++) {
      const at = (b * heads + head) * queries * keys;
      const attended = (key: number): boolean => {
        for (let q = 0; q < queries; q++) if (pattern[at + q * keys + key] > 0) return true;
        return false;
      };
      for (let q = 0; q < queries; q++) {
        if (square && !attended(q)) continue;
        sum += entropyOf(pattern, at + q * keys, keys);
        counted++;
      }
    }
    return sum / counted;
  });
}

/**
 * How many units of a ReLU are 0 everywhere: for every example and at every place.
 * @param units  size of the axis along which units lie
 * @param inner  how many values lie between two units: 1 for the last axis, Y·X for feature maps
 */
export function deadUnits(values: ArrayLike<number>, units: number, inner: number): number {
  const alive = new Uint8Array(units);
  for (let i = 0; i < values.length; i++) {
    if (values[i] !== 0) alive[Math.floor(i / inner) % units] = 1;
  }
  return alive.reduce((dead, lives) => dead - lives, units);
}

/** An answer of a classifier, and what it costs. */
export interface Judged {
  readonly answer: number;
  /** −ln of the right class's probability, in nats. */
  readonly loss: number;
}

/** The class of the largest of some scores (the first of several) and the cross-entropy of the right one. */
export function judgedBy(scores: ArrayLike<number>, target: number): Judged {
  let answer = 0;
  for (let k = 1; k < scores.length; k++) if (scores[k] > scores[answer]) answer = k;
  let sum = 0;
  for (let k = 0; k < scores.length; k++) sum += Math.exp(scores[k] - scores[answer]);
  return { answer, loss: Math.log(sum) + scores[answer] - scores[target] };
}

/** Some of a list: all while they are few, else so many that lie evenly, the first and the last among them. */
export function evenly<T>(list: readonly T[], most: number): readonly T[] {
  if (list.length <= most) return list;
  const at = (i: number): number => Math.round((i * (list.length - 1)) / (most - 1));
  return Array.from({ length: most }, (_, i) => list[at(i)]);
}
