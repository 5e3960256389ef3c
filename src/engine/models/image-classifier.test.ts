import { expect, test } from 'vitest';
import { input } from '../ops/source';
import { sizeOf } from '../tensor/shape';
import type { TensorData } from '../tensor/types';
import { evaluateGraph } from '../testing/evaluate';
import { normal, seededRandom } from '../testing/samples';
import { buildModel } from './build';
import { imageClassifier } from './image-classifier';

const CHANNELS = 3;
const SIDE = 8;
const PLACES = SIDE ** 2;

function normals(random: () => number, count: number): Float32Array {
  return Float32Array.from({ length: count }, () => normal(random));
}

/** Class scores of one picture, f32[3,8,8], and every other tensor of the model. */
function computed(image: Float32Array, evenContrast: boolean): Map<string, TensorData> {
  const model = imageClassifier({ classes: 4, maps: [4], hidden: [6], dropout: 0, evenContrast });
  const { b } = buildModel(
    model,
    (builder) => ({
      image: input(builder, [1, CHANNELS, SIDE, SIDE], {
        name: 'image',
        axes: ['B', 'C', 'Y', 'X'],
      }),
      target: input(builder, [1], { name: 'target', axes: ['B'], dtype: 'i32' }),
    }),
    'show',
  );
  const random = seededRandom(5);
  const values = b.nodes
    .filter(({ op }) => op.kernel === 'source')
    .map(({ name, type }): [string, TensorData] => {
      if (name === 'image') return [name, image];
      const size = sizeOf(type.shape);
      return [name, name === 'target' ? new Int32Array(size) : normals(random, size)];
    });
  return evaluateGraph(b, Object.fromEntries(values));
}

const picture = normals(seededRandom(9), CHANNELS * PLACES);
/** The same picture in another light: each channel with a contrast and a brightness of its own. */
const relit = picture.map((value, i) => {
  const channel = Math.floor(i / PLACES);
  return [2, 0.5, 1.5][channel] * value + [0.3, -0.4, 1][channel];
});

test('with even contrast every channel has mean 0 and variance 1', () => {
  const even = computed(relit, true).get('even') ?? [];
  for (let channel = 0; channel < CHANNELS; channel++) {
    const values = [...even].slice(channel * PLACES, (channel + 1) * PLACES);
    const mean = values.reduce((sum, x) => sum + x, 0) / PLACES;
    const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / PLACES;
    expect(mean).toBeCloseTo(0, 5);
    expect(variance).toBeCloseTo(1, 3);
  }
});

test('with even contrast the light does not change the scores; without, it does', () => {
  const scores = (image: Float32Array, evenContrast: boolean) => [
    ...(computed(image, evenContrast).get('logits') ?? []),
  ];
  const furthest = (evenContrast: boolean) => {
    const before = scores(picture, evenContrast);
    return Math.max(...scores(relit, evenContrast).map((x, k) => Math.abs(x - before[k])));
  };
  expect(scores(picture, true)).toHaveLength(4);
  expect(furthest(true)).toBeLessThan(1e-2);
  expect(furthest(false)).toBeGreaterThan(1);
});
