import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appendGradients } from '../../autodiff/gradients';
import { Builder } from '../../graph/builder';
import { crossEntropy } from '../../ops/cross-entropy';
import { logSoftmax } from '../../ops/log-softmax';
import { mul } from '../../ops/mul';
import { softmax } from '../../ops/softmax';
import { input } from '../../ops/source';
import { sum } from '../../ops/sum';
import { scale } from '../../ops/scale';
import { compile } from '../compile';
import { disagreement } from '../../testing/agree';
import { evaluateOn } from '../../testing/evaluate-on';
import { CpuBackend } from '../reference/cpu-backend';
import { createWebGPUBackend, WebGPUBackend } from './webgpu-backend';

let gpu: WebGPUBackend;
beforeAll(async () => {
  gpu = await createWebGPUBackend();
});
afterAll(() => gpu.destroy());

const none = -Infinity;
const ROWS: Record<string, (i: number) => number> = {
  'everything masked': () => none,
  'all but one masked': (i) => (i === 2 ? 3 : none),
  'a NaN': (i) => (i === 3 ? Number.NaN : i % 7),
  'a NaN, the rest masked': (i) => (i === 3 ? Number.NaN : none),
  'logits of ±10,000': (i) => (i % 2 ? 1e4 : -1e4),
  'close logits near 10,000': (i) => 1e4 + (i % 9) / 8,
  'one masked, the rest −10,000': (i) => (i ? -1e4 : none),
};

// Short rows are done by a thread each, long ones by a workgroup.
test.each(Object.keys(ROWS).flatMap((title) => [5, 100].map((length) => ({ title, length }))))(
  'rows of $length with $title come out as on the CPU, forward and backward',
  async ({ title, length }) => {
    const b = new Builder();
    const shape = [2, length];
    const x = input(b, shape, { name: 'x' });
    const labels = input(b, [2], { name: 'labels', dtype: 'i32' });
    const upstream = input(b, shape, { name: 'upstream' });
    const outputs = [
      softmax(b, x, { axis: 1 }, { name: 'softmax' }),
      logSoftmax(b, x, { axis: 1 }, { name: 'logSoftmax' }),
      crossEntropy(b, x, labels, { reduction: 'none' }, { name: 'losses' }),
      crossEntropy(b, x, labels, { reduction: 'mean' }, { name: 'loss' }),
    ];
    for (const output of outputs) {
      // A builder of its own, since a graph holds one gradient of x.
      const own = Builder.from(b);
      const weighed = output.type.shape.length === 2 ? mul(own, output, upstream) : output;
      const gradient = appendGradients(own, sum(own, weighed), ['x']).get('x');
      const wanted = [output.name, gradient?.name ?? ''];
      const row = ROWS[title];
      const values = {
        x: Float32Array.from({ length: 2 * length }, (_, i) => row(i % length)),
        labels: Int32Array.of(2, 2),
        upstream: Float32Array.from({ length: 2 * length }, (_, i) => Math.sin(i)),
      };
      const expected = await evaluateOn(new CpuBackend(), own, values, wanted);
      const actual = await evaluateOn(gpu, own, values, wanted);
      const wrong = wanted.map((name) =>
        disagreement(actual[name], expected[name], { abs: 1e-6, rel: 1e-5 }),
      );
      expect({ output: output.name, wrong }).toEqual({ output: output.name, wrong: [null, null] });
    }
  },
);

describe('with the limits that every device has', () => {
  /** 128 MiB, WebGPU's default limit of a storage binding, in elements. */
  const MOST = 2 ** 25;
  let plain: WebGPUBackend;
  beforeAll(async () => {
    const adapter = await navigator.gpu.requestAdapter();
    const device = await adapter?.requestDevice();
    if (!device) throw new Error('no device');
    plain = new WebGPUBackend({ device, adapter: 'default limits', software: true });
  });
  afterAll(() => plain.destroy());

  const doubled = (length: number) => {
    const b = new Builder();
    const x = input(b, [length], { name: 'x' });
    sum(b, scale(b, x, 2, { name: 'doubled' }), {}, { name: 'total' });
    return b;
  };

  test('the largest tensor that fits is computed to its last element', async () => {
    expect(plain.maxBufferLength).toBe(MOST);
    const program = await compile(doubled(MOST), plain, ['total']);
    program.write('x', new Float32Array(MOST).fill(0.5));
    program.run();
    // Halves doubled, 2²⁵ of them: every partial sum is a whole number that single precision holds.
    expect((await program.read('total'))[0][0]).toBe(MOST);
    program.destroy();
  });

  test('one element more is refused with the tensor, its size and the limit', async () => {
    const tooLarge = compile(doubled(MOST + 1), plain, ['total']);
    await expect(tooLarge).rejects.toMatchObject({ code: 'plan', tensor: 'x' });
    await expect(tooLarge).rejects.toThrow(
      /"x" needs 335544\d\d elements .* at most 33554432 elements \(128 MiB\)/,
    );
  });
});
