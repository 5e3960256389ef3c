import { PlanError } from '../../tensor/errors';
import type { DType, TensorData } from '../../tensor/types';
import { MAP_MODE_READ, USAGE } from './flags';
import type { Slice } from './memory';

/** Staging buffers kept for the next read. */
const KEPT = 4;
const SMALLEST = 1 << 14;

/** Copies parts of buffers to the CPU through staging buffers that are used again and again. */
export class Readback {
  private readonly idle: GPUBuffer[] = [];
  private destroyed = false;

  constructor(private readonly device: GPUDevice) {}

  /**
   * Reads all parts in one submit. The copies are queued before the function first waits.
   * @throws PlanError when they are more than fits into one buffer.
   */
  async read(parts: readonly { slice: Slice; dtype: DType }[]): Promise<TensorData[]> {
    const total = parts.reduce((sum, { slice }) => sum + slice.size, 0);
    if (total === 0) return parts.map(({ dtype }) => viewOf(dtype, new ArrayBuffer(0)));
    const staging = this.take(total);
    try {
      const encoder = this.device.createCommandEncoder();
      let at = 0;
      for (const { slice } of parts) {
        encoder.copyBufferToBuffer(slice.buffer, slice.offset, staging, at, slice.size);
        at += slice.size;
      }
      this.device.queue.submit([encoder.finish()]);
      await staging.mapAsync(MAP_MODE_READ, 0, total);
      const bytes = staging.getMappedRange(0, total);
      at = 0;
      const data = parts.map(({ slice, dtype }) => {
        const part = bytes.slice(at, at + slice.size);
        at += slice.size;
        return viewOf(dtype, part);
      });
      staging.unmap();
      this.give(staging);
      return data;
    } catch (error) {
      staging.destroy();
      throw error;
    }
  }

  destroy(): void {
    this.destroyed = true;
    for (const buffer of this.idle) buffer.destroy();
    this.idle.length = 0;
  }

  /** The smallest idle buffer that is large enough, else a new one. */
  private take(size: number): GPUBuffer {
    const most = this.device.limits.maxBufferSize;
    if (size > most) {
      throw new PlanError(
        `read: ${size} bytes at once, but this device allows ${most}; read fewer tensors at a time.`,
      );
    }
    let best = -1;
    this.idle.forEach((buffer, i) => {
      if (buffer.size >= size && (best < 0 || buffer.size < this.idle[best].size)) best = i;
    });
    if (best >= 0) return this.idle.splice(best, 1)[0];
    return this.device.createBuffer({
      label: 'read back',
      size: Math.min(most, Math.max(SMALLEST, 2 ** Math.ceil(Math.log2(size)))),
      usage: USAGE.MAP_READ | USAGE.COPY_DST,
    });
  }

  private give(buffer: GPUBuffer): void {
    if (this.destroyed) {
      buffer.destroy();
      return;
    }
    this.idle.push(buffer);
    // Too many: the smallest is the easiest to make again.
    if (this.idle.length > KEPT) {
      this.idle.sort((a, b) => b.size - a.size);
      this.idle.pop()?.destroy();
    }
  }
}

function viewOf(dtype: DType, bytes: ArrayBuffer): TensorData {
  return dtype === 'f32' ? new Float32Array(bytes) : new Int32Array(bytes);
}
