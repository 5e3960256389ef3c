import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDevice } from '../backends/webgpu/adapter';
import { WebGPUBackend } from '../backends/webgpu/webgpu-backend';
import { Builder } from '../graph/builder';
import type { AnyOp, Attrs } from '../graph/op';
import { sizeOf, zeros } from '../tensor/shape';
import type { Shape, TensorData } from '../tensor/types';
import { disagreement } from '../testing/agree';
import { evaluateOn } from '../testing/evaluate-on';
import { normal, seededRandom } from '../testing/samples';
import { avgPool2dGradOp, avgPool2dOp } from './avg-pool2d';
import { conv2dGradWeightOp, conv2dOp, convTranspose2dOp } from './conv2d';
import { maxPool2dGradOp, maxPool2dOp } from './max-pool2d';
import { input } from './source';
import { upsample2dGradOp, upsample2dOp } from './upsample2d';

/** Kernels in which threads wait for each other, and those in which they do not. */
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
  readonly op: AnyOp;
  readonly attrs: Attrs;
  readonly shapes: readonly Shape[];
}

const axis = fc.record({
  taps: fc.integer({ min: 1, max: 4 }),
  stride: fc.integer({ min: 1, max: 4 }),
  padding: fc.integer({ min: 0, max: 2 }),
  dilation: fc.integer({ min: 1, max: 3 }),
  outputs: fc.integer({ min: 1, max: 11 }),
  rest: fc.nat(3),
});
const sizes = fc.record({
  y: axis,
  x: axis,
  batch: fc.integer({ min: 1, max: 6 }),
  groups: fc.integer({ min: 1, max: 2 }),
  channels: fc.integer({ min: 1, max: 5 }),
  features: fc.integer({ min: 1, max: 5 }),
  on: fc.boolean(),
});
type Sizes = typeof sizes extends fc.Arbitrary<infer T> ? T : never;

/** The operations of convolutions and poolings on random shapes. */
function usesOf({ y, x, batch, groups, channels, features, on }: Sizes): Use[] {
  const both = (of: (a: Sizes['y']) => number) => [of(y), of(x)];
  const padding = both((a) => Math.min(a.padding, a.taps - 1));
  const outputPadding = both((a) => a.rest % a.stride);
  const stride = both((a) => a.stride);
  const size = [y, x].map(
    (a, i) =>
      (a.outputs - 1) * a.stride +
      a.dilation * (a.taps - 1) +
      1 +
      outputPadding[i] -
      2 * padding[i],
  );
  const kernel = both((a) => a.taps);
  const attrs = { stride, padding, dilation: both((a) => a.dilation), groups };
  const maps = [batch, groups * channels, ...size.map((n) => Math.max(1, n))];
  const weight = [groups * features, channels, ...kernel];
  const all: Use[] = [
    { op: upsample2dOp, attrs: { factor: stride, mode: 'bilinear' }, shapes: [maps] },
  ];
  const factor = { factor: kernel, mode: on ? 'bilinear' : 'nearest' };
  const large = [batch, channels, ...both((a) => a.outputs * a.taps)];
  all.push({ op: upsample2dGradOp, attrs: factor, shapes: [large] });
  if (size.every((n) => n >= 1)) {
    const outputs = [batch, groups * features, ...both((a) => a.outputs)];
    all.push(
      { op: conv2dOp, attrs, shapes: [maps, weight] },
      { op: convTranspose2dOp, attrs: { ...attrs, outputPadding }, shapes: [outputs, weight] },
      { op: conv2dGradWeightOp, attrs: { ...attrs, kernel }, shapes: [maps, outputs] },
    );
  }
  const pool = { kernel, stride, padding: kernel.map((k) => k >> 1), ceil: on };
  const averages = { ...pool, countIncludePad: groups === 1 };
  const pooled = avgPool2dOp.infer([{ dtype: 'f32', shape: maps }], averages).shape;
  all.push(
    { op: maxPool2dOp, attrs: pool, shapes: [maps] },
    { op: maxPool2dGradOp, attrs: pool, shapes: [maps, pooled] },
    { op: avgPool2dOp, attrs: averages, shapes: [maps] },
    { op: avgPool2dGradOp, attrs: { ...averages, size: maps.slice(2) }, shapes: [pooled] },
  );
  return all;
}

/** All uses side by side in one graph, on the GPU and by the references. */
async function disagreements(uses: readonly Use[], on: WebGPUBackend, fill: () => number) {
  const b = new Builder();
  const values: Record<string, TensorData> = {};
  const expected: Record<string, { use: Use; out: TensorData }> = {};
  for (const [u, use] of uses.entries()) {
    const nodes = use.shapes.map((shape, i) => {
      values[`${u}.${i}`] = Float32Array.from({ length: sizeOf(shape) }, fill);
      return input(b, shape, { name: `${u}.${i}` });
    });
    const { name, type } = b.apply(use.op, nodes, use.attrs, { name: `${u}` });
    const out = zeros(type);
    use.op.reference({
      attrs: use.attrs,
      inputs: nodes.map((node) => node.type),
      output: type,
      data: nodes.map((node) => values[node.name]),
      out,
      runtime: { seed: 0, step: 0, cursor: 0 },
    })();
    expected[name] = { use, out };
  }
  const actual = await evaluateOn(on, b, values, Object.keys(expected));
  return Object.entries(expected).flatMap(([name, { use, out }]) => {
    const why = disagreement(actual[name], out, use.op.tolerance);
    return why ? [`${use.op.name} ${JSON.stringify([use.attrs, use.shapes])}: ${why}`] : [];
  });
}

test('kernels agree with their references on random shapes', async () => {
  const samples = fc.sample(sizes, { seed: 9, numRuns: 3 });
  const random = seededRandom(4);
  for (const [i, sample] of samples.entries()) {
    const wrong = await disagreements(usesOf(sample), backends[i % 2], () => normal(random));
    expect(wrong).toEqual([]);
  }
});

test('what is not finite comes out where the references have it', async () => {
  const shape = { taps: 3, stride: 2, padding: 1, dilation: 1, outputs: 4, rest: 1 };
  const same = { y: shape, x: shape, batch: 2, groups: 1, channels: 2, features: 2, on: true };
  const random = seededRandom(8);
  const rare = () => {
    const u = random();
    if (u < 0.01) return Number.NaN;
    if (u < 0.03) return u < 0.02 ? Infinity : -Infinity;
    return Math.round(3 * normal(random));
  };
  for (const backend of backends) {
    expect(await disagreements(usesOf(same), backend, rare)).toEqual([]);
  }
});
