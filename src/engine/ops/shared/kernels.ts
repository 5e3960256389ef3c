// oxlint-disable-next-line import/default -- what the build makes of that file has one
import binary from '../../../wasm/kernels/index.ts?assembly';
import { addressOf, memoryVersion, scratchMemory, sharedMemory } from '../../tensor/memory';
import type { TensorData } from '../../tensor/types';

type Loop<Result = void> = (...numbers: number[]) => Result;

/** What src/wasm/kernels exports; tensors are passed as addresses. */
type KernelName =
  | 'adam'
  | 'binary'
  | 'copy'
  | 'crossEntropyGrad'
  | 'dropout'
  | 'gru'
  | 'gruGrad'
  | 'layerNorm'
  | 'layerNormGradX'
  | 'linear'
  | 'logSoftmaxGrad'
  | 'lstm'
  | 'lstmGrad'
  | 'maxPool'
  | 'rnn'
  | 'rnnGrad'
  | 'scale'
  | 'softmax'
  | 'softmaxGrad'
  | 'sumColumns'
  | 'sumRows'
  | 'unary'
  | 'unaryGrad';
type ResultName = 'largest' | 'sumExp' | 'sumRow' | 'sumSquares';
export type Kernels = Readonly<Record<KernelName, Loop> & Record<ResultName, Loop<number>>>;

/** Given the operands' addresses and that of scratch memory, returns the loop. */
type Bind = (kernels: Kernels, addresses: readonly number[], scratch: number) => () => void;

export interface Operands {
  readonly data: readonly TensorData[];
  /** Which of them are written. */
  readonly writes: readonly number[];
  /** Elements of scratch memory that the loop needs. */
  readonly scratch?: number;
}

const BYTES = 4;
const ALIGNMENT = 16;

let loaded: Kernels | null | undefined;

/**
 * A loop by WebAssembly's SIMD instructions. Operands outside of the shared memory are copied there
 * before and back after each run. Null where WebAssembly, SIMD or memory cannot be had.
 */
export function withKernels(operands: Operands, bind: Bind): (() => void) | null {
  const kernels = load();
  if (!kernels) return null;
  const { data, writes, scratch = 0 } = operands;
  const residents = data.map(addressOf);
  const away = data.filter((_, i) => residents[i] < 0);
  if (away.length === 0 && scratch === 0) return bind(kernels, residents, 0);

  let run: () => void;
  let version: number;
  let copies: { readonly here: TensorData; readonly there: TensorData; readonly back: boolean }[];
  const place = (): boolean => {
    const total = away.reduce((sum, { length }) => sum + room(length), room(scratch));
    const start = scratchMemory(total);
    if (start === null) return false;
    version = memoryVersion();
    copies = [];
    let at = start + room(scratch);
    const addresses = data.map((values, i) => {
      if (residents[i] >= 0) return residents[i];
      const address = at;
      at += room(values.length);
      copies.push({ here: values, there: viewAt(address, values), back: writes.includes(i) });
      return address;
    });
    run = bind(kernels, addresses, start);
    return true;
  };
  if (!place()) return null;
  return () => {
    if (version !== memoryVersion()) place();
    for (const { here, there } of copies) there.set(here);
    run();
    for (const { here, there, back } of copies) if (back) here.set(there);
  };
}

/** Bytes that so many elements take up. */
function room(elements: number): number {
  return Math.ceil((elements * BYTES) / ALIGNMENT) * ALIGNMENT;
}

function viewAt(address: number, like: TensorData): TensorData {
  const { buffer } = sharedMemory() as WebAssembly.Memory;
  return like instanceof Int32Array
    ? new Int32Array(buffer, address, like.length)
    : new Float32Array(buffer, address, like.length);
}

/** The module; null where there is no WebAssembly, or none with SIMD. */
function load(): Kernels | null {
  if (loaded !== undefined) return loaded;
  try {
    const code = Uint8Array.from(atob(binary), (c) => c.charCodeAt(0));
    const imports = { env: { memory: sharedMemory() } } as unknown as WebAssembly.Imports;
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(code), imports);
    loaded = exports as unknown as Kernels;
  } catch {
    loaded = null;
  }
  return loaded;
}
