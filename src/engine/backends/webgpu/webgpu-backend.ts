import type { Runtime } from '../../graph/op';
import { DeviceError, HeedError, PlanError } from '../../tensor/errors';
import type { TensorData } from '../../tensor/types';
import {
  type Backend,
  type BufferSpec,
  type Executable,
  type Region,
  RUNTIME_BUFFER,
  type Step,
} from '../backend';
import { type OpenDevice, openDevice } from './adapter';
import { checkStep } from './check-step';
import { type Dispatch, encode, WebGPUExecutable } from './executable';
import { Faults, scoped } from './faults';
import { BYTES } from './flags';
import { Memory } from './memory';
import { accessOf, Pipelines } from './pipelines';
import { Readback } from './readback';

/** Where the counters lie in the runtime buffer. */
const COUNTERS = ['seed', 'step', 'cursor'] as const;

/**
 * Opens a device and makes a backend of it.
 * @param gpu the entry point, where it is not the browser's own (Dawn in Node)
 * @throws DeviceError when WebGPU, an adapter or a device is not to be had.
 */
export async function createWebGPUBackend(gpu?: GPU): Promise<WebGPUBackend> {
  return new WebGPUBackend(await openDevice(gpu));
}

/** Runs steps as WebGPU compute dispatches. */
export class WebGPUBackend implements Backend {
  readonly kind = 'webgpu';
  readonly adapter: string;
  readonly maxBufferLength: number;
  readonly lost: Promise<string>;
  private readonly device: GPUDevice;
  private readonly faults: Faults;
  private readonly memory: Memory;
  private readonly pipelines: Pipelines;
  private readonly readback: Readback;
  /** Whether threads wait for each other cheaply: a software adapter takes turns with them. */
  private readonly barriers: boolean;

  constructor({ device, adapter, software }: OpenDevice) {
    this.device = device;
    this.barriers = !software;
    this.adapter = adapter;
    this.faults = new Faults(device);
    this.lost = this.faults.lost;
    this.memory = new Memory(device);
    this.maxBufferLength = this.memory.maxLength;
    this.pipelines = new Pipelines(device);
    this.readback = new Readback(device);
  }

  allocate(buffers: readonly BufferSpec[]): void {
    this.faults.checkAlive('allocate');
    this.memory.allocate(buffers);
  }

  free(names: readonly string[]): void {
    this.memory.free(names);
  }

  write(region: Region, data: TensorData): void {
    const { buffer, offset } = this.memory.slice(region, 'write');
    const given = data instanceof Float32Array ? 'f32' : 'i32';
    if (data.length !== region.length || given !== region.dtype) {
      throw new PlanError(
        `write: got ${given}[${data.length}] for ${region.dtype}[${region.length}] ` +
          `of "${region.buffer}".`,
        region.buffer,
      );
    }
    if (data.length > 0) this.upload(buffer, offset, data);
  }

  async read(regions: readonly Region[]): Promise<TensorData[]> {
    this.faults.checkAlive('read');
    const parts = regions.map((region) => ({
      slice: this.memory.slice(region, 'read'),
      dtype: region.dtype,
    }));
    try {
      const data = await this.readback.read(parts);
      this.faults.check('read');
      return data;
    } catch (error) {
      if (error instanceof HeedError) throw error;
      this.faults.check('read');
      throw new DeviceError(
        `read: the GPU gave no data: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }

  setRuntime(runtime: Partial<Runtime>): void {
    const { buffer } = this.memory.slice(
      { buffer: RUNTIME_BUFFER, offset: 0, length: 4, dtype: 'i32' },
      'setRuntime',
    );
    COUNTERS.forEach((name, i) => {
      const value = runtime[name];
      // Only what is given: steps may advance the other counters on the device.
      if (value !== undefined) this.upload(buffer, i * BYTES, Uint32Array.of(value));
    });
  }

  async prepare(
    steps: readonly Step[],
    onProgress?: (done: number, total: number) => void,
  ): Promise<Executable> {
    this.faults.checkAlive('prepare');
    const suited = this.barriers ? steps : steps.map(withoutBarriers);
    for (const step of suited) checkStep(step, this.memory, this.device.limits);
    const pipelines = await this.compile(suited, onProgress);
    this.faults.checkAlive('prepare');
    const { value: dispatches, error } = scoped(this.device, () => {
      const made = suited.map((step, i) => this.dispatch(step, pipelines[i]));
      // Recorded once and thrown away: recording finds what only the shader knows, such as the
      // least size of a binding.
      if (made.length > 0) encode(this.device, made, 1);
      return made;
    });
    const problem = await error;
    if (problem) throw new DeviceError(`prepare: the GPU refused the steps: ${problem.message}`);
    return new WebGPUExecutable(this.device, this.faults, dispatches);
  }

  async finish(): Promise<void> {
    this.faults.checkAlive('finish');
    await this.device.queue.onSubmittedWorkDone();
    this.faults.check('finish');
  }

  destroy(): void {
    this.faults.close();
    this.readback.destroy();
    this.memory.destroy();
    this.device.destroy();
  }

  /** The pipelines of the steps, each distinct one compiled once, all at the same time. */
  private async compile(
    steps: readonly Step[],
    onProgress?: (done: number, total: number) => void,
  ): Promise<GPUComputePipeline[]> {
    const distinct = new Map<string, Promise<GPUComputePipeline>>();
    const keys = steps.map((step) => {
      const key = this.pipelines.key(step);
      if (!distinct.has(key)) distinct.set(key, this.pipelines.get(step));
      return key;
    });
    let done = 0;
    for (const pipeline of distinct.values()) {
      pipeline.then(
        () => onProgress?.(++done, distinct.size),
        () => {},
      );
    }
    await Promise.all(distinct.values());
    return Promise.all(keys.map((key) => distinct.get(key) as Promise<GPUComputePipeline>));
  }

  private dispatch(step: Step, pipeline: GPUComputePipeline): Dispatch {
    const slices = step.regions.map((region) => this.memory.slice(region, step.label));
    if (step.kernel.usesRuntime) {
      const runtime = { buffer: RUNTIME_BUFFER, offset: 0, length: 4, dtype: 'i32' } as const;
      slices.push(this.memory.slice(runtime, step.label));
    }
    const group = this.device.createBindGroup({
      label: step.label,
      layout: this.pipelines.bindings(accessOf(step)),
      entries: slices.map(({ buffer, offset, size }, binding) => ({
        binding,
        // An empty tensor has room for one element, since nothing empty can be bound.
        resource: { buffer, offset, size: Math.max(size, BYTES) },
      })),
    });
    return { pipeline, group, workgroups: step.kernel.workgroups };
  }

  private upload(buffer: GPUBuffer, offset: number, data: TensorData | Uint32Array): void {
    this.device.queue.writeBuffer(buffer, offset, data as Float32Array<ArrayBuffer>);
  }
}

/** The step with the other way through its shader, where it has one. */
function withoutBarriers(step: Step): Step {
  const { withoutBarriers: other, ...kernel } = step.kernel;
  return other ? { ...step, kernel: { ...kernel, ...other } } : step;
}
