import type { TensorData } from './types';

/**
 * Memory that WebAssembly reaches without copying. The tensors of all CPU backends of a page or
 * worker lie in one WebAssembly memory, so that one compiled module serves them all. It can grow;
 * views that were made before are empty then, and must be made anew: see `memoryVersion`.
 */

const PAGE = 65_536;
/** Below lies what compiled modules keep for themselves. */
const START = PAGE;
/** 64 MiB, of which a system gives what is written to. */
const INITIAL_PAGES = 1024;
/** A cache line. */
const ALIGNMENT = 64;

interface Block {
  readonly at: number;
  readonly bytes: number;
}

let memory: WebAssembly.Memory | null | undefined;
let version = 0;
/** Sizes of what is in use, by address. */
const used = new Map<number, number>();
/** What is not, in the order of addresses; neighbours are joined. */
let free: Block[] = [];

/** The memory; null where there is no WebAssembly. */
export function sharedMemory(): WebAssembly.Memory | null {
  if (memory !== undefined) return memory;
  try {
    memory = new WebAssembly.Memory({ initial: INITIAL_PAGES });
    free = [{ at: START, bytes: INITIAL_PAGES * PAGE - START }];
  } catch {
    memory = null;
  }
  return memory;
}

/** Another number means that views and addresses of scratch memory are to be made anew. */
export function memoryVersion(): number {
  return version;
}

/** Where a tensor lies in the shared memory; −1 when it lies elsewhere. */
export function addressOf({ buffer, byteOffset }: TensorData): number {
  return buffer === memory?.buffer ? byteOffset : -1;
}

/** Takes a piece of the shared memory, full of zeros, and returns its address; null when it has no room. */
export function reserve(bytes: number): number | null {
  const shared = sharedMemory();
  if (!shared) return null;
  const size = Math.max(1, Math.ceil(bytes / ALIGNMENT)) * ALIGNMENT;
  const fits = () => free.findIndex((block) => block.bytes >= size);
  let i = fits();
  if (i < 0 && grow(shared, size)) i = fits();
  if (i < 0) return null;
  const { at, bytes: room } = free[i];
  free.splice(i, 1, ...(room > size ? [{ at: at + size, bytes: room - size }] : []));
  used.set(at, size);
  new Uint8Array(shared.buffer, at, size).fill(0);
  return at;
}

/** Gives a piece back. */
export function release(at: number): void {
  const bytes = used.get(at);
  if (bytes === undefined) return;
  used.delete(at);
  giveBack({ at, bytes });
}

/** Scratch memory, which everybody uses who needs some for the length of one call. */
let scratch: Block | null = null;

/** The address of scratch memory of at least this size, until `memoryVersion` changes; null when there is no room. */
export function scratchMemory(bytes: number): number | null {
  if (scratch && scratch.bytes >= bytes) return scratch.at;
  const at = reserve(bytes);
  if (at === null) return null;
  if (scratch) {
    release(scratch.at);
    version++;
  }
  scratch = { at, bytes };
  return at;
}

/** Makes room for a piece of this size, and half as much again as there is, where the system gives it. */
function grow(shared: WebAssembly.Memory, bytes: number): boolean {
  const end = shared.buffer.byteLength;
  const least = Math.ceil(bytes / PAGE);
  for (const pages of [Math.max(least, Math.ceil(end / PAGE / 2)), least]) {
    try {
      shared.grow(pages);
      version++;
      giveBack({ at: end, bytes: pages * PAGE });
      return true;
    } catch {
      // Asked for less, it may have it.
    }
  }
  return false;
}

function giveBack(block: Block): void {
  const joined: Block[] = [];
  for (const next of [...free, block].sort((a, b) => a.at - b.at)) {
    const last = joined.at(-1);
    if (last && last.at + last.bytes === next.at) {
      joined[joined.length - 1] = { at: last.at, bytes: last.bytes + next.bytes };
    } else joined.push(next);
  }
  free = joined;
}
