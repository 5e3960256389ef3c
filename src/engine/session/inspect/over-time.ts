import { ExperimentError } from '../../tensor/errors';
import { trainingAt } from '../interventions';
import { evenly } from './measures';
import { nextTask } from '../pacing';
import type { Asking } from '../questions/question';

/** Steps at which something is measured: as many as a chart can tell apart. */
const MOST_STEPS = 40;
/** Work shorter than this (ms) shows no progress. */
const SHOW_PROGRESS_AFTER = 300;

/** Something measured at several steps of a training. */
export interface OverTime<T> {
  readonly steps: readonly number[];
  /** As many as steps. */
  readonly values: readonly T[];
}

/** Goes through steps one by one, telling how far it is; null when it was cancelled. */
export async function eachOf<T>(
  { progress, cancelled }: Asking,
  steps: readonly number[],
  measure: (step: number) => Promise<T>,
): Promise<OverTime<T> | null> {
  const values: T[] = [];
  const started = performance.now();
  let shown = false;
  try {
    for (const [i, step] of steps.entries()) {
      if (cancelled()) return null;
      values.push(await measure(step));
      shown ||= performance.now() - started > SHOW_PROGRESS_AFTER;
      if (shown) progress(i + 1, steps.length);
      // So that the cancelling can arrive.
      await nextTask();
    }
    return { steps, values };
  } finally {
    if (shown) progress(steps.length, steps.length);
  }
}

/**
 * Measures the models as of each snapshot and the present; what was shown is shown again afterwards.
 * @throws ExperimentError where nothing is trained
 */
export async function overTime<T>(
  asking: Asking,
  measure: (step: number) => Promise<T>,
): Promise<OverTime<T> | null> {
  const { bench } = asking;
  const { runs } = bench;
  if (!runs) throw new ExperimentError('Nothing is trained here, so nothing changes over time.');
  const before = runs.looksBack ? runs.shownStep : null;
  const { step: present, timeline } = runs;
  const steps = [...timeline.steps.filter((step) => step < present), present];
  try {
    return await eachOf(asking, evenly(steps, MOST_STEPS), async (step) => {
      await bench.lookAt(step);
      return measure(step);
    });
  } finally {
    await bench.lookAt(before);
  }
}

/**
 * Snapshots after which a step can be taken again: training has the same interventions now as it had
 * there. @throws ExperimentError where nothing is trained
 */
export function repeatable({ bench }: Asking): readonly number[] {
  const { runs, run, edits } = bench;
  if (!runs) throw new ExperimentError('Nothing is trained here, so no step can be taken again.');
  const at = (step: number) => JSON.stringify(trainingAt(edits.interventions, step, run));
  return evenly(
    runs.timeline.steps.filter((step) => step < runs.step && at(step) === at(runs.step)),
    MOST_STEPS,
  );
}
