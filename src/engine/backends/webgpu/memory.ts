import { requireFit } from '../../plan/fit';
import { PlanError } from '../../tensor/errors';
import { type BufferSpec, type Region, RUNTIME_BUFFER } from '../backend';
import { BYTES, USAGE } from './flags';

interface Block {
  readonly buffer: GPUBuffer;
  /** In elements. */
  readonly length: number;
}

/** A region as WebGPU wants it: bytes of a buffer. */
export interface Slice {
  readonly buffer: GPUBuffer;
  readonly offset: number;
  readonly size: number;
}

/** The device's buffers by name, the runtime counters among them. */
export class Memory {
  /** Largest buffer that can be bound whole, in elements. */
  readonly maxLength: number;
  private readonly blocks = new Map<string, Block>();

  constructor(private readonly device: GPUDevice) {
    const { maxBufferSize, maxStorageBufferBindingSize } = device.limits;
    this.maxLength = Math.floor(Math.min(maxBufferSize, maxStorageBufferBindingSize) / BYTES);
    this.allocate([{ name: RUNTIME_BUFFER, length: 4 }]);
  }

  /**
   * Makes zero-filled buffers: all of them, or none when one is wrong.
   * @throws PlanError when a name is taken or a length is not possible.
   */
  allocate(specs: readonly BufferSpec[]): void {
    const names = new Set(this.blocks.keys());
    for (const { name, length } of specs) {
      if (names.has(name)) {
        throw new PlanError(`allocate: a buffer named "${name}" exists already.`, name);
      }
      names.add(name);
      if (!Number.isInteger(length) || length < 0) {
        throw new PlanError(`allocate: "${name}" has length ${length}; use a whole number.`, name);
      }
    }
    requireFit(specs, this.maxLength);
    for (const { name, length } of specs) {
      const buffer = this.device.createBuffer({
        label: name,
        size: Math.max(length, 1) * BYTES,
        usage: USAGE.STORAGE | USAGE.COPY_SRC | USAGE.COPY_DST,
      });
      this.blocks.set(name, { buffer, length });
    }
  }

  /** @throws PlanError when there is no such buffer, or it is the runtime counters. */
  free(names: readonly string[]): void {
    for (const name of names) {
      if (name === RUNTIME_BUFFER) {
        throw new PlanError('free: the runtime counters belong to the backend.', name);
      }
      this.block(name, 'free').buffer.destroy();
      this.blocks.delete(name);
    }
  }

  /**
   * Where a region lies.
   * @param user what wants it, for the message
   * @throws PlanError when the buffer does not exist or is too short.
   */
  slice(region: Region, user: string): Slice {
    const { buffer, length } = this.block(region.buffer, user);
    const end = region.offset + region.length;
    if (!(region.offset >= 0 && region.length >= 0 && end <= length)) {
      throw new PlanError(
        `${user}: elements ${region.offset} to ${end} lie outside the buffer "${region.buffer}" ` +
          `of ${length} elements.`,
        region.buffer,
      );
    }
    return { buffer, offset: region.offset * BYTES, size: region.length * BYTES };
  }

  destroy(): void {
    for (const { buffer } of this.blocks.values()) buffer.destroy();
    this.blocks.clear();
  }

  private block(name: string, user: string): Block {
    const block = this.blocks.get(name);
    if (!block) {
      throw new PlanError(
        `${user}: there is no buffer named "${name}"; allocate it, or use it before it is freed.`,
        name,
      );
    }
    return block;
  }
}
