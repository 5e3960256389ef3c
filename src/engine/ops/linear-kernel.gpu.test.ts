import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDevice } from '../backends/webgpu/adapter';
import { WebGPUBackend } from '../backends/webgpu/webgpu-backend';
import { REGION_ALIGNMENT, type Step } from '../plan/step';
import { disagreement } from '../testing/agree';
import { type LinearCase, linearCase } from '../testing/linear-cases';
import { seededRandom } from '../testing/samples';
import { linearKernel, linearLoop, linearWay } from './shared/linear-kernel';

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

/** Where the products, side by side in one run, do not give what they must. */
async function disagreements(cases: readonly LinearCase[], on: WebGPUBackend): Promise<string[]> {
  const steps = cases.map(
    ({ spec, data, writes }, n): Step => ({
      label: `product ${n}`,
      kernel: linearKernel(spec),
      regions: data.map(({ length }, i) => ({
        buffer: `${n}.${i}`,
        offset: REGION_ALIGNMENT * (i % 2),
        length,
        dtype: 'f32',
      })),
      writes,
      reference: (memory) => linearLoop(spec, memory),
    }),
  );
  const regions = steps.flatMap((step) => step.regions);
  on.allocate(regions.map((r) => ({ name: r.buffer, length: r.offset + r.length })));
  cases.forEach(({ data }, n) => {
    data.forEach((values, i) => {
      on.write(steps[n].regions[i], values);
    });
  });
  const executable = await on.prepare(steps);
  executable.run(1);
  const results = steps.flatMap(({ regions: own, writes }) => writes.map((i) => own[i]));
  const actual = await on.read(results);
  executable.destroy();
  on.free(regions.map(({ buffer }) => buffer));
  return cases.flatMap(({ spec, expected }) =>
    expected.flatMap((values) => {
      const why = disagreement(actual.shift() as Float32Array, values, { abs: 1e-6, rel: 4e-6 });
      return why ? [`${JSON.stringify(spec)}: ${why}`] : [];
    }),
  );
}

test('products with everything at random', async () => {
  const random = seededRandom(21);
  const size = (most: number) => 1 + Math.floor(random() * most);
  const cases = Array.from({ length: 9 }, () =>
    linearCase(
      {
        rows: size(40),
        inner: size(20),
        cols: size(40),
        batch: Array.from({ length: size(3) - 1 }, () => size(3)),
      },
      random,
    ),
  );
  for (const backend of backends) expect(await disagreements(cases, backend)).toEqual([]);
});

test('large tiles and long sums', async () => {
  const random = seededRandom(5);
  const sizes = [
    { rows: 100, inner: 19, cols: 70, batch: [8, 4] },
    { rows: 5, inner: 300, cols: 9, batch: [2] },
    { rows: 40, inner: 17, cols: 18, batch: [2] },
  ];
  const cases = sizes.map((size) => linearCase(size, random));
  expect(cases.map(({ spec }) => linearWay(spec)).map(({ way, side }) => `${way} ${side}`)).toEqual(
    ['tile 64', 'sum 4', 'tile 32'],
  );
  for (const backend of backends) expect(await disagreements(cases, backend)).toEqual([]);
});

test('what is not finite comes out where it must, through every activation', async () => {
  const bad = [Number.NaN, Infinity, -Infinity, 1e30, -1e30, 0, -0, 2];
  const cases = (['none', 'relu', 'tanh', 'sigmoid'] as const).map((act): LinearCase => {
    const spec = {
      rows: 8,
      inner: 1,
      cols: 1,
      act,
      a: { row: 1, inner: 1 },
      b: { inner: 1, col: 1 },
      c: { row: 1, col: 1 },
      residual: {},
    };
    const data = [Float32Array.from(bad), Float32Array.of(1), new Float32Array(8)];
    const out = new Float32Array(8);
    linearLoop(spec, [...data, out])();
    return { spec, data: [...data, new Float32Array(8)], writes: [3], expected: [out] };
  });
  for (const backend of backends) expect(await disagreements(cases, backend)).toEqual([]);
});
