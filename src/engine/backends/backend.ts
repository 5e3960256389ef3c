import type { Runtime } from '../graph/op';
import type { BufferSpec, Region, Step } from '../plan/step';
import type { TensorData } from '../tensor/types';

export * from '../plan/step';

/**
 * A list of steps made ready to run: pipelines, bind groups and closures exist already.
 * Running creates no GPU object and uploads nothing.
 */
export interface Executable {
  /** Runs the steps `times` times in order, in one submit. Returns when the work is queued. */
  run(times: number): void;
  destroy(): void;
}

/** What a device must do to train Heed's models. Nothing here knows of operations or graphs. */
export interface Backend {
  readonly kind: 'cpu' | 'webgpu';
  /** The adapter's or processor's name, for people. */
  readonly adapter: string;
  /** Largest buffer, in elements. */
  readonly maxBufferLength: number;
  /** Resolves with the reason when the device is gone and everything on it is lost; never on the CPU. */
  readonly lost: Promise<string>;
  /** Makes zero-filled buffers; names must be new. @throws PlanError when one is larger than the device allows. */
  allocate(buffers: readonly BufferSpec[]): void;
  free(names: readonly string[]): void;
  /**
   * Copies data into a region, after the work queued so far and before what is queued next. A region
   * that is only written here, never bound, may start at any element.
   */
  write(region: Region, data: TensorData): void;
  /** Copies regions out, as of the work queued so far; one round trip for all of them. */
  read(regions: readonly Region[]): Promise<TensorData[]>;
  /** Sets the counters that random and sampling kernels read. */
  setRuntime(runtime: Partial<Runtime>): void;
  /** Compiles steps whose buffers exist. @throws DeviceError with line and column when a shader is rejected. */
  prepare(
    steps: readonly Step[],
    onProgress?: (done: number, total: number) => void,
  ): Promise<Executable>;
  /** Resolves when all queued work is done. */
  finish(): Promise<void>;
  destroy(): void;
}
