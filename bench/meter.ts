/** What the work of a page on its WebGPU device was made of. */
export interface Counts {
  dispatches: number;
  submits: number;
  /** Buffers made, and their size. */
  buffers: number;
  bytesCreated: number;
  bindGroups: number;
  pipelines: number;
  /** Copied to the device by writeBuffer. */
  bytesWritten: number;
  /** Mapped for reading. */
  bytesRead: number;
}

const none = (): Counts => ({
  dispatches: 0,
  submits: 0,
  buffers: 0,
  bytesCreated: 0,
  bindGroups: 0,
  pipelines: 0,
  bytesWritten: 0,
  bytesRead: 0,
});

/** Counts what is asked of WebGPU, by whichever library, while a function runs. */
export async function metered(run: () => Promise<unknown>): Promise<Counts> {
  const counts = none();
  if (!('GPUDevice' in globalThis)) return counts;
  const undo = [
    watch(GPUComputePassEncoder.prototype, 'dispatchWorkgroups', () => counts.dispatches++),
    watch(GPUComputePassEncoder.prototype, 'dispatchWorkgroupsIndirect', () => counts.dispatches++),
    watch(GPUQueue.prototype, 'submit', () => counts.submits++),
    watch(GPUDevice.prototype, 'createBindGroup', () => counts.bindGroups++),
    watch(GPUDevice.prototype, 'createComputePipeline', () => counts.pipelines++),
    watch(GPUDevice.prototype, 'createComputePipelineAsync', () => counts.pipelines++),
    watch(GPUDevice.prototype, 'createBuffer', (_, [{ size }]) => {
      counts.buffers++;
      counts.bytesCreated += size;
    }),
    watch(GPUQueue.prototype, 'writeBuffer', (_, [, , data, offset = 0, size]) => {
      const unit = ArrayBuffer.isView(data) && 'BYTES_PER_ELEMENT' in data;
      const width = unit ? Number(data.BYTES_PER_ELEMENT) : 1;
      counts.bytesWritten += size === undefined ? data.byteLength - offset * width : size * width;
    }),
    watch(GPUBuffer.prototype, 'mapAsync', (buffer, [mode, offset = 0, size]) => {
      if (mode === GPUMapMode.READ) counts.bytesRead += size ?? buffer.size - offset;
    }),
  ];
  try {
    await run();
  } finally {
    for (const restore of undo) restore();
  }
  return counts;
}

/** Calls `see` ahead of each call of a method. @returns what takes it back */
function watch<T extends object, K extends keyof T>(
  prototype: T,
  method: K,
  see: (self: T, args: T[K] extends (...args: infer A) => unknown ? A : never) => void,
): () => void {
  const original = prototype[method];
  if (typeof original !== 'function') throw new Error(`There is no method ${String(method)}.`);
  prototype[method] = function watched(this: T, ...args: unknown[]) {
    see(this, args as Parameters<typeof see>[1]);
    return Reflect.apply(original, this, args) as unknown;
  } as T[K];
  return () => {
    prototype[method] = original;
  };
}
