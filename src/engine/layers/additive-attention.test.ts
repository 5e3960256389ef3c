import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { input } from '../ops/source';
import { distance, LayerBench, slopes, type Values } from '../testing/layer-bench';
import { columns, dot, matrixOf, plus, times, weightsOf } from '../testing/naive-attention';
import {
  additiveAttention,
  type AdditiveAttentionOptions,
  additivePool,
  multiplicativeAttention,
} from './additive-attention';
import { keyMask } from './masks';

const ACTIVATIONS = {
  tanh: Math.tanh,
  sigmoid: (v: number) => 1 / (1 + Math.exp(-v)),
  relu: (v: number) => Math.max(v, 0),
};

type Settings = Omit<AdditiveAttentionOptions, 'query' | 'key' | 'value' | 'mask'>;

/** From [B,3,4] to keys [B,5,6] and values [B,5,Cv], the last two keys of the first example masked. */
function bench(settings: Settings, valueWidth: number) {
  const made = new LayerBench(
    (m, x) => {
      const key = input(m.b, [2, 5, 6], { name: 'key' });
      const value = input(m.b, [2, 5, valueWidth], { name: 'value' });
      const mask = keyMask(m.b, input(m.b, [2, 5], { name: 'mask' }));
      return additiveAttention(m, 'attn', { query: x, key, value, mask, ...settings }).out;
    },
    [2, 3, 4],
  );
  const values = (seed: number): Values => ({
    ...made.values(seed),
    mask: Float64Array.of(1, 1, 1, 0, 0, 1, 1, 1, 1, 1),
  });
  return { made, values };
}

describe('additive attention', () => {
  const uses = fc.record({
    seed: fc.nat(),
    heads: fc.integer({ min: 1, max: 3 }),
    hidden: fc.integer({ min: 1, max: 3 }),
    activation: fc.constantFrom('tanh' as const, 'sigmoid' as const, 'relu' as const),
    project: fc.boolean(),
    bias: fc.boolean(),
  });

  test('scores pairs by a perceptron, in every head', () => {
    fc.assert(
      fc.property(uses, ({ seed, ...settings }) => {
        const { heads, hidden, activation, project, bias } = settings;
        const width = 2 * heads;
        const { made, values: draw } = bench(settings, width);
        const values = draw(seed);
        const weight = (name: string, from: number, to: number) =>
          matrixOf(values[`attn.${name}`], [from, to]);
        const shift = bias ? values['attn.b'] : new Float64Array(heads * hidden);
        const out: number[] = [];
        for (const n of [0, 1]) {
          const q = times(matrixOf(values.x, [3, 4], n * 12), weight('Wq', 4, heads * hidden));
          const key = matrixOf(values.key, [5, 6], n * 30);
          const k = plus(times(key, weight('Wk', 6, heads * hidden)), shift);
          let v = matrixOf(values.value, [5, width], n * 5 * width);
          if (project) v = plus(times(v, weight('Wv', width, width)), values['attn.bv']);
          const z = q.map((qi) =>
            Array.from({ length: heads }, (_, h) => {
              const scores = k.map((kj) => {
                const sums = qi.map((value, a) => ACTIVATIONS[activation](value + kj[a]));
                const own = sums.slice(h * hidden, (h + 1) * hidden);
                return dot(own, weight('v', heads, hidden)[h]);
              });
              const keep = (j: number) => values.mask[5 * n + j] === 1;
              return times([weightsOf(scores, keep)], columns(v, 2 * h, 2))[0];
            }).flat(),
          );
          const end = project ? plus(times(z, weight('Wo', width, width)), values['attn.bo']) : z;
          out.push(...end.flat());
        }
        expect(distance(made.read(values), out)).toBeLessThan(1e-10);
      }),
      { seed: 23, numRuns: 30 },
    );
  });

  test.each(['tanh', 'sigmoid', 'relu'] as const)(
    'with %s: gradients agree with central differences',
    (activation) => {
      const { made, values } = bench({ hidden: 3, heads: 2, activation }, 4);
      const given = values(2);
      const names = Object.keys(given).filter((name) => name !== 'mask');
      for (const { name, computed, difference } of slopes(made, given, names)) {
        expect
          .soft(Math.abs(computed - difference), name)
          .toBeLessThan(1e-7 * (1 + Math.abs(difference)));
      }
    },
  );

  test('refuses values that the heads cannot share', () => {
    expect(() => bench({ hidden: 2, heads: 2 }, 5)).toThrow(
      /^attn: values of width 5 cannot be divided among 2 heads/,
    );
  });
});

describe('multiplicative attention', () => {
  const multiplicative = (score: 'dot' | 'general', keyWidth: number) =>
    new LayerBench(
      (m, x) => {
        const key = input(m.b, [2, 5, keyWidth], { name: 'key' });
        return multiplicativeAttention(m, 'attn', { query: x, key, score }).out;
      },
      [2, 3, 4],
    );

  test('dot: products of query and key', () => {
    const made = multiplicative('dot', 4);
    const values = made.values(1);
    const expected = [0, 1].flatMap((n) => {
      const key = matrixOf(values.key, [5, 4], n * 20);
      return matrixOf(values.x, [3, 4], n * 12).flatMap(
        (q) => times([weightsOf(key.map((k) => dot(q, k)))], key)[0],
      );
    });
    expect(distance(made.read(values), expected)).toBeLessThan(1e-12);
  });

  test('general with the identity is dot', () => {
    const [dots, general] = [multiplicative('dot', 4), multiplicative('general', 4)];
    const identity = Float64Array.from({ length: 16 }, (_, i) => (i % 5 === 0 ? 1 : 0));
    const values = dots.values(1);
    expect(general.read({ ...values, 'attn.W': identity })).toEqual(dots.read(values));
  });

  test('refuses a dot product of two widths', () => {
    expect(() => multiplicative('dot', 5)).toThrow(/^attn: .*width 4 .*width 5; use .*"general"/);
  });
});

test('additive pooling weighs words by their match with the learned vector', () => {
  const made = new LayerBench(
    (m, x) =>
      additivePool(m, 'pool', x, { hidden: 3, mask: input(m.b, [2, 4], { name: 'mask' }) }).out,
    [2, 4, 5],
  );
  const values: Values = { ...made.values(6), mask: Float64Array.of(1, 1, 1, 1, 0, 1, 1, 0) };
  const expected = [0, 1].flatMap((n) => {
    const x = matrixOf(values.x, [4, 5], n * 20);
    const u = plus(times(x, matrixOf(values['pool.W'], [5, 3])), values['pool.b']);
    const scores = u.map((row) => dot(row.map(Math.tanh), Array.from(values['pool.query'])));
    return times([weightsOf(scores, (t) => values.mask[4 * n + t] === 1)], x)[0];
  });
  expect(distance(made.read(values), expected)).toBeLessThan(1e-12);
  const names = ['x', 'pool.W', 'pool.b', 'pool.query'];
  for (const { name, computed, difference } of slopes(made, values, names)) {
    expect
      .soft(Math.abs(computed - difference), name)
      .toBeLessThan(1e-7 * (1 + Math.abs(difference)));
  }
});
