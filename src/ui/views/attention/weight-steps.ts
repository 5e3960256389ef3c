import type { AnswerOf } from '../../../engine/session/client';

export type WeightStep = AnswerOf<'attentionWeight'>;

/** The sums that a weight begins with: where nothing before is about the same query and key. */
export function leavesOf(step: WeightStep): readonly WeightStep[] {
  return step.from.length === 0 ? [step] : step.from.flatMap(leavesOf);
}

/** What happens to the sums up to the weight, in the order of the computation; the sums left out. */
export function stepsOf(step: WeightStep): readonly WeightStep[] {
  if (step.from.length === 0) return [];
  return [...step.from.flatMap(stepsOf), step];
}

/** The last part of a path. */
export function shortName(name: string): string {
  return name.split('.').at(-1) ?? name;
}
