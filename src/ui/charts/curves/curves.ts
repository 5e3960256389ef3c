import type { Measure } from '../../../engine/session/client';
import type { MetricsHistory } from '../../stores/session-store';
import { runningMean } from './running-mean';

/** Points that the drawn mean covers, which in a long run lie several steps apart; the legend says so. */
export const MEAN_POINTS = 25;

export type { Measure } from '../../../engine/session/client';

interface Point {
  readonly step: number;
  readonly value: number;
}

/** One measure over the training steps. Steps whose value is no number are left out. */
export interface Curves {
  readonly batch: readonly Point[];
  readonly mean: readonly Point[];
  readonly validation: readonly Point[];
  /** Held-out values of every model, where several are trained side by side. */
  readonly runs: readonly (readonly Point[])[];
  readonly lastStep: number;
  readonly highest: number;
}

/** Whether a measure is a share, from 0 to 1. */
export function isShare(measure: Measure): boolean {
  return measure === 'accuracy' || measure === 'exact';
}

const NOTHING: MetricsHistory = { train: [], validation: [] };

/** @param run which of the models is shown, as a position among the histories */
export function curvesOf(
  histories: readonly MetricsHistory[],
  measure: Measure,
  run: number,
): Curves {
  const points = (list: readonly { step: number; loss: number }[]): Point[] =>
    list.flatMap((point) => {
      const value = (point as Partial<Record<Measure, number>>)[measure];
      return value !== undefined && Number.isFinite(value) ? [{ step: point.step, value }] : [];
    });
  const { train, validation } = histories[run] ?? NOTHING;
  const batch = points(train);
  const held = points(validation);
  const runs = histories.length < 2 ? [] : histories.map((one) => points(one.validation));
  const means = runningMean(
    batch.map((point) => point.value),
    MEAN_POINTS,
  );
  return {
    batch,
    mean: batch.map(({ step }, i) => ({ step, value: means[i] })),
    validation: held,
    runs,
    lastStep: Math.max(batch.at(-1)?.step ?? 0, held.at(-1)?.step ?? 0),
    highest: [...batch, ...held, ...runs.flat()].reduce(
      (high, { value }) => Math.max(high, value),
      0,
    ),
  };
}

/** The last point at or before a step. */
export function pointAt(points: readonly Point[], step: number): Point | undefined {
  let [low, high] = [0, points.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (points[middle].step <= step) low = middle + 1;
    else high = middle;
  }
  return points[low - 1];
}
