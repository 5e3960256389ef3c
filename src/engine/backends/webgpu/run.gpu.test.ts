import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import scaleShader from '../../../shaders/scale.wgsl?raw';
import { grid } from '../../ops/shared/grid';
import { region, stepFor } from '../../testing/steps';
import { RUNTIME_BUFFER, type Step } from '../backend';
import { openDevice } from './adapter';
import { WebGPUBackend } from './webgpu-backend';

/** x = x·1.01 + (seed + step) / 1000: any lost, doubled or reordered run changes the bits. */
const growShader = `
@group(0) @binding(0) var<storage, read_write> x: array<f32>;
@group(0) @binding(1) var<storage, read> runtime: array<u32, 4>;
override count: u32 = 1u;
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x < count) {
    x[id.x] = x[id.x] * 1.01 + f32(runtime[0] + runtime[1]) / 1000.0;
  }
}`;

const advanceShader = `
@group(0) @binding(0) var<storage, read_write> runtime: array<u32, 4>;
@compute @workgroup_size(1)
fn main() {
  runtime[1] += 1u;
}`;

const N = 133;
const grow = (buffer: string): Step =>
  stepFor(
    'grow',
    { source: growShader, constants: { count: N }, workgroups: grid(N), usesRuntime: true },
    [region(buffer, N)],
  );
const advance = stepFor('advance', { source: advanceShader }, [region(RUNTIME_BUFFER, 4, 'i32')]);
const scale = (from: string, to: string, count = N, factor = 2): Step =>
  stepFor('scale', { source: scaleShader, constants: { count, factor }, workgroups: grid(count) }, [
    region(from, count),
    region(to, count),
  ]);

let device: GPUDevice;
let backend: WebGPUBackend;
let fresh = 0;

beforeAll(async () => {
  const open = await openDevice();
  device = open.device;
  backend = new WebGPUBackend(open);
});
afterAll(() => backend.destroy());
beforeEach(() => backend.setRuntime({ seed: 7, step: 0, cursor: 0 }));

/** A buffer that no other test has, holding 0, 0.5, 1, … */
function buffer(length = N): string {
  const name = `buffer ${fresh++}`;
  backend.allocate([{ name, length }]);
  backend.write(
    region(name, length),
    Float32Array.from({ length }, (_, i) => i / 2),
  );
  return name;
}

/** Runs the growing steps on a new buffer, `times` in each of `runs` submits. */
async function grown(times: number, runs: number): Promise<number[]> {
  const name = buffer();
  backend.setRuntime({ seed: 7, step: 0 });
  const executable = await backend.prepare([grow(name), advance]);
  for (let i = 0; i < runs; i++) executable.run(times);
  const [x, counters] = await backend.read([region(name, N), region(RUNTIME_BUFFER, 4, 'i32')]);
  expect([...counters]).toEqual([7, times * runs, 0, 0]);
  return [...new Int32Array(x.buffer)];
}

test('a region is read as it was written', async () => {
  const name = buffer(5);
  backend.write(region(name, 2, 'f32', 1), Float32Array.of(-1, -2));
  const [all, last] = await backend.read([region(name, 5), region(name, 1, 'f32', 4)]);
  expect([...all]).toEqual([0, -1, -2, 1.5, 2]);
  expect([...last]).toEqual([2]);
  expect(await backend.read([])).toEqual([]);
});

test('new buffers hold zeros', async () => {
  backend.allocate([{ name: 'zeros', length: 3 }]);
  expect([...(await backend.read([region('zeros', 3)]))[0]]).toEqual([0, 0, 0]);
});

test('a run repeated N times gives the bits of N runs, and of another try', async () => {
  const single = await grown(1, 12);
  expect(await grown(12, 1)).toEqual(single);
  expect(await grown(4, 3)).toEqual(single);
});

test('steps of a run see what earlier steps wrote', async () => {
  const [a, b, c] = [buffer(), buffer(), buffer()];
  const executable = await backend.prepare([scale(a, b), scale(b, c), scale(c, a)]);
  executable.run(2);
  const [x] = await backend.read([region(a, N)]);
  expect(x[3]).toBe(1.5 * 64);
});

test('a setting of one counter leaves the others to the device', async () => {
  (await backend.prepare([advance])).run(5);
  backend.setRuntime({ seed: 0xffffffff, cursor: 3 });
  const [counters] = await backend.read([region(RUNTIME_BUFFER, 4, 'i32')]);
  expect([...new Uint32Array(counters.buffer)]).toEqual([0xffffffff, 5, 3, 0]);
});

test('a run makes no GPU object, uploads nothing and is one submit', async () => {
  const [a, b] = [buffer(), buffer()];
  const executable = await backend.prepare([scale(a, b), grow(b), advance]);
  const makers = [
    'createBuffer',
    'createTexture',
    'createSampler',
    'createBindGroup',
    'createBindGroupLayout',
    'createPipelineLayout',
    'createShaderModule',
    'createComputePipeline',
    'createComputePipelineAsync',
    'createQuerySet',
  ] as const;
  const made = makers.map((name) => vi.spyOn(device, name));
  const uploads = [vi.spyOn(device.queue, 'writeBuffer'), vi.spyOn(device.queue, 'writeTexture')];
  const submit = vi.spyOn(device.queue, 'submit');
  const encoders = vi.spyOn(device, 'createCommandEncoder');
  try {
    executable.run(10);
    await backend.finish();
    const called = [...made, ...uploads].filter((spy) => spy.mock.calls.length > 0);
    expect(called.map((spy) => spy.getMockName())).toEqual([]);
    expect(submit).toHaveBeenCalledTimes(1);
    expect(encoders).toHaveBeenCalledTimes(1);
  } finally {
    vi.restoreAllMocks();
  }
});

test('reading many regions is one submit, and later reads make no buffer', async () => {
  const names = Array.from({ length: 20 }, () => buffer());
  const submit = vi.spyOn(device.queue, 'submit');
  const createBuffer = vi.spyOn(device, 'createBuffer');
  try {
    const all = await backend.read(names.map((name) => region(name, N)));
    expect(submit).toHaveBeenCalledTimes(1);
    for (const data of all) expect(data[132]).toBe(66);
    createBuffer.mockClear();
    for (let i = 0; i < 5; i++) await backend.read(names.map((name) => region(name, N)));
    expect(createBuffer).not.toHaveBeenCalled();
  } finally {
    vi.restoreAllMocks();
  }
});

test('a read shows the moment at which it was asked for', async () => {
  const name = buffer();
  const executable = await backend.prepare([scale(name, buffer()), grow(name)]);
  const reads = [];
  for (let i = 0; i < 8; i++) {
    reads.push(backend.read([region(name, 1)]));
    executable.run(1);
  }
  const values = (await Promise.all(reads)).map(([x]) => x[0]);
  expect(values[0]).toBe(0);
  for (let i = 1; i < 8; i++) expect(values[i]).toBeGreaterThan(values[i - 1]);
});

test.each([1, 2, 3, 63, 64, 65, 127, 1001])('%i elements', async (count) => {
  const [a, b] = [buffer(count), buffer(count)];
  (await backend.prepare([scale(a, b, count, -4)])).run(1);
  const [y] = await backend.read([region(b, count)]);
  expect([...y]).toEqual(Array.from({ length: count }, (_, i) => (i === 0 ? -0 : -2 * i)));
});

test('more work than 65,535 workgroups is folded into rows', async () => {
  const count = 65_535 * 64 + 77;
  expect(grid(count)[1]).toBe(2);
  backend.allocate([
    { name: 'long', length: count },
    { name: 'longer', length: count },
  ]);
  backend.write(region('long', count), new Float32Array(count).fill(1.5));
  (await backend.prepare([scale('long', 'longer', count, 2)])).run(1);
  const [y] = await backend.read([region('longer', count)]);
  expect((y as Float32Array).every((v) => v === 3)).toBe(true);
  backend.free(['long', 'longer']);
});

test('steps that are alike share a pipeline', async () => {
  const [a, b] = [buffer(), buffer()];
  const compile = vi.spyOn(device, 'createComputePipelineAsync');
  const progress: [number, number][] = [];
  try {
    await backend.prepare(
      [scale(a, b, N, 11), scale(b, a, N, 11), scale(a, b, N, 12)],
      (done, total) => progress.push([done, total]),
    );
    await backend.prepare([scale(a, b, N, 11)]);
    expect(compile).toHaveBeenCalledTimes(2);
    expect(progress).toEqual([
      [1, 2],
      [2, 2],
    ]);
  } finally {
    vi.restoreAllMocks();
  }
});

test('freed names can be used again', async () => {
  backend.allocate([{ name: 'again', length: 4 }]);
  backend.write(region('again', 4), Float32Array.of(1, 2, 3, 4));
  backend.free(['again']);
  backend.allocate([{ name: 'again', length: 2 }]);
  expect([...(await backend.read([region('again', 2)]))[0]]).toEqual([0, 0]);
});

test('an empty list of steps runs', async () => {
  const executable = await backend.prepare([]);
  executable.run(3);
  await backend.finish();
});
