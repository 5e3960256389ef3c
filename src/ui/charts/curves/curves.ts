import type { MetricsHistory } from '../../stores/session-store';
import { runningMean } from './running-mean';

/** Points that the drawn mean covers, which in a long run lie several steps apart; the legend says so. */
export const MEAN_POINTS = 25;

export type Measure = 'loss' | 'accuracy';

interface Point {
  readonly step: number;
  readonly value: number;
}

/** One measure over the training steps. Steps whose value is no number are left out. */
export interface Curves {
  readonly batch: readonly Point[];
  readonly mean: readonly Point[];
  readonly validation: readonly Point[];
  readonly lastStep: number;
  readonly highest: number;
}

export function curvesOf({ train, validation }: MetricsHistory, measure: Measure): Curves {
  const points = (list: MetricsHistory['validation']): Point[] =>
    list
      .filter((point) => Number.isFinite(point[measure]))
      .map((point) => ({ step: point.step, value: point[measure] }));
  const batch = points(train);
  const held = points(validation);
  const means = runningMean(
    batch.map((point) => point.value),
    MEAN_POINTS,
  );
  return {
    batch,
    mean: batch.map(({ step }, i) => ({ step, value: means[i] })),
    validation: held,
    lastStep: Math.max(batch.at(-1)?.step ?? 0, held.at(-1)?.step ?? 0),
    highest: [...batch, ...held].reduce((high, { value }) => Math.max(high, value), 0),
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
