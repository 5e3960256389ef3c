import type { Runtime } from '../../graph/op';
import { requireFit } from '../../plan/fit';
import { PlanError } from '../../tensor/errors';
import { memoryVersion, release, reserve, sharedMemory } from '../../tensor/memory';
import type { TensorData } from '../../tensor/types';
import {
  type Backend,
  type BufferSpec,
  type Executable,
  REGION_ALIGNMENT,
  type Region,
  RUNTIME_BUFFER,
  type Step,
} from '../backend';

/** 1 GiB: a page that asks for more has made a mistake. */
const MAX_LENGTH = 2 ** 28;

/** An address in the memory shared with WebAssembly, or where that has no room memory of its own. */
type Place = number | ArrayBuffer;

/**
 * Runs each step's quicker loop, or its reference, on the processor: what the page uses where there
 * is no GPU worth using.
 */
export class CpuBackend implements Backend {
  readonly kind = 'cpu';
  readonly adapter: string;
  readonly maxBufferLength = MAX_LENGTH;
  readonly lost = new Promise<string>(() => {});
  private readonly buffers = new Map<string, Place>();
  private readonly counters = new Uint32Array(REGION_ALIGNMENT);
  private readonly runtime: Runtime;

  constructor(adapter = 'CPU') {
    this.adapter = adapter;
    const counters = this.counters;
    this.buffers.set(RUNTIME_BUFFER, counters.buffer);
    this.runtime = {
      get seed() {
        return counters[0];
      },
      get step() {
        return counters[1];
      },
      get cursor() {
        return counters[2];
      },
    };
  }

  allocate(buffers: readonly BufferSpec[]): void {
    requireFit(buffers, MAX_LENGTH);
    for (const { name, length } of buffers) {
      if (this.buffers.has(name)) throw new PlanError(`There is a buffer named "${name}" already.`);
      this.buffers.set(name, reserve(length * 4) ?? new ArrayBuffer(length * 4));
    }
  }

  free(names: readonly string[]): void {
    for (const name of names) {
      const place = this.buffers.get(name);
      if (typeof place === 'number') release(place);
      this.buffers.delete(name);
    }
  }

  write(region: Region, data: TensorData): void {
    if (data.length !== region.length) {
      throw new PlanError(
        `write: got ${data.length} elements for ${region.length} of "${region.buffer}".`,
      );
    }
    this.view(region).set(data);
  }

  async read(regions: readonly Region[]): Promise<TensorData[]> {
    return regions.map((region) => this.view(region).slice());
  }

  setRuntime(runtime: Partial<Runtime>): void {
    if (runtime.seed !== undefined) this.counters[0] = runtime.seed;
    if (runtime.step !== undefined) this.counters[1] = runtime.step;
    if (runtime.cursor !== undefined) this.counters[2] = runtime.cursor;
  }

  async prepare(
    steps: readonly Step[],
    onProgress?: (done: number, total: number) => void,
  ): Promise<Executable> {
    const makeLoops = () =>
      steps.map((step) => {
        const data = step.regions.map((region) => this.view(region));
        return step.fast?.(data, this.runtime) ?? step.reference(data, this.runtime);
      });
    let version: number;
    let loops: (() => void)[];
    /** Loops see memory through views, which are lost when it grows, for this program or another. */
    const update = () => {
      while (version !== memoryVersion()) {
        version = memoryVersion();
        loops = makeLoops();
      }
    };
    update();
    onProgress?.(steps.length, steps.length);
    return {
      run(times) {
        update();
        for (let t = 0; t < times; t++) for (const loop of loops) loop();
      },
      destroy() {
        loops = [];
      },
    };
  }

  async finish(): Promise<void> {}

  destroy(): void {
    this.free([...this.buffers.keys()]);
  }

  private view({ buffer, offset, length, dtype }: Region): TensorData {
    const place = this.buffers.get(buffer);
    if (place === undefined) throw new PlanError(`There is no buffer named "${buffer}".`);
    const shared = typeof place === 'number';
    const memory = shared ? (sharedMemory()?.buffer as ArrayBuffer) : place;
    const start = (shared ? place : 0) + offset * 4;
    return dtype === 'f32'
      ? new Float32Array(memory, start, length)
      : new Int32Array(memory, start, length);
  }
}
