import { describe, expect, test } from 'vitest';
import { input } from '../ops/source';
import { sizeOf } from '../tensor/shape';
import type { TensorData } from '../tensor/types';
import { evaluateGraph } from '../testing/evaluate';
import { normal, seededRandom } from '../testing/samples';
import { buildModel } from './build';
import { convolutionalClassifier } from './convolutional-classifier';
import { meanClassifier } from './mean-classifier';
import { recurrentClassifier } from './recurrent-classifier';
import type { ModelSpec } from './spec';

const VOCABULARY = 7;
const CLASSES = 3;
const WIDTH = 4;
const IDS = [3, 1, 6, 2, 1];
const sizes = { vocabulary: VOCABULARY, classes: CLASSES, width: WIDTH, dropout: 0 };

/** Class scores of the words among so many places, of which the rest are padding, and the parameters. */
function scores(model: ModelSpec, length: number) {
  const { b } = buildModel(
    model,
    (builder) => ({
      tokens: input(builder, [1, length], { name: 'tokens', axes: ['B', 'T'], dtype: 'i32' }),
      target: input(builder, [1], { name: 'target', axes: ['B'], dtype: 'i32' }),
    }),
    'show',
  );
  const random = seededRandom(5);
  const values = Object.fromEntries(
    b.nodes
      .filter(({ op }) => op.kernel === 'source')
      .map(({ name, type }): [string, TensorData] => {
        if (name === 'target') return [name, Int32Array.of(1)];
        if (name === 'tokens') {
          return [name, Int32Array.from({ length }, (_, t) => IDS[t] ?? 0)];
        }
        return [name, Float32Array.from({ length: sizeOf(type.shape) }, () => normal(random))];
      }),
  );
  const logits = evaluateGraph(b, values, { double: true }).get('logits') ?? new Float32Array();
  return { logits: Array.from(logits), values };
}

type Values = Readonly<Record<string, TensorData>>;
const word = (values: Values, t: number, c: number): number =>
  t in IDS ? values['embedding.table'][IDS[t] * WIDTH + c] : 0;
/** x·W + b, with W f32[in, K]. */
const head = (values: Values, x: readonly number[], name = 'head', out = CLASSES): number[] =>
  Array.from({ length: out }, (_, k) =>
    x.reduce((sum, v, i) => sum + v * values[`${name}.W`][i * out + k], values[`${name}.b`][k]),
  );
const closeTo = (got: readonly number[], wanted: readonly number[]) => {
  expect(got).toHaveLength(wanted.length);
  for (const [k, value] of wanted.entries()) expect(got[k]).toBeCloseTo(value, 4);
};

describe.each([IDS.length, IDS.length + 3])('five words in %i places', (length) => {
  test('the mean of the word vectors, padding left out', () => {
    const { logits, values } = scores(meanClassifier(sizes), length);
    const mean = Array.from({ length: WIDTH }, (_, c) =>
      IDS.reduce((sum, _id, t) => sum + word(values, t, c) / IDS.length, 0),
    );
    closeTo(logits, head(values, mean));
  });

  test('of each filter the largest answer anywhere, at least 0', () => {
    const filters = 2;
    const model = convolutionalClassifier({ ...sizes, kernels: [1, 3], filters });
    const { logits, values } = scores(model, length);
    const features = [1, 3].flatMap((kernel) =>
      Array.from({ length: filters }, (_, f) => {
        const answers = IDS.map((_id, at) => {
          let sum = values[`conv${kernel}.b`][f];
          for (let c = 0; c < WIDTH; c++) {
            for (let k = 0; k < kernel; k++) {
              const weight = values[`conv${kernel}.W`][(f * WIDTH + c) * kernel + k];
              sum += weight * word(values, at + k - (kernel - 1) / 2, c);
            }
          }
          return sum;
        });
        return Math.max(0, ...answers);
      }),
    );
    closeTo(logits, head(values, features));
  });

  test('the last state of a recurrence, which padding does not change', () => {
    const hidden = 3;
    const model = recurrentClassifier({
      ...sizes,
      kind: 'rnn',
      hidden,
      bidirectional: false,
      pooling: 'last',
      scoreWidth: 0,
      dense: 2,
      wordDropout: 0,
    });
    const { logits, values } = scores(model, length);
    const weight = (ending: string): TensorData => {
      const name = Object.keys(values).find((key) => key.startsWith('rnn') && key.endsWith(ending));
      return values[name ?? ''];
    };
    let state = Array.from({ length: hidden }, () => 0);
    for (const t of IDS.keys()) {
      state = state.map((_, h) => {
        let sum = weight('.b')[h];
        for (let c = 0; c < WIDTH; c++) sum += word(values, t, c) * weight('.W')[c * hidden + h];
        for (let g = 0; g < hidden; g++) sum += state[g] * weight('.U')[g * hidden + h];
        return Math.tanh(sum);
      });
    }
    const dense = head(values, state, 'dense', 2).map((x) => Math.max(0, x));
    closeTo(logits, head(values, dense));
  });
});
