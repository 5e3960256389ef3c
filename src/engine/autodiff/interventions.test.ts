import { describe, expect, it } from 'vitest';
import type { Intervention } from '../experiment/schema';
import { Builder } from '../graph/builder';
import { causalMask } from '../ops/causal-mask';
import { maskFill } from '../ops/mask-fill';
import { mul } from '../ops/mul';
import { scale } from '../ops/scale';
import { softmax } from '../ops/softmax';
import { input } from '../ops/source';
import { sum } from '../ops/sum';
import { evaluateGraph } from '../testing/evaluate';
import { appendGradients } from './gradients';
import { placesOfSources, withOverrides } from './overrides';

const rule = (changes: Partial<Intervention>): Intervention => ({
  tensor: 'y',
  where: [null, null],
  kind: 'zero',
  on: true,
  training: false,
  ...changes,
});

/** Two examples of two positions and three features: y = x·x, and the loss is Σ w·y. */
const X = [1, 2, 3, 4, 5, 6, -1, -2, -3, -4, -5, -6];
const W = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

function squares(interventions: readonly Intervention[]) {
  const plain = new Builder();
  const axes = ['B', 'T', 'C'] as const;
  const x = input(plain, [2, 2, 3], { name: 'x', axes });
  const w = input(plain, [2, 2, 3], { name: 'w', axes });
  const y = mul(plain, x, x, { name: 'y', axes });
  sum(plain, mul(plain, y, w), {}, { name: 'loss' });
  const { b } = withOverrides(plain, new Set(), interventions);
  appendGradients(b, b.get('loss'), 'all', interventions);
  const values = placesOfSources(
    b,
    new Map([
      ['x', Float32Array.from(X)],
      ['w', Float32Array.from(W)],
    ]),
  );
  return (name: string, changed: Partial<Record<string, readonly number[]>> = {}) => {
    const given = Object.fromEntries(values);
    for (const [source, data] of Object.entries(changed))
      given[source] = Float32Array.from(data ?? []);
    const runtime = { seed: 1, step: 0, cursor: 0 };
    return Array.from(evaluateGraph(b, given, { runtime }).get(name) ?? []);
  };
}

const Y = X.map((value) => value * value);
/** Of the second position of both examples, the first and the last feature. */
const SECOND = [[1], [0, 2]] as const;
const IN_SECOND = new Set([3, 5, 9, 11]);

describe('an intervention on some cells of every example', () => {
  // What becomes of a cell is value · times + plus.
  it.each([
    { rules: { kind: 'zero' }, times: 0, plus: 0 },
    { rules: { kind: 'set', value: -7 }, times: 0, plus: -7 },
    { rules: { kind: 'scale', value: 0.5 }, times: 0.5, plus: 0 },
  ] as const)('$rules.kind leaves the others as they are', ({ rules, times, plus }) => {
    const read = squares([rule({ ...rules, where: SECOND })]);
    expect(read('y')).toEqual(
      Y.map((value, at) => (IN_SECOND.has(at) ? value * times + plus : value)),
    );
    expect(read('computed:y')).toEqual(Y);
    // ∂loss/∂x = w · 2x, times what passes through the cell.
    expect(read('grad:x').map((value) => value + 0)).toEqual(
      X.map((value, at) => W[at] * (IN_SECOND.has(at) ? times : 1) * 2 * value + 0),
    );
  });

  it('freezes the values that it is given, in the order of the cells', () => {
    const read = squares([rule({ kind: 'freeze', where: SECOND, values: [100, 200] })]);
    expect(read('y')).toEqual([1, 4, 9, 100, 25, 200, 1, 4, 9, 100, 25, 200]);
  });

  it('leaves out cells that an example is too short for', () => {
    const read = squares([
      rule({
        kind: 'patch',
        where: [
          [1, 5],
          [0, 7],
        ],
        values: [1, 2, 3, 4],
      }),
    ]);
    expect(read('y')).toEqual([1, 4, 9, 1, 25, 36, 1, 4, 9, 1, 25, 36]);
    expect(squares([rule({ where: [[9], null] })])('y')).toEqual(Y);
  });

  it('takes the mean over the chosen positions of its own example', () => {
    const read = squares([rule({ kind: 'mean', where: [null, [1]] })]);
    const mean = (4 + 25) / 2;
    expect(read('y')).toEqual([1, mean, 9, 16, mean, 36, 1, mean, 9, 16, mean, 36]);
    // Each position is half of both: its gradient is half of the sum of their weights.
    expect(read('grad:x').filter((_, at) => at % 3 === 1)).toEqual([
      ((2 + 5) / 2) * 2 * 2,
      ((2 + 5) / 2) * 2 * 5,
      ((8 + 11) / 2) * 2 * -2,
      ((8 + 11) / 2) * 2 * -5,
    ]);
  });

  it('shuffles along the last axis, the same way in every row and example', () => {
    const read = squares([rule({ kind: 'shuffle', where: [null, [0, 1, 2]], seed: 5 })]);
    const order = read('y')
      .slice(0, 3)
      .map((value) => Y.indexOf(value));
    expect([...order].sort((a, b) => a - b)).toEqual([0, 1, 2]);
    const rows = [0, 3, 6, 9].flatMap((row) => order.map((from) => Y[row + from]));
    expect(read('y')).toEqual(rows);
    const orders = Array.from({ length: 12 }, (_, seed) =>
      String(squares([rule({ kind: 'shuffle', seed })])('y')),
    );
    expect(new Set(orders).size).toBeGreaterThan(2);
  });

  it('acts on what the one before has left', () => {
    const read = squares([
      rule({ kind: 'set', value: 3, where: [[0], null] }),
      rule({ kind: 'scale', value: 10 }),
    ]);
    expect(read('y').slice(0, 6)).toEqual([30, 30, 30, 160, 250, 360]);
  });

  it('changes what comes from outside for those who read it', () => {
    const read = squares([rule({ tensor: 'x', kind: 'scale', value: 2, where: SECOND })]);
    expect(read('y')).toEqual(Y.map((value, at) => (IN_SECOND.has(at) ? 4 * value : value)));
    expect(read('computed:x')).toEqual(X);
  });

  it('of a gradient is felt by the gradients after it, and by nothing else', () => {
    const read = squares([rule({ tensor: 'grad:y', where: SECOND })]);
    expect(read('y')).toEqual(Y);
    expect(read('grad:y')).toEqual(W.map((value, at) => (IN_SECOND.has(at) ? 0 : value)));
    // −0 and 0 are one number.
    expect(read('grad:x').map((value) => value + 0)).toEqual(
      X.map((v, at) => (IN_SECOND.has(at) ? 0 : W[at] * 2 * v)),
    );
  });

  it.each([
    rule({ kind: 'zero', where: SECOND }),
    rule({ kind: 'scale', value: -1.5, where: SECOND }),
    rule({ kind: 'mean', where: [null, [0, 2]] }),
    rule({ kind: 'shuffle', seed: 3, where: [[1], null] }),
    rule({ kind: 'freeze', values: [2, 3], where: SECOND }),
  ])('gives gradients that finite differences confirm: $kind', (one) => {
    const read = squares([one]);
    const gradient = read('grad:x');
    X.forEach((value, at) => {
      const moved = (by: number) => X.map((v, i) => (i === at ? value + by : v));
      const slope = (read('loss', { x: moved(0.5) })[0] - read('loss', { x: moved(-0.5) })[0]) / 1;
      // The loss is quadratic in x: its central difference is exact.
      expect(slope).toBeCloseTo(gradient[at], 3);
    });
  });
});

describe('nodes of an intervention', () => {
  it.each(['mean', 'scale', 'shuffle', 'zero'] as const)(
    'never take the name of one that the graph has: %s',
    (kind) => {
      const plain = new Builder();
      const x = input(plain, [2, 3], { name: 'x', axes: ['T', 'C'] });
      let y = mul(plain, x, x, { name: 'y', axes: ['T', 'C'] });
      // Nobody named these: they go by their operation and their number.
      for (let i = 0; i < 20; i++) y = scale(plain, sum(plain, y, { axes: [], keepDims: true }), 1);
      const one = rule({ kind, ...(kind === 'scale' ? { value: 2 } : {}) });
      const { b } = withOverrides(plain, new Set(['y']), [one]);
      for (const { name } of plain.nodes) expect(b.find(name)).toBeDefined();
    },
  );
});

describe('equal weights', () => {
  it('are shared out among the keys that may be attended', () => {
    const plain = new Builder();
    const axes = ['B', 'H', 'Tq', 'Tk'] as const;
    const scores = input(plain, [1, 2, 3, 3], { name: 'scores', axes });
    const masked = maskFill(plain, scores, causalMask(plain, 3, 3), { name: 'masked', axes });
    const pattern = softmax(plain, masked, { axis: -1 }, { name: 'pattern', axes });
    sum(plain, mul(plain, pattern, scores), {}, { name: 'loss' });
    const where = [[1], null, null];
    const { b } = withOverrides(plain, new Set(), [
      rule({ tensor: 'pattern', kind: 'uniform', where }),
    ]);
    appendGradients(b, b.get('loss'), 'all');
    const data = Float32Array.from({ length: 18 }, (_, i) => Math.sin(i));
    const runtime = { seed: 1, step: 0, cursor: 0 };
    const all = evaluateGraph(b, { scores: data }, { runtime });
    const [third, half] = [Math.fround(1 / 3), 0.5];
    expect(Array.from(all.get('pattern')?.slice(9) ?? [])).toEqual(
      [
        [1, 0, 0],
        [half, half, 0],
        [third, third, third],
      ].flat(),
    );
    // Nothing passes through equal weights: what is left is the product's other factor.
    const gradient = Array.from(all.get('grad:scores') ?? []).slice(9);
    expect(gradient).toEqual(Array.from(all.get('pattern') ?? []).slice(9));
  });
});
