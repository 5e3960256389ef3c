import { describe, expect, test } from 'vitest';
import { input } from '../ops/source';
import { evaluateGraph } from '../testing/evaluate';
import { normal, seededRandom } from '../testing/samples';
import { sizeOf } from '../tensor/shape';
import type { TensorData } from '../tensor/types';
import { buildModel } from './build';
import { sequenceClassifier } from './sequence-classifier';
import type { ModelSpec } from './spec';

const CHANNELS = 3;
const spec = (layers: number): ModelSpec =>
  sequenceClassifier({
    classes: 4,
    maxLength: 12,
    kernel: 5,
    pool: 2,
    width: 6,
    heads: 2,
    layers,
    dropout: 0,
  });

/** Class scores of one sequence among `length` places, of which the rest are padding. */
function scores(model: ModelSpec, frames: readonly number[], length: number): TensorData {
  const { b } = buildModel(
    model,
    (builder) => ({
      frames: input(builder, [1, length, CHANNELS], { name: 'frames', axes: ['B', 'T', 'F'] }),
      present: input(builder, [1, length], { name: 'present', axes: ['B', 'T'], kind: 'mask' }),
      target: input(builder, [1], { name: 'target', axes: ['B'], dtype: 'i32' }),
    }),
    'show',
  );
  const count = frames.length / CHANNELS;
  const random = seededRandom(3);
  const values = Object.fromEntries(
    b.nodes
      .filter(({ op }) => op.kernel === 'source')
      .map(({ name, type }): [string, TensorData] => {
        const numbers = (at: (i: number) => number) =>
          Float32Array.from({ length: sizeOf(type.shape) }, (_, i) => at(i));
        if (name === 'frames') return [name, numbers((i) => frames[i] ?? 0)];
        if (name === 'present') return [name, numbers((i) => (i < count ? 1 : 0))];
        if (name === 'target') return [name, Int32Array.of(1)];
        return [name, numbers(() => normal(random))];
      }),
  );
  return evaluateGraph(b, values, { double: true }).get('logits') ?? new Float32Array();
}

describe('a classifier of sequences', () => {
  test.each([0, 1])('with %i layers of attention gives the same whatever the padding', (layers) => {
    const random = seededRandom(8);
    // An odd length, so that the last window of the pooling is not full.
    const frames = Array.from({ length: 7 * CHANNELS }, () => normal(random));
    const alone = scores(spec(layers), frames, 7);
    expect(alone).toHaveLength(4);
    for (const length of [8, 12]) {
      const padded = scores(spec(layers), frames, length);
      for (const [k, value] of [...padded].entries()) expect(value).toBeCloseTo(alone[k], 9);
    }
  });

  test('without attention does not tell sequences apart whose sounds it cannot see side by side', () => {
    // Two marks further apart than the two kernels and the pooling reach, in either order.
    const marked = (first: number, second: number) =>
      Array.from({ length: 41 * CHANNELS }, (_, i) => {
        if (i === 10 * CHANNELS) return first;
        return i === 30 * CHANNELS ? second : 0;
      });
    const [one, other] = [marked(1, 2), marked(2, 1)];
    const gap = (layers: number) => {
      const [a, b] = [one, other].map((frames) => scores(spec(layers), frames, 41));
      return Math.max(...Array.from(a, (value, k) => Math.abs(value - b[k])));
    };
    expect(gap(0)).toBeLessThan(1e-9);
    // Positions give the order away.
    expect(gap(1)).toBeGreaterThan(1e-3);
  });
});
