import { CpuBackend } from '../src/engine/backends/reference/cpu-backend';
import { compile } from '../src/engine/backends/compile';
import { createWebGPUBackend } from '../src/engine/backends/webgpu/webgpu-backend';
import { Builder } from '../src/engine/graph/builder';
import { matmul } from '../src/engine/ops/matmul';
import { input } from '../src/engine/ops/source';
import { dataOf } from './data';
import { normal } from './workload';

/** What nothing can be faster than here. */
export interface Floor {
  /** Milliseconds of one submit of so many empty dispatches, until the queue is done. */
  readonly dispatches: readonly { readonly count: number; readonly ms: number }[];
  /** Milliseconds until four bytes are read back, when nothing else is to be done. */
  readonly readBack: number;
  /** Heed's matrix product of two N×N matrices, in GFLOP/s. */
  readonly products: readonly {
    readonly size: number;
    readonly webgpu: number;
    readonly cpu: number;
  }[];
}

const REPEATS = 25;
/** Time that one measurement of a product is to take at least, in ms. */
const ENOUGH = 40;

export async function measureFloor(sizes: readonly number[]): Promise<Floor> {
  const device = await openDevice();
  const dispatches = [];
  for (const count of [10, 100, 1000]) {
    dispatches.push({ count, ms: await emptyDispatches(device, count) });
  }
  const readBack = await readFourBytes(device);
  device.destroy();

  const backends = { webgpu: await createWebGPUBackend(), cpu: new CpuBackend() };
  const products = [];
  for (const size of sizes) {
    const webgpu = await productSpeed(backends.webgpu, size);
    products.push({ size, webgpu, cpu: await productSpeed(backends.cpu, size) });
  }
  backends.webgpu.destroy();
  return { dispatches, readBack, products };
}

/** Milliseconds of one submit of so many empty dispatches, on a device of its own. */
export async function timeEmptyDispatches(count: number): Promise<number> {
  const device = await openDevice();
  const ms = await emptyDispatches(device, count);
  device.destroy();
  return ms;
}

export async function openDevice(): Promise<GPUDevice> {
  const adapter = await navigator.gpu.requestAdapter();
  const device = await adapter?.requestDevice();
  if (!device) throw new Error('There is no WebGPU device.');
  return device;
}

async function emptyDispatches(device: GPUDevice, count: number): Promise<number> {
  const module = device.createShaderModule({
    code: '@compute @workgroup_size(1) fn main() {}',
  });
  const pipeline = await device.createComputePipelineAsync({
    layout: 'auto',
    compute: { module, entryPoint: 'main' },
  });
  return median(async () => {
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    for (let i = 0; i < count; i++) pass.dispatchWorkgroups(1);
    pass.end();
    device.queue.submit([encoder.finish()]);
    await device.queue.onSubmittedWorkDone();
  });
}

function readFourBytes(device: GPUDevice): Promise<number> {
  const { COPY_SRC, COPY_DST, MAP_READ } = GPUBufferUsage;
  const from = device.createBuffer({ size: 4, usage: COPY_SRC });
  const to = device.createBuffer({ size: 4, usage: COPY_DST | MAP_READ });
  return median(async () => {
    const encoder = device.createCommandEncoder();
    encoder.copyBufferToBuffer(from, 0, to, 0, 4);
    device.queue.submit([encoder.finish()]);
    await to.mapAsync(GPUMapMode.READ);
    to.unmap();
  });
}

async function productSpeed(backend: Parameters<typeof compile>[1], size: number): Promise<number> {
  const b = new Builder();
  const shape = [size, size];
  const [x, y] = ['x', 'y'].map((name) => input(b, shape, { name }));
  matmul(b, x, y, {}, { name: 'out' });
  const program = await compile(b, backend, ['out']);
  const data = dataOf({ x: normal(shape), y: normal(shape) });
  for (const name of ['x', 'y']) program.write(name, data[name]);
  const time = async (count: number) => {
    const start = performance.now();
    program.run(count);
    await backend.finish();
    return performance.now() - start;
  };
  let count = 1;
  await time(count);
  while ((await time(count)) < ENOUGH) count *= 2;
  const ms = Math.min(await time(count), await time(count), await time(count)) / count;
  program.destroy();
  return (2 * size ** 3) / ms / 1e6;
}

async function median(run: () => Promise<void>): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i <= REPEATS; i++) {
    const start = performance.now();
    await run();
    // The first one warms up.
    if (i > 0) times.push(performance.now() - start);
  }
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)];
}
