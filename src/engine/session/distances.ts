import type { Dataset } from '../data/dataset';
import { NO_TARGET } from '../models/losses';
import type { TensorData } from '../tensor/types';
import type { Forward } from './forward';

/** Answers that depend on what stood a number of steps back. */
export interface DistancePoint {
  /** In steps. */
  readonly distance: number;
  /** How many such answers were asked for. */
  readonly asked: number;
  /** Share of them that is right. */
  readonly accuracy: number;
}

/** Examples that the model is given at once. */
export const DISTANCE_BATCH = 64;

/** How many of the held-out answers a model has right, by how far back lies what each depends on. */
export async function accuracyByDistance(
  forward: Forward,
  dataset: Dataset,
  target: string,
): Promise<DistancePoint[]> {
  const { distance, validation, classes } = dataset;
  if (!distance) return [];
  const { length } = validation.values[target];
  const answers = new Int32Array(length);
  for (let from = 0; from < validation.count; from += DISTANCE_BATCH) {
    const probabilities = await forward.run(rowsOf(dataset, from, DISTANCE_BATCH));
    const at = (from / validation.count) * length;
    answers.set(largest(probabilities, classes.length).subarray(0, length - at), at);
  }
  return countByDistance(distance, validation.values[target], answers);
}

/** Rows of the validation part; past its end, zeros. */
export function rowsOf(
  { fields, validation: { count, values } }: Dataset,
  from: number,
  batch: number,
): Record<string, TensorData> {
  return Object.fromEntries(
    Object.keys(fields).map((name) => {
      const all = values[name];
      const width = all.length / count;
      const rows =
        all instanceof Int32Array ? new Int32Array(batch * width) : new Float32Array(batch * width);
      rows.set(all.subarray(from * width, (from + batch) * width));
      return [name, rows];
    }),
  );
}

/** The position of the largest of each `classes` numbers. */
function largest(values: Float32Array, classes: number): Int32Array {
  return Int32Array.from({ length: values.length / classes }, (_, row) => {
    let best = 0;
    for (let k = 1; k < classes; k++) {
      if (values[row * classes + k] > values[row * classes + best]) best = k;
    }
    return best;
  });
}

/**
 * Right answers by distance, from the nearest to the farthest. All three are as long as each other;
 * where the target is −1 nothing was asked.
 */
export function countByDistance(
  distance: ArrayLike<number>,
  target: ArrayLike<number>,
  answers: ArrayLike<number>,
): DistancePoint[] {
  const counts = new Map<number, { asked: number; right: number }>();
  for (let i = 0; i < target.length; i++) {
    if (target[i] === NO_TARGET) continue;
    const count = counts.get(distance[i]) ?? { asked: 0, right: 0 };
    count.asked++;
    if (answers[i] === target[i]) count.right++;
    counts.set(distance[i], count);
  }
  return [...counts]
    .sort(([a], [b]) => a - b)
    .map(([steps, { asked, right }]) => ({ distance: steps, asked, accuracy: right / asked }));
}
