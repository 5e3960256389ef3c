import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Node } from '../graph/node';
import { TestGraph } from '../testing/test-graph';
import { bceWithLogits } from './bce-with-logits';
import { crossEntropy } from './cross-entropy';
import { hingeDiscriminator, hingeGenerator } from './hinge';
import { huber } from './huber';
import { kl } from './kl';
import { l1 } from './l1';
import { mse } from './mse';
import { softCrossEntropy } from './soft-cross-entropy';
import { scale } from './scale';

const real = fc.float({ min: -20, max: 20, noNaN: true });
const reals = (n: number) => fc.array(real, { minLength: n, maxLength: n });
const positives = (n: number) =>
  fc.array(fc.float({ min: 0.125, max: 4, noNaN: true }), { minLength: n, maxLength: n });
const runs = { seed: 1, numRuns: 30 };

/** Log-probabilities by the definition, in double precision. */
const logSoftmaxOf = (x: readonly number[]) => {
  const largest = Math.max(...x);
  const logSum = largest + Math.log(x.reduce((s, v) => s + Math.exp(v - largest), 0));
  return x.map((v) => v - logSum);
};
const normalised = (x: readonly number[]) => {
  const sum = x.reduce((s, v) => s + v, 0);
  return x.map((v) => v / sum);
};
const rowsOf = (x: readonly number[], n: number) =>
  Array.from({ length: x.length / n }, (_, r) => x.slice(r * n, (r + 1) * n));
const total = (x: readonly number[]) => x.reduce((s, v) => s + v, 0);
const close = (actual: number, expected: number) => {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(2e-6 * (1 + Math.abs(expected)));
};

describe('cross-entropy with class weights', () => {
  test('is Σ w·(…) by the definition, and its mean divides by the weights of the wanted classes', () => {
    const labels = fc.array(fc.constantFrom(-100, 0, 1, 2), { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(
        reals(15),
        labels,
        positives(3),
        fc.constantFrom(0, 0.1, 1),
        (x, t, w, smoothing) => {
          const losses = rowsOf(x, 3).map((row, i) => {
            if (t[i] < 0) return 0;
            const logP = logSoftmaxOf(row);
            const spread = total(logP.map((v, c) => (-w[c] * v * smoothing) / 3));
            return (1 - smoothing) * -w[t[i]] * logP[t[i]] + spread;
          });
          const weights = total(t.map((c) => (c < 0 ? 0 : w[c])));
          const g = new TestGraph();
          const lossBy = (reduction: 'mean' | 'sum' | 'none') =>
            crossEntropy(g.b, logits, targets, {
              reduction,
              labelSmoothing: smoothing,
              weight,
            });
          const logits = g.f32([5, 3], x);
          const targets = g.i32([5], t);
          const weight = g.f32([3], w);
          g.read(lossBy('none')).forEach((loss, i) => {
            close(loss, losses[i]);
          });
          close(g.read(lossBy('sum'))[0], total(losses));
          close(g.read(lossBy('mean'))[0], weights === 0 ? 0 : total(losses) / weights);
        },
      ),
      runs,
    );
  });

  test('weights that are all the same change neither the mean nor its gradient', () => {
    const g = new TestGraph();
    const x = g.f32([2, 3], [1, -2, 0.5, 3, 0, -1]);
    const t = g.i32([2], [2, 0]);
    const plain = crossEntropy(g.b, x, t, { labelSmoothing: 0.2 });
    const weight = g.f32([3], [3, 3, 3]);
    const weighted = crossEntropy(g.b, x, t, { labelSmoothing: 0.2, weight });
    close(g.read(weighted)[0], g.read(plain)[0]);
    const other = new TestGraph();
    const x2 = other.f32([2, 3], [1, -2, 0.5, 3, 0, -1]);
    const loss2 = crossEntropy(other.b, x2, other.i32([2], [2, 0]), {
      labelSmoothing: 0.2,
      weight: other.f32([3], [3, 3, 3]),
    });
    const expected = g.gradient(plain, x);
    other.gradient(loss2, x2).forEach((v, i) => {
      close(v, expected[i]);
    });
  });

  test('a class of weight 0 counts for nothing, also where it is masked', () => {
    const g = new TestGraph();
    const x = g.f32([2, 2], [0, -Infinity, 0, 0]);
    const loss = crossEntropy(g.b, x, g.i32([2], [1, 0]), { weight: g.f32([2], [2, 0]) });
    expect(g.read(loss)[0]).toBeCloseTo(Math.LN2, 6);
    expect(g.gradient(loss, x)).toEqual([0, 0, -0.5, 0.5]);
  });

  test('says how many weights there must be', () => {
    const g = new TestGraph();
    const x = g.f32([1, 3], [1, 2, 3]);
    const weight = g.f32([2], [1, 1]);
    expect(() => crossEntropy(g.b, x, g.i32([1], [0]), { weight })).toThrow(
      /crossEntropy: the class weights has shape \[2\], but 3 classes asks for \[3\]/,
    );
  });
});

describe('cross-entropy with soft targets', () => {
  test('of a target with one class is cross-entropy with that class', () => {
    fc.assert(
      fc.property(reals(8), fc.constantFrom('mean', 'sum', 'none'), (x, reduction) => {
        const g = new TestGraph();
        const logits = g.f32([2, 4], x);
        const soft = g.f32([2, 4], [0, 1, 0, 0, 0, 0, 0, 1]);
        const expected = g.read(crossEntropy(g.b, logits, g.i32([2], [1, 3]), { reduction }));
        g.read(softCrossEntropy(g.b, logits, soft, { reduction })).forEach((v, i) => {
          close(v, expected[i]);
        });
      }),
      runs,
    );
  });

  test('is the entropy of the target plus the divergence from it', () => {
    fc.assert(
      fc.property(reals(4), positives(4), (x, weights) => {
        const p = normalised(weights);
        const entropy = -total(p.map((v) => v * Math.log(v)));
        const g = new TestGraph();
        const target = g.f32([1, 4], p);
        const logProbs = g.f32([1, 4], logSoftmaxOf(x));
        const [cross] = g.read(softCrossEntropy(g.b, g.f32([1, 4], x), target));
        const [divergence] = g.read(kl(g.b, logProbs, target));
        close(cross, entropy + divergence);
      }),
      runs,
    );
  });

  test('works along any axis, and excludes masked classes that the target excludes', () => {
    const g = new TestGraph();
    const x = g.f32([2, 2], [0, -Infinity, 0, 3]);
    const t = g.f32([2, 2], [0.5, 0, 0.5, 1]);
    const losses = softCrossEntropy(g.b, x, t, { axis: 0, reduction: 'none' });
    const values = g.read(losses);
    expect(values[0]).toBeCloseTo(Math.LN2, 6);
    expect(values[1]).toBe(0);
    const gradient = g.gradient(losses, x);
    for (const v of gradient) expect(v).toBeCloseTo(0, 6);
    expect(gradient[1]).toBe(0);
  });
});

describe('losses between corresponding elements', () => {
  const all = { mse, l1, huber, bceWithLogits, kl } as const;
  test.each(Object.entries(all))('%s: the reductions agree', (_, lossOf) => {
    const g = new TestGraph();
    const x = g.f32([2, 3], [-1, 2, 0.5, 3, -4, 0]);
    const t = g.f32([2, 3], [0.5, 0.25, 1, 0, 1, 0.75]);
    const by = (reduction: 'mean' | 'sum' | 'batchmean' | 'none'): Node =>
      lossOf(g.b, x, t, { reduction });
    const none = g.read(by('none'));
    expect(none).toHaveLength(6);
    close(g.read(by('sum'))[0], total(none));
    close(g.read(by('mean'))[0], total(none) / 6);
    close(g.read(by('batchmean'))[0], total(none) / 2);
  });

  test('options of the node stand beside those of the loss', () => {
    const g = new TestGraph();
    const x = g.f32([2], [1, 2]);
    const loss = mse(g.b, x, g.f32([2], [0, 0]), { name: 'loss', reduction: 'sum' });
    expect(loss.name).toBe('loss');
    expect(loss.attrs).toEqual({ reduction: 'sum' });
    expect(g.read(loss)).toEqual([5]);
  });

  test('the absolute difference has the sign as its gradient, for both tensors', () => {
    const g = new TestGraph();
    const x = g.f32([3], [1, -2, 4]);
    const t = g.f32([3], [3, -5, 4]);
    const loss = l1(g.b, x, t, { reduction: 'sum' });
    expect(g.read(loss)).toEqual([5]);
    expect(g.gradient(loss, x)).toEqual([-1, 1, 0]);
    const other = new TestGraph();
    const t2 = other.f32([3], [3, -5, 4]);
    const sum = l1(other.b, other.f32([3], [1, -2, 4]), t2, { reduction: 'sum' });
    expect(other.gradient(sum, t2).map((v) => v + 0)).toEqual([1, -1, 0]);
  });
});

describe('Huber’s loss', () => {
  const at = (d: number, delta: number) => {
    const g = new TestGraph();
    const x = g.f32([1], [d]);
    const loss = huber(g.b, x, g.f32([1], [0]), { delta });
    return { value: g.read(loss)[0], slope: g.gradient(loss, x)[0] };
  };

  test('is continuous at delta, with its slope', () => {
    fc.assert(
      fc.property(fc.float({ min: 0.125, max: 8, noNaN: true }), fc.boolean(), (delta, left) => {
        const sign = left ? -1 : 1;
        const inside = at(sign * delta * (1 - 1e-6), delta);
        const outside = at(sign * delta * (1 + 1e-6), delta);
        expect(Math.abs(inside.value - outside.value)).toBeLessThan(1e-5 * delta * delta);
        expect(Math.abs(inside.slope - outside.slope)).toBeLessThan(1e-5 * delta);
        close(at(sign * delta, delta).value, 0.5 * delta * delta);
      }),
      runs,
    );
  });

  test('is half the square below delta and a line beyond', () => {
    expect(at(0.5, 1)).toEqual({ value: 0.125, slope: 0.5 });
    expect(at(-4, 1)).toEqual({ value: 3.5, slope: -1 });
    expect(at(4, 2)).toEqual({ value: 6, slope: 2 });
  });

  test('divided by delta is smooth L1', () => {
    // |d| < β: d²/2β, else |d| − β/2 (PyTorch reference, SmoothL1Loss)
    const beta = 0.5;
    for (const d of [-3, -0.5, -0.25, 0, 0.125, 0.5, 2]) {
      const smooth = Math.abs(d) < beta ? (0.5 * d * d) / beta : Math.abs(d) - 0.5 * beta;
      expect(at(d, beta).value / beta).toBeCloseTo(smooth, 6);
    }
  });

  test('needs a positive delta', () => {
    expect(() => at(1, 0)).toThrow(/huber: delta is 0; it must be positive/);
  });
});

describe('binary cross-entropy of logits', () => {
  test('is the plain formula in double precision', () => {
    fc.assert(
      fc.property(reals(4), positives(4), positives(2), (x, weights, posWeight) => {
        const t = weights.map((v) => v / 4);
        const g = new TestGraph();
        const logits = g.f32([2, 2], x);
        const loss = bceWithLogits(g.b, logits, g.f32([2, 2], t), {
          posWeight: g.f32([2], posWeight),
          reduction: 'none',
        });
        const expected = x.map((v, i) => {
          // log1p and the exponentials' difference keep 1 − σ exact in the plain formula.
          const p = 1 / (1 + Math.exp(-v));
          const q = 1 / (1 + Math.exp(v));
          return -posWeight[i % 2] * t[i] * Math.log(p) - (1 - t[i]) * Math.log(q);
        });
        g.read(loss).forEach((v, i) => {
          close(v, expected[i]);
        });
      }),
      runs,
    );
  });

  test('is cross-entropy between two classes, one of them with logit 0', () => {
    fc.assert(
      fc.property(reals(3), (x) => {
        const g = new TestGraph();
        const pairs = g.f32(
          [3, 2],
          x.flatMap((v) => [0, v]),
        );
        const expected = g.read(crossEntropy(g.b, pairs, g.i32([3], [1, 0, 1])));
        const loss = bceWithLogits(g.b, g.f32([3], x), g.f32([3], [1, 0, 1]));
        close(g.read(loss)[0], expected[0]);
      }),
      runs,
    );
  });

  test('stays finite at ±10,000, with its gradient', () => {
    const g = new TestGraph();
    const x = g.f32([4], [1e4, -1e4, 1e4, -1e4]);
    const loss = bceWithLogits(g.b, x, g.f32([4], [0, 0, 1, 1]), { reduction: 'none' });
    expect(g.read(loss)).toEqual([1e4, 0, 0, 1e4]);
    expect(g.gradient(loss, x).map((v) => v + 0)).toEqual([1, 0, 0, -1]);
  });
});

describe('Kullback–Leibler divergence', () => {
  test('is never negative, and 0 only between equal distributions', () => {
    fc.assert(
      fc.property(positives(4), positives(4), (a, b) => {
        const [p, q] = [normalised(a), normalised(b)];
        const between = (t: number[], x: number[]) => {
          const g = new TestGraph();
          return g.read(kl(g.b, g.f32([1, 4], x.map(Math.log)), g.f32([1, 4], t)))[0];
        };
        expect(Math.abs(between(p, p))).toBeLessThan(1e-6);
        const apart = Math.max(...p.map((v, i) => Math.abs(v - q[i])));
        const divergence = between(p, q);
        expect(divergence).toBeGreaterThanOrEqual(-1e-6);
        // Pinsker's inequality (Cover & Thomas 2006, lemma 11.6.1), for the largest difference alone.
        expect(divergence).toBeGreaterThanOrEqual((apart * apart) / 2 - 1e-6);
      }),
      runs,
    );
  });

  test('leaves out what the target excludes, and is ∞ where the prediction excludes too much', () => {
    const g = new TestGraph();
    const x = g.f32([2, 2], [Math.log(0.25), -Infinity, -Infinity, 0]);
    const t = g.f32([2, 2], [1, 0, 0.5, 0.5]);
    const shares = g.read(kl(g.b, x, t, { reduction: 'none' }));
    expect(shares[0]).toBeCloseTo(Math.log(4), 6);
    expect(shares.slice(1, 3)).toEqual([0, Infinity]);
    expect(g.gradient(kl(g.b, x, t), x).map((v) => v + 0)).toEqual([-0.5, 0, -0.25, -0.25]);
  });
});

describe('hinge losses', () => {
  test('count scores on the wrong side of their margin', () => {
    const g = new TestGraph();
    const trueScores = g.f32([4], [2, 1, 0, -1]);
    const madeScores = g.f32([2], [-3, 0.5]);
    // (0 + 0 + 1 + 2) / 4 + (0 + 1.5) / 2
    expect(g.read(hingeDiscriminator(g.b, trueScores, madeScores))).toEqual([1.5]);
    expect(g.read(hingeGenerator(g.b, madeScores))).toEqual([1.25]);
  });

  test('have a gradient only within the margin', () => {
    const g = new TestGraph();
    const trueScores = g.f32([2], [2, 0.5]);
    const loss = hingeDiscriminator(g.b, trueScores, scale(g.b, trueScores, 1));
    // Real: −1/2 where the score is below 1; made: +1/2 where it is above −1.
    expect(g.gradient(loss, trueScores)).toEqual([0.5, 0]);
  });
});
