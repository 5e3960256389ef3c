import { afterAll, beforeAll, expect, test } from 'vitest';
import { appendGradients } from '../autodiff/gradients';
import { CpuBackend } from '../backends/reference/cpu-backend';
import { createWebGPUBackend, type WebGPUBackend } from '../backends/webgpu/webgpu-backend';
import type { Node } from '../graph/node';
import { input } from '../ops/source';
import { sum } from '../ops/sum';
import { mul } from '../ops/mul';
import type { Shape } from '../tensor/types';
import { disagreement } from '../testing/agree';
import { evaluateOn } from '../testing/evaluate-on';
import { LayerBench } from '../testing/layer-bench';
import { additiveAttention } from './additive-attention';
import { coAttention } from './co-attention';
import type { ModelContext } from './context';
import { mapAttention } from './map-attention';
import { channelGate, spatialGate } from './map-gates';
import { keyMask } from './masks';
import { multiHeadAttention } from './multi-head';
import { relativeAttention } from './relative-attention';

let gpu: WebGPUBackend;
beforeAll(async () => {
  gpu = await createWebGPUBackend();
});
afterAll(() => gpu.destroy());

interface Layer {
  readonly title: string;
  readonly shape: Shape;
  readonly build: (m: ModelContext, x: Node) => Node;
  /** Zeros and ones of the input named `mask`. */
  readonly mask?: readonly number[];
}

const LAYERS: readonly Layer[] = [
  {
    title: 'shared keys with rotary positions, a window, a cap, sinks and a fully masked example',
    shape: [2, 7, 6],
    mask: [1, 1, 1, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0],
    build: (m, x) =>
      multiHeadAttention(m, 'attn', {
        query: x,
        key: x,
        heads: 6,
        keyValueHeads: 2,
        keyWidth: 4,
        window: { before: 3, after: 1 },
        positions: { kind: 'rotary', pairs: 'halves' },
        softCap: 4,
        sinks: true,
        mask: keyMask(m.b, input(m.b, [2, 7], { name: 'mask' })),
      }).out,
  },
  {
    title: 'a learned bias for each bucket of distances',
    shape: [1, 9, 4],
    build: (m, x) => {
      const positions = { kind: 't5', buckets: 8, maxDistance: 6 } as const;
      return multiHeadAttention(m, 'attn', { query: x, key: x, heads: 2, positions }).out;
    },
  },
  {
    title: 'content and distance, after a memory',
    shape: [2, 5, 6],
    build: (m, x) => {
      const memory = input(m.b, [2, 3, 6], { name: 'memory' });
      return relativeAttention(m, 'attn', x, { heads: 3, memory }).out;
    },
  },
  {
    title: 'additive attention with two heads',
    shape: [2, 3, 4],
    mask: [1, 1, 0, 1, 0, 0, 0, 0],
    build: (m, x) => {
      const key = input(m.b, [2, 4, 6], { name: 'key' });
      const mask = keyMask(m.b, input(m.b, [2, 4], { name: 'mask' }));
      return additiveAttention(m, 'attn', { query: x, key, hidden: 5, heads: 2, mask }).out;
    },
  },
  {
    title: 'co-attention',
    shape: [2, 4, 5],
    mask: [1, 1, 0, 1, 0, 1],
    build: (m, x) => {
      const question = input(m.b, [2, 3, 6], { name: 'question' });
      const questionMask = input(m.b, [2, 3], { name: 'mask' });
      return coAttention(m, 'co', { visual: x, question, hidden: 3, questionMask }).visual.out;
    },
  },
  {
    title: 'gates of channels and places, then attention between places',
    shape: [2, 4, 3, 5],
    build: (m, x) => {
      const channels = channelGate(m, 'channels', x, { reduction: 2 }).out;
      const places = spatialGate(m, 'places', channels, { size: 3 }).out;
      return mapAttention(m, 'attn', places, { keyWidth: 2, valueWidth: 3 }).out;
    },
  },
];

test.each(LAYERS)('$title: as on the CPU, forward and backward', async (layer) => {
  const { b, m, y, ...bench } = benchOf(layer);
  const upstream = input(b, y.type.shape, { name: 'upstream' });
  const parameters = m.parameters.map(({ name }) => name);
  const gradients = appendGradients(b, sum(b, mul(b, y, upstream)), ['x', ...parameters]);
  const wanted = [y.name, ...[...gradients.values()].map(({ name }) => name)];
  expect(wanted.length).toBeGreaterThan(parameters.length + 1);

  const values = bench.values();
  const expected = await evaluateOn(new CpuBackend(), b, values, wanted);
  const actual = await evaluateOn(gpu, b, values, wanted);
  const wrong = wanted.flatMap((name) => {
    const problem = disagreement(actual[name], expected[name], { abs: 1e-5, rel: 2e-5 });
    return problem ? [`${name}: ${problem}`] : [];
  });
  expect(wrong).toEqual([]);
});

/** The layer, and single-precision values of everything that comes from outside. */
function benchOf({ shape, build, mask }: Layer) {
  const bench = new LayerBench(build, shape);
  const values = () => ({
    ...Object.fromEntries(
      Object.entries(bench.values(8)).map(([name, data]) => [name, Float32Array.from(data)]),
    ),
    ...(mask && { mask: Float32Array.from(mask) }),
  });
  return { b: bench.b, m: bench.m, y: bench.y, values };
}
