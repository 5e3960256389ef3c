import type { AnswerOf } from '../../../engine/session/client';

export type WeightStep = AnswerOf<'attentionWeight'>;

/** The sums that a weight begins with: where nothing before is about the same query and key. */
export function leavesOf(step: WeightStep): readonly WeightStep[] {
  return step.from.length === 0 ? [step] : step.from.flatMap(leavesOf);
}

/** What happens to the sums up to the weight, in the order of the computation; the sums left out. */
export function stepsOf(step: WeightStep): readonly WeightStep[] {
  if (step.from.length === 0) return [];
  const before = step.from.flatMap(stepsOf);
  // What only takes a number from one place to another goes without saying.
  const moved = step.terms.length === 1 && step.terms[0].weight === undefined;
  return moved && !isNamed(step) ? before : [...before, step];
}

/** Whether a person gave the tensor its name; others are called by their operation and number. */
export function isNamed({ name }: Pick<WeightStep, 'name'>): boolean {
  return !name.includes('#');
}

/** The last part of a path. */
export function shortName(name: string): string {
  return name.split('.').at(-1) ?? name;
}
