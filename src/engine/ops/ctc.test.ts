import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normal, seededRandom } from '../testing/samples';
import { TestGraph } from '../testing/test-graph';
import { ctcForward } from './ctc-forward';
import { type CtcLossOptions, ctcLoss } from './ctc-loss';

interface Problem {
  readonly logits: readonly number[];
  readonly time: number;
  readonly classes: number;
  readonly target: readonly number[];
  readonly blank: number;
}

/** What a path of classes spells: repetitions merged, then blanks dropped. */
function spelt(path: readonly number[], blank: number): number[] {
  return path.filter((k, t) => k !== blank && k !== path[t - 1]);
}

/** All sequences of `length` numbers below `below`. */
function sequences(length: number, below: number): number[][] {
  if (length === 0) return [[]];
  return sequences(length - 1, below).flatMap((s) =>
    Array.from({ length: below }, (_, k) => [...s, k]),
  );
}

function probabilities({ logits, time, classes }: Problem): number[][] {
  return Array.from({ length: time }, (_, t) => {
    const row = logits.slice(t * classes, (t + 1) * classes);
    const largest = Math.max(...row);
    const exps = row.map((v) => Math.exp(v - largest));
    const sum = exps.reduce((s, v) => s + v, 0);
    return exps.map((v) => v / sum);
  });
}

/** Loss and gradient by the definition: over every path there is. */
function bruteForce(problem: Problem): { loss: number; gradient: number[] } {
  const { time, classes, target, blank } = problem;
  const p = probabilities(problem);
  const through = p.map((row) => row.map(() => 0));
  let total = 0;
  for (const path of sequences(time, classes)) {
    if (String(spelt(path, blank)) !== String(target)) continue;
    const probability = path.reduce((product, k, t) => product * p[t][k], 1);
    total += probability;
    path.forEach((k, t) => {
      through[t][k] += probability;
    });
  }
  // d(−log Σ)/d logits = softmax − posterior of the class (Graves et al. 2006, section 4.2).
  const gradient = p.flatMap((row, t) =>
    row.map((v, k) => (total === 0 ? 0 : v - through[t][k] / total)),
  );
  return { loss: -Math.log(total), gradient };
}

function evaluated(problem: Problem, options: CtcLossOptions = {}) {
  const { logits, time, classes, target, blank } = problem;
  const g = new TestGraph();
  const x = g.f32([1, time, classes], logits);
  const room = Math.max(target.length, 1);
  const padded = Array.from({ length: room }, (_, i) => target[i] ?? 0);
  const loss = ctcLoss(
    g.b,
    x,
    g.i32([1, room], padded),
    g.i32([1], [time]),
    g.i32([1], [target.length]),
    { blank, reduction: 'sum', ...options },
  );
  return { loss: g.read(loss)[0], gradient: g.gradient(loss, x) };
}

const problems = fc
  .record({
    time: fc.integer({ min: 1, max: 5 }),
    classes: fc.integer({ min: 2, max: 3 }),
    length: fc.integer({ min: 0, max: 4 }),
    seed: fc.nat(),
  })
  .map(({ time, classes, length, seed }): Problem => {
    const random = seededRandom(seed);
    const blank = Math.floor(random() * classes);
    const symbols = Array.from({ length: classes }, (_, k) => k).filter((k) => k !== blank);
    return {
      time,
      classes,
      blank,
      logits: Array.from({ length: time * classes }, () => Math.fround(2 * normal(random))),
      // With one or two symbols to choose from, repetitions are common.
      target: Array.from({ length }, () => symbols[Math.floor(random() * symbols.length)]),
    };
  });

describe('connectionist temporal classification', () => {
  test('is the sum over all alignments, loss and gradient', () => {
    fc.assert(
      fc.property(problems, (problem) => {
        const expected = bruteForce(problem);
        const { loss, gradient } = evaluated(problem);
        if (expected.loss === Infinity) expect(loss).toBe(Infinity);
        else expect(Math.abs(loss - expected.loss)).toBeLessThan(1e-5 * (1 + expected.loss));
        gradient.forEach((v, i) => {
          expect(Math.abs(v - expected.gradient[i])).toBeLessThan(1e-5);
        });
      }),
      { seed: 1, numRuns: 60 },
    );
  });

  test('gives all targets together the probability 1', () => {
    const random = seededRandom(5);
    const time = 4;
    const logits = Array.from({ length: time * 3 }, () => normal(random));
    let total = 0;
    for (let length = 0; length <= time; length++) {
      for (const symbols of sequences(length, 2)) {
        const target = symbols.map((k) => k + 1);
        total += Math.exp(-evaluated({ logits, time, classes: 3, target, blank: 0 }).loss);
      }
    }
    expect(total).toBeCloseTo(1, 5);
  });

  test('needs a blank between repeated symbols', () => {
    const logits = new Array<number>(4).fill(0);
    // Two outputs can spell "1 1" in no way, and "1" in three: 11, 10, 01.
    const impossible = evaluated({ logits, time: 2, classes: 2, target: [1, 1], blank: 0 });
    expect(impossible.loss).toBe(Infinity);
    expect(impossible.gradient).toEqual([0, 0, 0, 0]);
    const one = evaluated({ logits, time: 2, classes: 2, target: [1], blank: 0 });
    expect(one.loss).toBeCloseTo(-Math.log(3 / 4), 6);
  });

  test('takes empty targets and inputs, and lengths as far as there is room', () => {
    const g = new TestGraph();
    const x = g.f32([5, 2, 2], [1, 0, 2, 1, ...new Array<number>(16).fill(0)]);
    const targets = g.i32([5, 1], [1, 1, 1, 1, 1]);
    const loss = ctcLoss(
      g.b,
      x,
      targets,
      g.i32([5], [2, 0, 0, 9, -1]),
      g.i32([5], [0, 0, 1, 7, -2]),
      {
        reduction: 'none',
      },
    );
    const losses = g.read(loss);
    // Nothing but blanks, each with probability σ(1).
    expect(losses[0]).toBeCloseTo(2 * Math.log(1 + Math.exp(-1)), 6);
    expect(losses.slice(1, 3)).toEqual([0, Infinity]);
    expect(losses[3]).toBeCloseTo(-Math.log(3 / 4), 6);
    expect(losses[4]).toBe(0);
    const gradient = g.gradient(loss, x, [1, 1, 1, 0, 1]);
    const share = 1 / (1 + Math.exp(1));
    [-share, share, -share, share].forEach((v, i) => {
      expect(gradient[i]).toBeCloseTo(v, 6);
    });
    expect(gradient.slice(4)).toEqual(new Array<number>(16).fill(0));
  });

  test('does not look at padding', () => {
    const losses = [0, 7, -3].map((padding) => {
      const g = new TestGraph();
      const x = [0.5, -1, 2, 1, 0, -2, 100 * padding, padding, -padding];
      const loss = ctcLoss(
        g.b,
        g.f32([1, 3, 3], x),
        g.i32([1, 3], [2, padding, padding]),
        g.i32([1], [2]),
        g.i32([1], [1]),
      );
      return g.read(loss)[0];
    });
    expect(new Set(losses).size).toBe(1);
  });

  test('divides each loss of the mean by the length of its target', () => {
    const random = seededRandom(9);
    const g = new TestGraph();
    const x = g.f32(
      [3, 5, 4],
      Array.from({ length: 60 }, () => normal(random)),
    );
    const targets = g.i32([3, 2], [1, 2, 3, 0, 0, 0]);
    const lossBy = (reduction: 'mean' | 'sum' | 'none') =>
      ctcLoss(g.b, x, targets, g.i32([3], [5, 5, 4]), g.i32([3], [2, 1, 0]), { reduction });
    const each = g.read(lossBy('none'));
    expect(g.read(lossBy('mean'))[0]).toBeCloseTo((each[0] / 2 + each[1] + each[2]) / 3, 5);
    expect(g.read(lossBy('sum'))[0]).toBeCloseTo(each[0] + each[1] + each[2], 4);
  });

  test('stays finite at logits of ±10,000, and its gradient sums to 0 at every position', () => {
    const logits = Array.from({ length: 24 }, (_, i) => ((i * 7) % 5 < 2 ? 1e4 : -1e4));
    const { loss, gradient } = evaluated({
      logits,
      time: 6,
      classes: 4,
      target: [3, 3, 1],
      blank: 0,
    });
    expect(Number.isFinite(loss)).toBe(true);
    expect(loss).toBeGreaterThan(1e4);
    for (let t = 0; t < 6; t++) {
      const row = gradient.slice(4 * t, 4 * t + 4);
      expect(row.every(Number.isFinite)).toBe(true);
      expect(Math.abs(row.reduce((s, v) => s + v, 0))).toBeLessThan(1e-5);
    }
  });

  test('has no way to spell symbols that do not exist', () => {
    for (const symbol of [-1, 2]) {
      const problem = { logits: [1, 2, 3, 4], time: 2, classes: 2, target: [symbol], blank: 0 };
      expect(evaluated(problem)).toEqual({ loss: Infinity, gradient: [0, 0, 0, 0] });
    }
  });

  test('shows its steps under the name of the loss', () => {
    const g = new TestGraph();
    const x = g.f32([1, 2, 2], [0, 0, 0, 0]);
    const lengths = [g.i32([1], [2]), g.i32([1], [1])] as const;
    ctcLoss(g.b, x, g.i32([1, 1], [1]), ...lengths, {}, { name: 'loss' });
    const alpha = g.b.get('loss.alpha');
    expect(alpha.type.shape).toEqual([1, 2, 3]);
    const values = g.read(alpha).map(Math.exp);
    // ½ each for a blank and a symbol; then ¼, ¼+¼ (01 and 11), and ¼ (10).
    [0.5, 0.5, 0, 0.25, 0.5, 0.25].forEach((v, i) => {
      expect(values[i]).toBeCloseTo(v, 6);
    });
  });

  test('says what the inputs must be', () => {
    const g = new TestGraph();
    const x = g.f32([1, 2, 2], [0, 0, 0, 0]);
    const one = g.i32([1], [1]);
    const two = g.i32([2], [1, 1]);
    const targets = g.i32([1, 1], [1]);
    expect(() => ctcForward(g.b, x, targets, one, one, { blank: 2 })).toThrow(
      /ctcForward: the blank is class 2, but there are only 2/,
    );
    expect(() => ctcForward(g.b, x, targets, two, one)).toThrow(
      /the input lengths has shape \[2\]/,
    );
    expect(() => ctcForward(g.b, x, one, one, one)).toThrow(/batch of 1 asks for \[1,S\]/);
  });
});
