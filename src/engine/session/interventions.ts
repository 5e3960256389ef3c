import type { Intervention } from '../experiment/schema';
import { parameterOf } from './parameter-key';

type Span = readonly [number, number | null];

/**
 * The interventions after a revision, made after `step` training steps: which training has from now
 * on is written into their spans. One that is taken back, or changed, is kept as long as a replay of
 * the training needs it.
 *
 * @param list   what stood, those that were taken back included
 * @param wanted what is to stand, in this order; spans of it are not looked at
 */
export function revised(
  list: readonly Intervention[],
  wanted: readonly Intervention[],
  step: number,
): Intervention[] {
  const next: Intervention[] = [];
  let done = 0;
  /** Takes back those that stood before `end`; each keeps its place among the others. */
  const takeBack = (end: number): void => {
    for (const old of list.slice(done, end)) {
      const kept = withSpans({ ...old, removed: true }, old.trained ?? [], false, step);
      if (kept.trained) next.push(kept);
    }
    done = end;
  };
  for (const one of wanted) {
    const key = ruleKey(one);
    const at = list.findIndex((old, i) => i >= done && ruleKey(old) === key);
    if (at >= 0) {
      takeBack(at);
      done = at + 1;
    }
    const past = at < 0 ? [] : (list[at].trained ?? []);
    const { removed: _, ...standing } = one;
    next.push(withSpans(standing, past, one.on && one.training, step));
  }
  takeBack(list.length);
  return next;
}

/** What is left of interventions when training starts anew. */
export function restarted(list: readonly Intervention[]): Intervention[] {
  return list
    .filter(({ removed }) => !removed)
    .map((one) => withSpans(one, [], one.on && one.training, 0));
}

/** The same when training was stopped at `step`, before it was where the list belongs. */
export function cutAt(list: readonly Intervention[], step: number): Intervention[] {
  const standing = list.filter(({ removed }) => !removed);
  const past = list.map((one) => ({
    ...one,
    trained: (one.trained ?? [])
      .filter(([from]) => from < step)
      .map(([from, to]): Span => [from, to === null || to >= step ? null : to]),
  }));
  return revised(past, standing, step);
}

/** Interventions that training has at a step, each by the name that its own model gives the tensor. */
export function trainingAt(
  list: readonly Intervention[],
  step: number,
  run: number,
): Intervention[] {
  const has = ({ trained = [] }: Intervention): boolean =>
    trained.some(([from, to]) => from <= step && (to === null || step < to));
  return ofRun(list.filter(has), run);
}

/** Steps after which training goes on with other interventions, ascending. */
export function switchesOf(list: readonly Intervention[]): number[] {
  const steps = list.flatMap(({ trained = [] }) => trained.flat().filter((at) => at !== null));
  return [...new Set(steps)].sort((a, b) => a - b);
}

/** Interventions of one of the models that are on, by the names that it gives its tensors. */
export function shownOf(list: readonly Intervention[], run: number): Intervention[] {
  return ofRun(
    list.filter(({ on, removed }) => on && !removed),
    run,
  );
}

function ofRun(list: readonly Intervention[], run: number): Intervention[] {
  return list.flatMap((one) => {
    const { name, run: own } = parameterOf(one.tensor);
    return own === run ? [{ ...one, tensor: name }] : [];
  });
}

/** What an intervention does, whether it is on or not: equal ones are one and the same. */
export function ruleKey({ tensor, where, kind, value, values, from, seed }: Intervention): string {
  return JSON.stringify([tensor, where, kind, value, values, from, seed]);
}

/** Whether two lists differ in nothing but the values that are set or multiplied by. */
export function sameButValues(a: readonly Intervention[], b: readonly Intervention[]): boolean {
  const key = (one: Intervention): string => {
    const { value: _, trained: __, ...rest } = one;
    return JSON.stringify(rest);
  };
  return a.length === b.length && a.every((one, i) => key(one) === key(b[i]));
}

function withSpans(
  one: Intervention,
  past: readonly Span[],
  active: boolean,
  step: number,
): Intervention {
  const spans = [...past];
  const last = spans.at(-1);
  if (active && last?.[1] !== null) {
    // On again at the step at which it was switched off: as though it had been on.
    if (last?.[1] === step) spans[spans.length - 1] = [last[0], null];
    else spans.push([step, null]);
  }
  if (!active && last?.[1] === null) {
    spans.pop();
    if (last[0] < step) spans.push([last[0], step]);
  }
  const { trained: _, removed, ...rule } = one;
  return {
    ...rule,
    ...(spans.length > 0 ? { trained: spans } : {}),
    ...(removed ? { removed } : {}),
  };
}
