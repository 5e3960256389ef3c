import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appendGradients } from '../autodiff/gradients';
import { CpuBackend } from '../backends/reference/cpu-backend';
import { openDevice } from '../backends/webgpu/adapter';
import { WebGPUBackend } from '../backends/webgpu/webgpu-backend';
import { Builder } from '../graph/builder';
import type { TensorData } from '../tensor/types';
import { disagreement } from '../testing/agree';
import { evaluateOn } from '../testing/evaluate-on';
import { normal, seededRandom } from '../testing/samples';
import { ctcLoss } from './ctc-loss';
import { kl } from './kl';
import { input } from './source';

let backends: Record<string, WebGPUBackend>;
beforeAll(async () => {
  const [open, other] = [await openDevice(), await openDevice()];
  backends = {
    'as the adapter is': new WebGPUBackend({ ...open }),
    'as on the other kind of adapter': new WebGPUBackend({ ...other, software: !other.software }),
  };
});
afterAll(() => {
  for (const backend of Object.values(backends)) backend.destroy();
});

const CASES = [
  { batch: 3, time: 7, classes: 4, symbols: 3, scale: 2 },
  // 141 states: more than two for a thread.
  { batch: 2, time: 160, classes: 9, symbols: 70, scale: 1 },
  { batch: 2, time: 12, classes: 5, symbols: 5, scale: 1e4 },
];

describe.each(['as the adapter is', 'as on the other kind of adapter'])('%s', (kind) => {
  test.each(CASES)(
    'CTC of $batch × $time outputs, $symbols symbols, logits of about $scale',
    async ({ batch, time, classes, symbols, scale }) => {
      const random = seededRandom(batch + time);
      const whole = (below: number) => Math.floor(random() * below);
      const b = new Builder();
      const ints = (name: string, shape: readonly number[]) =>
        input(b, shape, { name, dtype: 'i32' });
      const loss = ctcLoss(
        b,
        input(b, [batch, time, classes], { name: 'logits' }),
        ints('targets', [batch, symbols]),
        ints('inputs', [batch]),
        ints('lengths', [batch]),
        { blank: classes - 1, reduction: 'none' },
        { name: 'losses' },
      );
      const own = Builder.from(b);
      const total = ctcLoss(
        own,
        own.get('logits'),
        own.get('targets'),
        own.get('inputs'),
        own.get('lengths'),
        { blank: classes - 1, reduction: 'mean' },
        { name: 'mean' },
      );
      appendGradients(own, total, ['logits']);
      const values: Record<string, TensorData> = {
        logits: Float32Array.from({ length: batch * time * classes }, () => scale * normal(random)),
        targets: Int32Array.from({ length: batch * symbols }, () => whole(classes - 1)),
        inputs: Int32Array.from({ length: batch }, () => time - whole(2)),
        lengths: Int32Array.from({ length: batch }, () => symbols - whole(2)),
      };
      const wanted = [loss.name, 'losses.alpha', 'mean', 'grad:logits'];
      const expected = await evaluateOn(new CpuBackend(), own, values, wanted);
      const actual = await evaluateOn(backends[kind], own, values, wanted);
      // Where the logits are large a unit in the last place of the sums is, and shares depend on it.
      const tolerance = { abs: scale > 100 ? 1e-3 : 1e-5, rel: 1e-5 };
      for (const name of wanted) {
        expect([name, disagreement(actual[name], expected[name], tolerance)]).toEqual([name, null]);
      }
    },
  );
});

test('divergence from a target with zeros', async () => {
  const b = new Builder();
  const x = input(b, [2, 2], { name: 'x' });
  kl(b, x, input(b, [2, 2], { name: 't' }), { name: 'shares', reduction: 'none' });
  const values = {
    x: Float32Array.of(Math.log(0.25), -Infinity, -2, 0),
    t: Float32Array.of(1, 0, 0.5, 0.5),
  };
  const expected = await evaluateOn(new CpuBackend(), b, values, ['shares']);
  const actual = await evaluateOn(backends['as the adapter is'], b, values, ['shares']);
  expect(disagreement(actual.shares, expected.shares, { abs: 1e-6, rel: 1e-6 })).toBeNull();
});
