import katex from 'katex';
import { describe, expect, test } from 'vitest';
import { hyperValues, rateAt } from './hyper';
import { type Schedule, SCHEDULES } from './schedule';

/** The rates of the first steps, as the steps on the CPU compute them. */
function rates(learningRate: number, schedule: Schedule, count: number, warmupSteps = 0) {
  const hyper = hyperValues({ learningRate, schedule, warmupSteps });
  return Array.from({ length: count }, (_, t) => rateAt(hyper, t));
}

/** Single precision in the settings allows 10⁻⁶ of the largest rate. */
function expectRates(actual: readonly number[], expected: readonly number[]): void {
  const allowed = 1e-6 * Math.max(...expected);
  const wrong = expected.flatMap((rate, t) =>
    Math.abs(actual[t] - rate) <= allowed ? [] : [`step ${t}: ${actual[t]} instead of ${rate}`],
  );
  expect(wrong).toEqual([]);
}

test('constant', () => {
  expectRates(rates(0.5, { kind: 'constant' }, 3), [0.5, 0.5, 0.5]);
});

test('half-life: halves in so many steps, and again in as many more', () => {
  const found = rates(0.5, { kind: 'half-life', steps: 200 }, 401);
  expectRates(
    [0, 200, 400].map((t) => found[t]),
    [0.5, 0.25, 0.125],
  );
  expect(found[1] / found[0]).toBeCloseTo(2 ** (-1 / 200), 7);
});

test('steps: falls to a tenth after every so many', () => {
  const found = rates(1, { kind: 'step', steps: 3 }, 8);
  expectRates(found, [1, 1, 1, 0.1, 0.1, 0.1, 0.01, 0.01]);
});

test('cosine: PyTorch’s recursion, which goes up again after its end', () => {
  const [top, low, n] = [0.1, 0.01, 7];
  // torch.optim.lr_scheduler.CosineAnnealingLR.get_lr, step by step.
  const expected = [top];
  for (let t = 1; t < 30; t++) {
    const last = expected[t - 1];
    expected.push(
      (t - 1 - n) % (2 * n) === 0
        ? last + ((top - low) * (1 - Math.cos(Math.PI / n))) / 2
        : ((1 + Math.cos((Math.PI * t) / n)) / (1 + Math.cos((Math.PI * (t - 1)) / n))) *
            (last - low) +
            low,
    );
  }
  expectRates(rates(top, { kind: 'cosine', steps: n, minRate: low }, 30), expected);
});

describe('one cycle', () => {
  /** torch.optim.lr_scheduler.OneCycleLR with cosine annealing, as its documentation has it. */
  function oneCycle(
    maxRate: number,
    total: number,
    { pctStart = 0.3, divFactor = 25, finalDivFactor = 1e4 } = {},
  ) {
    const initial = maxRate / divFactor;
    const least = initial / finalDivFactor;
    const anneal = (from: number, to: number, pct: number) =>
      to + ((from - to) / 2) * (1 + Math.cos(Math.PI * pct));
    const phases = [
      { end: pctStart * total - 1, from: initial, to: maxRate },
      { end: total - 1, from: maxRate, to: least },
    ];
    return Array.from({ length: total }, (_, step) => {
      const first = step <= phases[0].end;
      const { end, from, to } = phases[first ? 0 : 1];
      const start = first ? 0 : phases[0].end;
      return anneal(from, to, (step - start) / (end - start));
    });
  }

  test('is PyTorch’s', () => {
    for (const total of [10, 37, 100]) {
      expectRates(rates(0.2, { kind: 'one-cycle', steps: total }, total), oneCycle(0.2, total));
    }
    const options = { pctStart: 0.6, divFactor: 4, finalDivFactor: 10 };
    expectRates(
      rates(3, { kind: 'one-cycle', steps: 25, ...options }, 25),
      oneCycle(3, 25, options),
    );
  });

  test('starts at a 25th, reaches the top, and stays where it ends', () => {
    const found = rates(1, { kind: 'one-cycle', steps: 100 }, 300);
    expect(found[0]).toBeCloseTo(1 / 25, 7);
    expect(found[29]).toBeCloseTo(1, 6);
    expect(found[99]).toBeCloseTo(1 / 25 / 1e4, 12);
    expect(found[299]).toBe(found[99]);
  });
});

test('inverse square root: equation 3 of the Transformer’s paper', () => {
  const [width, warmup] = [512, 4000];
  const expected = Array.from({ length: 9000 }, (_, t) => {
    const step = t + 1;
    return width ** -0.5 * Math.min(step ** -0.5, step * warmup ** -1.5);
  });
  const top = (width * warmup) ** -0.5;
  expectRates(rates(top, { kind: 'inverse-sqrt', steps: warmup }, 9000), expected);
});

describe('warm-up', () => {
  test('rises evenly to the first rate, and the schedule begins after it', () => {
    const found = rates(1, { kind: 'step', steps: 2, gamma: 0.5 }, 9, 4);
    expectRates(found, [0.25, 0.5, 0.75, 1, 1, 1, 0.5, 0.5, 0.25]);
  });

  test.each<Schedule>([
    { kind: 'constant' },
    { kind: 'half-life', steps: 5 },
    { kind: 'step', steps: 5 },
    { kind: 'cosine', steps: 5 },
    { kind: 'one-cycle', steps: 8 },
    { kind: 'inverse-sqrt', steps: 5 },
  ])('before $kind', (schedule) => {
    const plain = rates(0.3, schedule, 20);
    const rise = [1, 2, 3, 4, 5, 6].map((s) => (plain[0] * s) / 6);
    expectRates(rates(0.3, schedule, 26, 6), [...rise, ...plain]);
  });
});

test.each(SCHEDULES)('$name can be typeset', ({ equation, source }) => {
  expect(() => katex.renderToString(equation, { throwOnError: true })).not.toThrow();
  expect(source).toMatch(/\.$/);
});
