import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { appendGradients } from '../autodiff/gradients';
import { Builder } from '../graph/builder';
import type { Node } from '../graph/node';
import {
  type RecurrentDirection,
  type RecurrentKind,
  recurrentStack,
  type RecurrentWeights,
} from '../layers/recurrent';
import { sizeOf } from '../tensor/shape';
import type { Shape, TensorData } from '../tensor/types';
import { evaluateGraph } from '../testing/evaluate';
import { normal, seededRandom } from '../testing/samples';
import { add } from './add';
import { lengthMask } from './length-mask';
import { mul } from './mul';
import { input } from './source';
import { sum } from './sum';

const KINDS = ['rnn', 'rnn-relu', 'lstm', 'gru'] as const;
const BLOCKS = { rnn: 1, 'rnn-relu': 1, lstm: 4, gru: 3 } as const;

interface Sizes {
  readonly batch: number;
  readonly steps: number;
  readonly width: number;
  readonly hidden: number;
  readonly layers: number;
  readonly bidirectional: boolean;
}

const sizes = fc.record({
  batch: fc.integer({ min: 1, max: 4 }),
  steps: fc.integer({ min: 1, max: 6 }),
  width: fc.integer({ min: 1, max: 4 }),
  hidden: fc.integer({ min: 1, max: 5 }),
  layers: fc.integer({ min: 1, max: 2 }),
  bidirectional: fc.boolean(),
});
const seeds = fc.integer({ min: 1, max: 2 ** 31 });
const settings = { seed: 20, numRuns: 15 };

type Values = Readonly<Record<string, TensorData>>;

/** Layers whose every weight, bias and initial state is a source, and random values for them. */
function build(kind: RecurrentKind, use: Sizes, seed: number) {
  const { batch, steps, width, hidden, layers, bidirectional } = use;
  const b = new Builder();
  const random = seededRandom(seed);
  const values: Record<string, TensorData> = {};
  const source = (name: string, shape: Shape): Node => {
    values[name] = Float64Array.from({ length: sizeOf(shape) }, () =>
      normal(random),
    ) as unknown as TensorData;
    return input(b, shape, { name });
  };
  const x = source('x', [batch, steps, width]);
  const lengths = input(b, [batch], { name: 'lengths', dtype: 'i32' });
  values.lengths = Int32Array.from({ length: batch }, () => Math.floor(random() * (steps + 1)));
  const states = layers * (bidirectional ? 2 : 1);
  const h0 = source('h0', [states, batch, hidden]);
  const c0 = kind === 'lstm' ? source('c0', [states, batch, hidden]) : undefined;
  const wide = BLOCKS[kind] * hidden;
  const weights = (layer: number, direction: string, from: number): RecurrentWeights => {
    const at = `${layer}.${direction}`;
    return {
      W: source(`${at}.W`, [from, wide]),
      U: source(`${at}.U`, [hidden, wide]),
      b: source(`${at}.b`, [wide]),
      bRecurrent: kind === 'gru' ? source(`${at}.bRecurrent`, [wide]) : undefined,
    };
  };
  const keep = lengthMask(b, lengths, { length: steps });
  const { out, hn, cn } = recurrentStack(b, x, {
    kind,
    layers,
    bidirectional,
    keep,
    h0,
    c0,
    weights,
    path: 'rec',
  });
  return { b, values, out, hn, cn };
}

/** Tensors in double precision, by name. */
function evaluate(b: Builder, values: Values) {
  const results = evaluateGraph(b, values, { double: true });
  return (name: string): number[] => Array.from(results.get(name) as TensorData);
}

function close(actual: readonly number[], expected: readonly number[], tolerance = 1e-9) {
  expect(actual.length).toBe(expected.length);
  actual.forEach((v, i) => {
    expect(Math.abs(v - expected[i])).toBeLessThanOrEqual(tolerance * (1 + Math.abs(expected[i])));
  });
}

const doubles = (values: Iterable<number>) => Float64Array.from(values) as unknown as TensorData;

describe.each(KINDS)('%s', (kind) => {
  test('a padded batch gives what each sequence gives alone', () => {
    fc.assert(
      fc.property(sizes, seeds, (use, seed) => {
        const { values, b, out, hn } = build(kind, use, seed);
        const read = evaluate(b, values);
        const { batch, steps, width, hidden } = use;
        const states = use.layers * (use.bidirectional ? 2 : 1);
        const across = hidden * (use.bidirectional ? 2 : 1);
        for (let row = 0; row < batch; row++) {
          const length = values.lengths[row];
          const initial = (name: string) =>
            doubles(
              Array.from({ length: states }, (_, s) =>
                Array.from(values[name]).slice(
                  (s * batch + row) * hidden,
                  (s * batch + row + 1) * hidden,
                ),
              ).flat(),
            );
          const own = read(out.name).slice(row * steps * across, (row + 1) * steps * across);
          expect(own.slice(length * across).every((v) => v === 0)).toBe(true);
          const finals = Array.from({ length: states }, (_, s) =>
            read(hn.name).slice((s * batch + row) * hidden, (s * batch + row + 1) * hidden),
          ).flat();
          if (length === 0) {
            close(finals, Array.from(initial('h0')));
            continue;
          }
          const alone = build(kind, { ...use, batch: 1, steps: length }, seed);
          const readAlone = evaluate(alone.b, {
            ...values,
            x: doubles(values.x.slice(row * steps * width, (row * steps + length) * width)),
            lengths: Int32Array.of(length),
            h0: initial('h0'),
            ...(kind === 'lstm' ? { c0: initial('c0') } : {}),
          });
          close(own.slice(0, length * across), readAlone(alone.out.name));
          close(finals, readAlone(alone.hn.name));
        }
      }),
      settings,
    );
  });

  test('walking backwards over a reversed sequence is walking forwards', () => {
    fc.assert(
      fc.property(sizes, seeds, (some, seed) => {
        const use = { ...some, layers: 1, bidirectional: true };
        const { batch, steps, width, hidden } = use;
        const { values, b, out, hn } = build(kind, use, seed);
        const shared: Record<string, TensorData> = { ...values };
        shared.lengths = new Int32Array(batch).fill(steps);
        for (const name of ['W', 'U', 'b', 'bRecurrent']) {
          const weight = values[`0.forward.${name}`];
          if (weight) shared[`0.backward.${name}`] = weight;
        }
        for (const name of kind === 'lstm' ? ['h0', 'c0'] : ['h0']) {
          const half = Array.from(values[name]).slice(0, batch * hidden);
          shared[name] = doubles([...half, ...half]);
        }
        const flipped = Array.from({ length: batch }, (_, row) =>
          Array.from({ length: steps }, (_, t) => row * steps + steps - 1 - t),
        ).flat();
        const turned = flipped.flatMap((place) =>
          Array.from(values.x.slice(place * width, (place + 1) * width)),
        );
        const plain = evaluate(b, shared);
        const reversed = evaluate(b, { ...shared, x: doubles(turned) });
        const forward = flipped.flatMap((place) =>
          plain(out.name).slice(place * 2 * hidden, (place * 2 + 1) * hidden),
        );
        const backward = flipped.flatMap((_, place) =>
          reversed(out.name).slice((place * 2 + 1) * hidden, (place * 2 + 2) * hidden),
        );
        close(backward, forward);
        const half = batch * hidden;
        close(reversed(hn.name).slice(half), plain(hn.name).slice(0, half));
      }),
      settings,
    );
  });

  test('gradients of everything are central differences along random directions', () => {
    fc.assert(
      fc.property(sizes, seeds, (use, seed) => {
        const { b, values, out, hn, cn } = build(kind, use, seed);
        const random = seededRandom(seed + 1);
        const upstream: Record<string, TensorData> = {};
        const share = (node: Node) => {
          const name = `upstream:${node.name}`;
          upstream[name] = doubles(
            Array.from({ length: sizeOf(node.type.shape) }, () => normal(random)),
          );
          return sum(b, mul(b, node, input(b, node.type.shape, { name })));
        };
        // Gates and states in the middle are looked at as well.
        const inner = b.nodes.filter(({ name }) => /^rec\.0\.forward\.[a-z]$/.test(name));
        const watched = [out, hn, ...(cn ? [cn] : []), ...inner];
        const loss = watched.map(share).reduce((p, q) => add(b, p, q));
        const names = Object.keys(values).filter((name) => name !== 'lengths');
        const gradients = appendGradients(b, loss, names);
        const given = { ...values, ...upstream };
        const read = evaluate(b, given);
        const direction = Object.fromEntries(
          names.map((name) => [name, Array.from(values[name], () => normal(random))]),
        );
        const eps = 1e-6;
        const lossAt = (t: number) => {
          const moved = names.map((name) => [
            name,
            doubles(Array.from(values[name], (v, i) => v + t * direction[name][i])),
          ]);
          return evaluate(b, { ...given, ...Object.fromEntries(moved) })(loss.name)[0];
        };
        const difference = (lossAt(eps) - lossAt(-eps)) / (2 * eps);
        let slope = 0;
        let size = 0;
        for (const name of names) {
          const gradient = gradients.get(name);
          if (!gradient) continue;
          read(gradient.name).forEach((g, i) => {
            slope += g * direction[name][i];
            size += Math.abs(g);
          });
        }
        expect(Math.abs(slope - difference)).toBeLessThanOrEqual(1e-5 * (1 + size));
      }),
      { ...settings, numRuns: 10 },
    );
  });
});

/** One unit, one step, one sequence, with weights for x = 0.5 and h' = −0.4 (and c' = 0.3). */
function single(
  kind: RecurrentKind,
  direction: RecurrentDirection,
  weights: Record<string, number[]>,
) {
  const use = { batch: 1, steps: 1, width: 1, hidden: 1, layers: 1, bidirectional: true };
  const { b, values, out, cn } = build(kind, use, 1);
  const at = direction === 'forward' ? 0 : 1;
  const given: Record<string, TensorData> = {
    ...values,
    x: doubles([0.5]),
    lengths: Int32Array.of(1),
    h0: doubles([-0.4, -0.4]),
  };
  if (kind === 'lstm') given.c0 = doubles([0.3, 0.3]);
  for (const [name, numbers] of Object.entries(weights)) {
    given[`0.${direction}.${name}`] = doubles(numbers);
  }
  const read = evaluate(b, given);
  return { h: read(out.name)[at], c: cn ? read(cn.name)[at] : Number.NaN };
}

const sigma = (v: number) => 1 / (1 + Math.exp(-v));

describe.each(['forward', 'backward'] as const)(
  'one unit and one step %s, by hand',
  (direction) => {
    test('rnn', () => {
      const weights = { W: [2], U: [-1.5], b: [0.1] };
      expect(single('rnn', direction, weights).h).toBeCloseTo(Math.tanh(1 + 0.6 + 0.1), 12);
      expect(single('rnn-relu', direction, weights).h).toBeCloseTo(1.7, 12);
      expect(single('rnn-relu', direction, { ...weights, b: [-3] }).h).toBe(0);
    });

    test('lstm', () => {
      const { h, c } = single('lstm', direction, {
        W: [2, -1, 0.5, 1],
        U: [-1, 0.5, 2, 1],
        b: [0.1, 0.2, 0.3, 0.4],
      });
      const [i, f, g, o] = [sigma(1.5), sigma(-0.5), Math.tanh(-0.25), sigma(0.5)];
      expect(c).toBeCloseTo(f * 0.3 + i * g, 12);
      expect(h).toBeCloseTo(o * Math.tanh(f * 0.3 + i * g), 12);
    });

    test('gru', () => {
      const { h } = single('gru', direction, {
        W: [2, -1, 0.5],
        U: [-1, 0.5, 2],
        b: [0.1, 0.2, 0.3],
        bRecurrent: [0.05, -0.1, 0.7],
      });
      const [r, z] = [sigma(1 + 0.4 + 0.15), sigma(-0.5 - 0.2 + 0.1)];
      const n = Math.tanh(0.25 + 0.3 + r * (-0.8 + 0.7));
      expect(h).toBeCloseTo((1 - z) * n + z * -0.4, 12);
    });
  },
);

test('NaN in a sequence stays in its row and reaches everything after it', () => {
  for (const kind of KINDS) {
    const use = { batch: 2, steps: 3, width: 1, hidden: 2, layers: 1, bidirectional: false };
    const { b, values, out } = build(kind, use, 7);
    const x = Array.from(values.x);
    x[1] = Number.NaN;
    const lengths = Int32Array.of(3, 3);
    const y = evaluate(b, { ...values, x: doubles(x), lengths })(out.name);
    expect(y.map(Number.isNaN)).toEqual([
      ...[0, 0, 1, 1, 1, 1].map(Boolean),
      ...Array(6).fill(false),
    ]);
  }
});
