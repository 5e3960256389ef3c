import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDevice } from '../backends/webgpu/adapter';
import { WebGPUBackend } from '../backends/webgpu/webgpu-backend';
import type { AnyOp, OpSample } from '../graph/op';
import { disagreements } from '../testing/kernel-checks';
import { sampleInputs } from '../testing/samples';
import { gruOp } from './gru';
import { gruGradOp } from './gru-grad';
import { lstmOp } from './lstm';
import { lstmGradOp } from './lstm-grad';
import { rnnOp } from './rnn';
import { rnnGradOp } from './rnn-grad';

/** On one of them the threads of a kernel wait for each other, on the other they do not. */
let backends: readonly WebGPUBackend[];
beforeAll(async () => {
  const open = async (software: boolean) =>
    new WebGPUBackend({ ...(await openDevice()), software });
  backends = [await open(false), await open(true)];
});
afterAll(() => {
  for (const backend of backends) backend.destroy();
});

interface Use {
  readonly batch: number;
  readonly steps: number;
  readonly hidden: number;
  readonly reverse: boolean;
  readonly activation: 'tanh' | 'relu';
}

const small = { min: 1, max: 9 };
const uses = fc.record({
  batch: fc.integer(small),
  steps: fc.integer(small),
  hidden: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.constantFrom(63, 64, 65, 67, 130)),
  reverse: fc.boolean(),
  activation: fc.constantFrom('tanh', 'relu'),
});

const wide = ({ batch, steps, hidden }: Use, slots: number) => ({
  shape: [batch, steps, slots * hidden],
});
const state = ({ batch, hidden }: Use) => ({ shape: [batch, hidden] });
const keep = ({ batch, steps }: Use) => ({ shape: [batch, steps], fill: 'mask' }) as const;

/** Weights as a layer starts with: larger ones would multiply rounding errors at every step. */
function weights({ hidden }: Use, blocks: number) {
  const shape = [hidden, blocks * hidden];
  const [drawn] = sampleInputs({ title: '', attrs: {}, inputs: [{ shape }] });
  return { shape, fill: { values: Array.from(drawn, (v) => v / Math.sqrt(hidden)) } };
}

const INPUTS: readonly { op: AnyOp; inputs: (use: Use) => OpSample['inputs'] }[] = [
  { op: rnnOp, inputs: (u) => [wide(u, 1), weights(u, 1), state(u), keep(u)] },
  { op: rnnGradOp, inputs: (u) => [wide(u, 1), weights(u, 1), keep(u), wide(u, 1)] },
  { op: lstmOp, inputs: (u) => [wide(u, 4), weights(u, 4), state(u), state(u), keep(u)] },
  { op: lstmGradOp, inputs: (u) => [wide(u, 6), weights(u, 4), state(u), keep(u), wide(u, 6)] },
  {
    op: gruOp,
    inputs: (u) => [wide(u, 3), weights(u, 3), { shape: [3 * u.hidden] }, state(u), keep(u)],
  },
  { op: gruGradOp, inputs: (u) => [wide(u, 5), weights(u, 3), state(u), keep(u), wide(u, 5)] },
];

test.each(INPUTS)(
  '$op.name of random sizes agrees with its reference, with and without barriers',
  async ({ op, inputs }) => {
    const samples = fc.sample(uses, { seed: 4, numRuns: 4 }).map((use) => ({
      title: JSON.stringify(use),
      attrs: { reverse: use.reverse, activation: use.activation },
      inputs: inputs(use),
    }));
    expect(samples.some(({ inputs: [x] }) => x.shape[2] > 64)).toBe(true);
    for (const backend of backends) expect(await disagreements(op, samples, backend)).toEqual([]);
  },
);
