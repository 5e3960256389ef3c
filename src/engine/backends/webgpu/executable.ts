import type { Executable } from '../backend';
import type { Faults } from './faults';

/** One dispatch with everything it needs. */
export interface Dispatch {
  readonly pipeline: GPUComputePipeline;
  readonly group: GPUBindGroup;
  readonly workgroups: readonly [number, number, number];
}

/** Dispatches made ready. A run is one command buffer with one compute pass, in one submit. */
export class WebGPUExecutable implements Executable {
  constructor(
    private readonly device: GPUDevice,
    private readonly faults: Faults,
    private dispatches: readonly Dispatch[],
  ) {}

  run(times: number): void {
    this.faults.checkAlive('run');
    if (this.dispatches.length === 0 || times < 1) return;
    this.device.queue.submit([encode(this.device, this.dispatches, times)]);
  }

  destroy(): void {
    this.dispatches = [];
  }
}

/** Dispatches of one pass run in order, each seeing what the ones before it wrote. */
export function encode(
  device: GPUDevice,
  dispatches: readonly Dispatch[],
  times: number,
): GPUCommandBuffer {
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  let current: GPUComputePipeline | undefined;
  for (let i = 0; i < times; i++) {
    for (const { pipeline, group, workgroups } of dispatches) {
      if (pipeline !== current) {
        pass.setPipeline(pipeline);
        current = pipeline;
      }
      pass.setBindGroup(0, group);
      pass.dispatchWorkgroups(workgroups[0], workgroups[1], workgroups[2]);
    }
  }
  pass.end();
  return encoder.finish();
}
