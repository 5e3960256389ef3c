import type { Baseline } from '../data/dataset';
import type { Goal } from './entry';

/** What is known of the models of an experiment and of simpler methods. */
export interface Judged {
  readonly runs: readonly { readonly id: string }[];
  readonly baseline?: Baseline | undefined;
}

/** Held-out values over the steps. */
export interface Held {
  readonly validation: readonly {
    readonly loss: number;
    readonly accuracy: number;
    readonly exact?: number;
  }[];
}

export interface GoalState {
  /** The latest held-out value; undefined before the first. */
  readonly value: number | undefined;
  /** What it has to reach; undefined while the model it is compared with has no value. */
  readonly bar: number | undefined;
  /** How much of the way is done, from 0 to 1. */
  readonly share: number;
  readonly reached: boolean;
}

/** How far an experiment is on the way to its goal, by the held-out values of its models. */
export function goalState(
  goal: Goal,
  { runs, baseline }: Judged,
  metrics: readonly Held[],
): GoalState {
  const held = (run: string | undefined): readonly number[] => {
    const at = run === undefined ? 0 : runs.findIndex(({ id }) => id === run);
    const points = metrics[at]?.validation ?? [];
    return points.flatMap((point) => point[goal.measure] ?? []).filter(Number.isFinite);
  };
  const values = held(goal.run);
  const value = values.at(-1);
  const bar = barOf(goal, baseline?.value, held);
  if (value === undefined || bar === undefined) return { value, bar, share: 0, reached: false };
  const lower = goal.measure === 'loss';
  const beats = lower ? value < bar : value > bar;
  const reached = beats || (value === bar && equalIsEnough(goal, bar));
  if (reached) return { value, bar, share: 1, reached };
  const share = lower ? lossShare(values[0], value, bar) : bar === 0 ? 0 : value / bar;
  // Not there yet, however close: a full bar would say otherwise.
  return { value, bar, share: Math.max(0, Math.min(0.99, share)), reached };
}

/** Beating another model means being better, not as good; and two that know nothing are not good. */
function equalIsEnough({ bar }: Goal, value: number): boolean {
  if (typeof bar === 'number') return true;
  return typeof bar === 'object' && bar.orEqual === true && value > 0;
}

function barOf(
  { bar }: Goal,
  baseline: number | undefined,
  held: (run: string) => readonly number[],
): number | undefined {
  if (typeof bar === 'number') return bar;
  return bar === 'baseline' ? baseline : held(bar.run).at(-1);
}

/** Of the way from the first value down to the bar. */
function lossShare(first: number, value: number, bar: number): number {
  return first <= bar ? 0 : (first - value) / (first - bar);
}
