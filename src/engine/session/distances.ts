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
  /** Mean −log of the probability of the right one, in nats. */
  readonly loss: number;
}

/** Examples that the model is given at once. */
export const DISTANCE_BATCH = 64;

/** How well a model gives the held-out answers, by how far back lies what each depends on. */
export async function answersByDistance(
  forward: Forward,
  dataset: Dataset,
  target: string,
): Promise<DistancePoint[]> {
  const { distance, validation, classes } = dataset;
  if (!distance) return [];
  const wanted = validation.values[target];
  const given = { classes: new Int32Array(wanted.length), losses: new Float64Array(wanted.length) };
  for (let from = 0; from < validation.count; from += DISTANCE_BATCH) {
    const probabilities = await forward.run(rowsOf(dataset, from, DISTANCE_BATCH));
    const at = (from / validation.count) * wanted.length;
    const rows = Math.min(probabilities.length / classes.length, wanted.length - at);
    for (let row = 0; row < rows; row++) {
      const first = row * classes.length;
      given.classes[at + row] = largest(probabilities, first, classes.length);
      given.losses[at + row] = -Math.log(probabilities[first + Math.max(0, wanted[at + row])]);
    }
  }
  return countByDistance(distance, wanted, given);
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

/** The position of the largest of so many numbers. */
function largest(values: Float32Array, first: number, count: number): number {
  let best = 0;
  for (let k = 1; k < count; k++) {
    if (values[first + k] > values[first + best]) best = k;
  }
  return best;
}

/** What a model gave as answers, and the loss of each. */
interface Answers {
  readonly classes: ArrayLike<number>;
  readonly losses: ArrayLike<number>;
}

/**
 * Right answers and losses by distance, from the nearest to the farthest. All are as long as each
 * other; where the target is −1 nothing was asked.
 */
export function countByDistance(
  distance: ArrayLike<number>,
  target: ArrayLike<number>,
  { classes, losses }: Answers,
): DistancePoint[] {
  const counts = new Map<number, { asked: number; right: number; loss: number }>();
  for (let i = 0; i < target.length; i++) {
    if (target[i] === NO_TARGET) continue;
    const count = counts.get(distance[i]) ?? { asked: 0, right: 0, loss: 0 };
    count.asked++;
    count.loss += losses[i];
    if (classes[i] === target[i]) count.right++;
    counts.set(distance[i], count);
  }
  return [...counts]
    .sort(([a], [b]) => a - b)
    .map(([steps, { asked, right, loss }]) => ({
      distance: steps,
      asked,
      accuracy: right / asked,
      loss: loss / asked,
    }));
}
