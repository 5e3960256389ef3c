import type { TensorData } from '../../../engine/tensor/types';

/** What is known of an answer: `open` where no right one is known at all, `unasked` where none counts. */
export type AnswerState = 'right' | 'wrong' | 'open' | 'unasked';

/** The most likely class at a position, and how likely it is. `f32[…,T,K]`, K classes */
export function bestAt(
  data: TensorData,
  position: number,
  classes: number,
): { readonly best: number; readonly probability: number } {
  const first = position * classes;
  let best = 0;
  for (let k = 1; k < classes; k++) if (data[first + k] > data[first + best]) best = k;
  return { best, probability: data[first + best] };
}

/** Whether a class is the right one at a position; own words have no right ones anywhere. */
export function judged(best: number, targets: readonly number[], position: number): AnswerState {
  const right = targets[position] ?? -1;
  if (right >= 0) return right === best ? 'right' : 'wrong';
  return targets.some((target) => target >= 0) ? 'unasked' : 'open';
}

/** The position that an answer is looked at first: the first that counts. */
export function firstAsked(targets: readonly number[]): number {
  return Math.max(
    0,
    targets.findIndex((target) => target >= 0),
  );
}

/** Where a key leads to from one of `count` positions; null for keys that lead nowhere. */
export function stepTo(key: string, from: number, count: number): number | null {
  const to = { ArrowLeft: from - 1, ArrowRight: from + 1, Home: 0, End: count - 1 }[key];
  return to === undefined ? null : Math.min(count - 1, Math.max(0, to));
}

/** Characters that leave no mark, as signs that do. */
export function visible(name: string): string {
  if (name === ' ') return '␣';
  return name === '\n' ? '↵' : name;
}
