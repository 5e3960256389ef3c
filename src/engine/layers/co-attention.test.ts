import { expect, test } from 'vitest';
import { input } from '../ops/source';
import { add } from '../ops/add';
import { distance, LayerBench, slopes, type Values } from '../testing/layer-bench';
import { dot, type Matrix, matrixOf, times, weightsOf } from '../testing/naive-attention';
import { coAttention } from './co-attention';

const [REGIONS, WORDS, WIDTH, HIDDEN] = [4, 3, 5, 2];

/** Co-attention of `x`, [2,4,5], and `question`, [2,3,5]; its output is the sum of both results. */
function bench(masked: boolean) {
  return new LayerBench(
    (m, x) => {
      const question = input(m.b, [2, WORDS, WIDTH], { name: 'question' });
      const both = coAttention(m, 'co', {
        visual: x,
        question,
        hidden: HIDDEN,
        visualMask: masked ? input(m.b, [2, REGIONS], { name: 'regions' }) : undefined,
        questionMask: masked ? input(m.b, [2, WORDS], { name: 'words' }) : undefined,
      });
      return add(m.b, both.visual.out, both.question.out);
    },
    [2, REGIONS, WIDTH],
  );
}

const flipped = (a: Matrix) => a[0].map((_, j) => a.map((row) => row[j]));
const tanhOf = (a: Matrix, b: Matrix) =>
  a.map((row, i) => row.map((v, j) => Math.tanh(v + b[i][j])));

test('is equations 3 to 5 of Lu et al., written out', () => {
  const made = bench(false);
  const values = made.values(2);
  const expected = [0, 1].flatMap((n) => {
    const v = matrixOf(values.x, [REGIONS, WIDTH], n * REGIONS * WIDTH);
    const q = matrixOf(values.question, [WORDS, WIDTH], n * WORDS * WIDTH);
    const weight = (name: string, to: number) => matrixOf(values[`co.${name}`], [WIDTH, to]);
    const c = times(times(q, weight('Wb', WIDTH)), flipped(v)).map((row) => row.map(Math.tanh));
    const [fromV, fromQ] = [times(v, weight('Wv', HIDDEN)), times(q, weight('Wq', HIDDEN))];
    const result = (hidden: Matrix, w: Float64Array, x: Matrix) =>
      times([weightsOf(hidden.map((row) => dot(row, Array.from(w))))], x)[0];
    const seen = result(tanhOf(fromV, times(flipped(c), fromQ)), values['co.v.w'], v);
    const asked = result(tanhOf(fromQ, times(c, fromV)), values['co.q.w'], q);
    return seen.map((s, i) => s + asked[i]);
  });
  expect(distance(made.read(values), expected)).toBeLessThan(1e-12);
});

test('what is masked has no influence on either side', () => {
  const made = bench(true);
  const values: Values = {
    ...made.values(3),
    regions: Float64Array.of(1, 1, 0, 1, 0, 1, 1, 1),
    words: Float64Array.of(1, 0, 1, 1, 1, 0),
  };
  const changed = (x: Float64Array, mask: Float64Array) =>
    x.map((v, i) => (mask[Math.floor(i / WIDTH)] === 0 ? v + 3 : v));
  const x = changed(values.x, values.regions);
  const question = changed(values.question, values.words);
  expect(made.read({ ...values, x, question })).toEqual(made.read(values));
});

test('gradients agree with central differences, with and without masks', () => {
  for (const masked of [false, true]) {
    const made = bench(masked);
    const values = {
      ...made.values(4),
      ...(masked && {
        regions: Float64Array.of(1, 1, 0, 1, 0, 1, 1, 1),
        words: Float64Array.of(1, 0, 1, 0, 0, 0),
      }),
    };
    const names = Object.keys(values).filter((name) => !['regions', 'words'].includes(name));
    for (const { name, computed, difference } of slopes(made, values, names)) {
      expect
        .soft(Math.abs(computed - difference), name)
        .toBeLessThan(1e-7 * (1 + Math.abs(difference)));
    }
  }
});

test('refuses inputs of different examples', () => {
  const build = () =>
    new LayerBench(
      (m, x) => {
        const question = input(m.b, [1, WORDS, WIDTH], { name: 'question' });
        return coAttention(m, 'co', { visual: x, question, hidden: 2 }).visual.out;
      },
      [2, REGIONS, WIDTH],
    );
  expect(build).toThrow(/^co: "x" .* "question" .* must have the same batch/);
});
