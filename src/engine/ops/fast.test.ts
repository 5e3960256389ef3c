import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AnyOp, Attrs, OpSample } from '../graph/op';
import { sizeOf } from '../tensor/shape';
import { fastError } from '../testing/op-checks';
import { poisoned } from '../testing/samples';
import { OPS } from './catalogue';

const quick = OPS.filter((op) => op.fast);

describe.each(quick)('the quicker $name', (op) => {
  const errors = (samples: readonly OpSample[]) =>
    samples.map((sample) => [sample.title, fastError(op, sample)]).filter(([, why]) => why);

  test('spreads NaN and infinities as the reference does', () => {
    const samples = op.samples.flatMap((sample) =>
      [Number.NaN, Infinity, -Infinity].flatMap((poison) => poisoned(sample, poison)),
    );
    expect(errors(samples)).toEqual([]);
  });
});

const opOf = (name: string): AnyOp => {
  const op = OPS.find((op) => op.name === name);
  if (!op) throw new Error(`There is no operation "${name}".`);
  return op;
};

const side = fc.integer({ min: 1, max: 37 });
const few = fc.integer({ min: 1, max: 6 });

/** Random shapes of what works along rows of four or two numbers at a time, with what is left over. */
const CASES: readonly [string, (rows: number, length: number) => OpSample['inputs'], Attrs][] = [
  ['softmax', (rows, n) => [{ shape: [rows, n], fill: 'large' }], { axis: -1 }],
  ['logSoftmax', (rows, n) => [{ shape: [rows, n], fill: 'large' }], { axis: -1 }],
  ['logSoftmaxGrad', (rows, n) => [{ shape: [rows, n] }, { shape: [rows, n] }], { axis: -1 }],
  ['softmaxGrad', (rows, n) => [{ shape: [rows, n] }, { shape: [rows, n] }], { axis: -1 }],
  ['layerNorm', (rows, n) => [{ shape: [rows, n] }, { shape: [n] }, { shape: [n] }], { eps: 1e-5 }],
  [
    'layerNormGradX',
    (rows, n) => [{ shape: [rows, n] }, { shape: [n] }, { shape: [rows, n] }],
    { eps: 1e-5 },
  ],
  ['sum', (rows, n) => [{ shape: [rows, n] }], { axes: [0], keepDims: false }],
  ['mean', (rows, n) => [{ shape: [rows, n] }], { axes: [1], keepDims: false }],
  ['sum', (rows, n) => [{ shape: [3, rows, n] }], { axes: [0, 2], keepDims: false }],
  ['geluTanh', (rows, n) => [{ shape: [rows, n], fill: 'large' }], {}],
  ['reluGrad', (rows, n) => [{ shape: [rows, n] }, { shape: [rows, n] }], {}],
  ['mul', (rows, n) => [{ shape: [rows, n] }, { shape: [rows, 1] }], {}],
  ['add', (rows, n) => [{ shape: [2, rows, n] }, { shape: [rows, 1] }], {}],
  ['scale', (rows, n) => [{ shape: [rows, n] }], { factor: 0.3 }],
  ['dropout', (rows, n) => [{ shape: [rows, n] }], { p: 0.3, key: 7 }],
  [
    'maskFill',
    (rows, n) => [{ shape: [4, rows, n] }, { shape: [rows, n], fill: 'mask' }],
    { fill: '-inf' },
  ],
  ['transpose', (rows, n) => [{ shape: [2, rows, 3, n] }], { order: [3, 0, 2, 1] }],
  ['transpose', (rows, n) => [{ shape: [2, rows, 3, n] }], { order: [2, 1, 0, 3] }],
  [
    'maxPool2d',
    (rows, n) => [{ shape: [2, 1, rows + 1, n + 1] }],
    { kernel: [2, 2], stride: [2, 2], padding: [0, 0], ceil: true },
  ],
];

test.each(CASES)('the quicker %s agrees with the reference at any size', (name, inputs, attrs) => {
  const op = opOf(name);
  const property = fc.property(side, side, (rows, length) => {
    const sample = { title: name, attrs, inputs: inputs(rows, length) };
    expect(fastError(op, sample)).toBeNull();
  });
  fc.assert(property, { seed: 11, numRuns: 40 });
});

test.each([
  ['lstm', 4, 6],
  ['gru', 3, 5],
  ['rnn', 1, 1],
])(
  'the quicker %s agrees with the reference at any size, forward and backward',
  (name, gates, slots) => {
    const property = fc.property(few, few, side, fc.boolean(), (batch, steps, hidden, reverse) => {
      const state = { shape: [batch, hidden] };
      const u = { shape: [hidden, gates * hidden] };
      const keep = { shape: [batch, steps], fill: 'mask' as const };
      const trace = { shape: [batch, steps, slots * hidden] };
      const extra = { lstm: [state], gru: [], rnn: [] }[name] ?? [];
      const bias = name === 'gru' ? [{ shape: [3 * hidden] }] : [];
      const attrs = { reverse, activation: 'tanh' };
      const x = { shape: [batch, steps, gates * hidden] };
      const before = name === 'rnn' ? [] : [state];
      const samples: [string, OpSample['inputs']][] = [
        [name, [x, u, ...bias, state, ...extra, keep]],
        [`${name}Grad`, [trace, u, ...before, keep, trace]],
      ];
      for (const [title, inputs] of samples) {
        // Products of many unknown terms: weights that keep their sizes.
        const scaled = inputs.map((input) => (input === u ? weights(u.shape) : input));
        expect([title, fastError(opOf(title), { title, attrs, inputs: scaled })]).toEqual([
          title,
          null,
        ]);
      }
    });
    fc.assert(property, { seed: 12, numRuns: 25 });
  },
);

/** Weights of which many make a sum of about 1. */
function weights(shape: readonly number[]): OpSample['inputs'][number] {
  const size = sizeOf(shape);
  const values = Array.from({ length: size }, (_, i) => Math.sin(1 + 7 * i) / Math.sqrt(shape[0]));
  return { shape, fill: { values } };
}
