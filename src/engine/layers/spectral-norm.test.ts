import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { appendGradients } from '../autodiff/gradients';
import type { Node } from '../graph/node';
import { mul } from '../ops/mul';
import { input } from '../ops/source';
import { sum } from '../ops/sum';
import type { Shape } from '../tensor/types';
import { distance, LayerBench, slopes } from '../testing/layer-bench';
import { normal, seededRandom } from '../testing/samples';
import { spectralNorm } from './norms';

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>) {
  expect(distance(actual, expected)).toBeLessThan(1e-10);
}

/** The largest singular value of a matrix, by 1,000 rounds of power iteration from a random start. */
function topSingularValue(w: Float64Array, rows: number): number {
  const cols = w.length / rows;
  const random = seededRandom(99);
  let v = Array.from({ length: cols }, () => normal(random));
  let value = 0;
  for (let round = 0; round < 1000; round++) {
    const wv = Array.from({ length: rows }, (_, i) =>
      v.reduce((s, x, j) => s + w[i * cols + j] * x, 0),
    );
    const back = v.map((_, j) => wv.reduce((s, x, i) => s + w[i * cols + j] * x, 0));
    const length = Math.hypot(...back);
    v = back.map((x) => x / length);
    value = Math.sqrt(length);
  }
  return value;
}

describe('spectral normalisation', () => {
  const bench = (shape: Shape, iterations: number, training = true) =>
    new LayerBench((m, x) => spectralNorm(m, 'W', x, { iterations }), shape, training);
  const start = (rows: number) => new Float64Array(rows).fill(1 / Math.sqrt(rows));

  /** The state after some training steps with the same weight. */
  function converge(shape: Shape, x: Float64Array, steps: number): Float64Array {
    let u = start(shape[0]);
    const g = bench(shape, 20);
    for (let step = 0; step < steps; step++) {
      u = g
        .run({ x, 'W.u': u })(g.m.updates.get('W.u') as Node)
        .slice();
    }
    return u;
  }

  test('divides by the largest singular value once it has converged', () => {
    const shapes = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 2, maxLength: 4 });
    fc.assert(
      fc.property(shapes, fc.nat(), (shape, seed) => {
        const { x } = bench(shape, 1).values(seed);
        const u = converge(shape, x, 25);
        const top = topSingularValue(x, shape[0]);
        for (const training of [true, false]) {
          const g = bench(shape, 1, training);
          const read = g.run({ x, 'W.u': u });
          expect(read(g.b.get('W.sigma'))[0] / top).toBeCloseTo(1, 6);
          expect(topSingularValue(read(g.y), shape[0])).toBeCloseTo(1, 6);
        }
      }),
      { seed: 3, numRuns: 6 },
    );
  });

  test('one step is v ← Wᵀu/‖Wᵀu‖, u ← Wv/‖Wv‖, σ = uᵀWv, constant but for W', () => {
    const w = [
      [1, 2],
      [-1, 0.5],
      [3, 1],
    ];
    const unit = (x: number[]) => x.map((value) => value / Math.hypot(...x));
    const u0 = [0.6, 0, 0.8];
    const v = unit([0, 1].map((j) => w.reduce((s, row, i) => s + row[j] * u0[i], 0)));
    const wv = w.map((row) => row[0] * v[0] + row[1] * v[1]);
    const u = unit(wv);
    const sigma = wv.reduce((s, value, i) => s + value * u[i], 0);

    const g = bench([3, 2], 1);
    const read = g.run({ x: Float64Array.from(w.flat()), 'W.u': Float64Array.from(u0) });
    expectClose(read(g.m.updates.get('W.u') as Node), u);
    expectClose(read(g.b.get('W.sigma')), [sigma]);
    expectClose(
      read(g.y),
      w.flat().map((value) => value / sigma),
    );

    // With u and v constant, L = Σ g·W/σ has the gradient (g − L·u·vᵀ)/σ.
    const upstream = [0.3, -1, 2, 0.5, -0.7, 1.1];
    const loss = w.flat().reduce((s, value, i) => s + (upstream[i] * value) / sigma, 0);
    const { b } = g;
    const total = sum(b, mul(b, g.y, input(b, [3, 2], { name: 'upstream' })));
    const gradient = appendGradients(b, total, ['x']).get('x') as Node;
    const given = { x: Float64Array.from(w.flat()), 'W.u': Float64Array.from(u0) };
    expectClose(
      g.run({ ...given, upstream: Float64Array.from(upstream) })(gradient),
      upstream.map((value, i) => (value - loss * u[Math.floor(i / 2)] * v[i % 2]) / sigma),
    );

    // Outside training u stays, and v follows from it.
    const still = bench([3, 2], 1, false);
    const known = still.run({ x: Float64Array.from(w.flat()), 'W.u': Float64Array.from(u0) });
    expectClose(known(still.b.get('W.sigma')), [wv.reduce((s, value, i) => s + value * u0[i], 0)]);
    expect(still.m.updates.size).toBe(0);
  });

  test('has the true gradient where u has converged, and outside training for any u', () => {
    const shape = [3, 2, 2];
    const { x } = bench(shape, 1).values(8);
    for (const training of [true, false]) {
      const u = training ? converge(shape, x, 40) : start(shape[0]);
      const [{ computed, difference }] = slopes(bench(shape, 1, training), { x, 'W.u': u }, ['x']);
      expect(computed).toBeCloseTo(difference, 6);
    }
  });

  test('needs a matrix and an iteration', () => {
    expect(() => bench([3], 1)).toThrow(/spectralNorm "W": .*\[3\].*two axes/);
    expect(() => bench([3, 2], 0)).toThrow(/0 iterations/);
  });
});
