import { describe, expect, test } from 'vitest';
import { appendGradients } from '../autodiff/gradients';
import { Builder } from '../graph/builder';
import { input } from '../ops/source';
import { sizeOf } from '../tensor/shape';
import type { TensorData } from '../tensor/types';
import { evaluateGraph } from '../testing/evaluate';
import { normal, seededRandom } from '../testing/samples';
import { judgeAdversaries } from './adversarial';
import type { Purpose } from './block';
import { buildModel } from './build';
import { pictureGenerator } from './picture-generator';

const BATCH = 2;
const OPTIONS = { classes: 3, side: 4, maps: 8 } as const;
const TARGETS = [2, 0];

/** A tiny game. `show`: the vectors u of the spectral norms stay, so that differences are those of weights alone. */
const game = (attention: boolean) =>
  buildModel(
    pictureGenerator({ ...OPTIONS, attention }),
    (b) => ({
      image: input(b, [BATCH, 1, 4, 4], { name: 'image', axes: ['B', 'C', 'Y', 'X'] }),
      noise: input(b, [BATCH, 5], { name: 'noise', axes: ['B', 'C'] }),
      target: input(b, [BATCH], { name: 'target', dtype: 'i32', axes: ['B'] }),
    }),
    'show',
  );

type Values = Record<string, TensorData>;

/** Random values of all that comes from outside. */
function valuesOf(b: Builder): Values {
  const random = seededRandom(5);
  return Object.fromEntries(
    b.nodes
      .filter(({ op }) => op.kernel === 'source')
      .map(({ name, type }) => [
        name,
        name === 'target'
          ? Int32Array.from(TARGETS)
          : Float32Array.from({ length: sizeOf(type.shape) }, () => {
              const value = 0.4 * normal(random);
              // A variance is not negative.
              return name.endsWith('.runningVar') ? 0.5 + Math.abs(value) : value;
            }),
      ]),
  );
}

const compute = (b: Builder, values: Values) => evaluateGraph(b, values, { double: true });

/** The loss that each parameter is there to make smaller. */
function ownLoss(parameter: string): string {
  return parameter.startsWith('critic.') ? 'loss.discriminator' : 'loss.generator';
}

describe('two losses in one', () => {
  test('the gradient of the sum is for each parameter that of its own loss, by differences', () => {
    const graph = game(true);
    const values = valuesOf(graph.b);
    const plain = game(true).b;
    const names = graph.parameters.map(({ name }) => name);
    if (!graph.loss) throw new Error('There is no loss.');
    const gradients = appendGradients(graph.b, graph.loss, names);
    const results = compute(graph.b, values);
    const random = seededRandom(6);
    for (const name of names) {
      const gradient = results.get(gradients.get(name)?.name ?? '');
      if (!gradient) throw new Error(`"${name}" has no gradient.`);
      const direction = Float64Array.from(values[name], () => normal(random));
      const moved = (by: number) => {
        const there = Float64Array.from(values[name], (v, i) => v + by * direction[i]);
        const all = { ...values, [name]: there as unknown as TensorData };
        return compute(plain, all).get(ownLoss(name))?.[0] ?? Number.NaN;
      };
      const expected = (moved(1e-5) - moved(-1e-5)) / 2e-5;
      const slope = direction.reduce((s, d, i) => s + d * gradient[i], 0);
      expect(slope, name).toBeCloseTo(expected, 7);
    }
    // Every player has something to learn here.
    const learned = (prefix: string) =>
      names.some((name) => name.startsWith(prefix) && results.get(`grad:${name}`)?.some(Boolean));
    expect(['critic.', 'attn.', 'conv1.', 'dense.'].every(learned)).toBe(true);
  });

  test('are as calculated by hand', () => {
    const read = (purpose: Purpose) => {
      const b = new Builder();
      const scores = (name: string) => input(b, [2], { name, axes: ['B'] });
      const [real, other, made, judged] = ['real', 'other', 'made', 'judged'].map(scores);
      const { loss } = judgeAdversaries(b, { real, other, made, judged }, purpose);
      const results = evaluateGraph(b, {
        real: Float32Array.of(2, -0.5),
        other: Float32Array.of(-3, 0),
        made: Float32Array.of(-2, 0.5),
        judged: Float32Array.of(1, 3),
      });
      return results.get(loss.name)?.[0];
    };
    // Real and made (0 + 1.5)/2 + (0 + 1.5)/2, real and other (0 + 1.5)/2 + (0 + 1)/2, made −(1 + 3)/2
    const loss = 0.75 + 0.75 + 0.75 + 0.5 - 2;
    expect(read('train')).toBeCloseTo(loss, 6);
    // Sums over the two examples.
    expect(read('evaluate')).toBeCloseTo(2 * loss, 6);
  });
});

test('a real picture as another class scores what it would on average, asked of each other class', () => {
  const graph = game(true);
  const values = valuesOf(graph.b);
  const scores = (targets: readonly number[], name: string) =>
    compute(graph.b, { ...values, target: Int32Array.from(targets) }).get(name) ?? [];
  const other = scores(TARGETS, 'critic.other');
  for (const [i, target] of TARGETS.entries()) {
    const others = [0, 1, 2].filter((k) => k !== target);
    const [one, two] = others.map((k) => scores([k, k], 'critic.real')[i]);
    expect(one).not.toBe(two);
    expect(other[i]).toBeCloseTo((one + two) / 2, 9);
  }
});

test('attention changes nothing while its weight γ is 0, where it starts', () => {
  const [attending, plain] = [game(true), game(false)];
  const gamma = attending.parameters.find(({ name }) => name === 'attn.gamma');
  expect(gamma?.init).toEqual({ kind: 'constant', value: 0 });
  const values = { ...valuesOf(attending.b), 'attn.gamma': Float32Array.of(0) };
  const fake = ({ b }: typeof plain, all: Values) => compute(b, all).get('fake');
  expect(fake(attending, values)).toEqual(fake(plain, values));
  const on = { ...values, 'attn.gamma': Float32Array.of(1) };
  expect(fake(attending, on)).not.toEqual(fake(plain, values));
});
