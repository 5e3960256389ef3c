// oxlint-disable-next-line import/default -- what the build makes of that file has one
import binary from '../../../wasm/multiply.ts?assembly';
import type { TensorData } from '../../tensor/types';
import type { MatrixLoop } from './multiply';

interface Exports {
  readonly packRows: (
    a: number,
    to: number,
    rows: number,
    inner: number,
    aRow: number,
    aInner: number,
  ) => void;
  readonly packCols: (
    b: number,
    to: number,
    cols: number,
    inner: number,
    bInner: number,
    bCol: number,
  ) => void;
  readonly multiply: (
    a: number,
    b: number,
    c: number,
    rows: number,
    inner: number,
    cols: number,
  ) => void;
}

/** A batch of products: where each operand's matrix starts. */
export interface Starts {
  readonly a: ArrayLike<number>;
  readonly b: ArrayLike<number>;
}

const BYTES = 4;
const PAGE = 65_536;
/** What the module keeps for itself lies below; scratch memory starts here. */
const BASE = PAGE;
/** Sizes of the panels in src/wasm/multiply.ts. */
const ROWS = 4;
const COLS = 8;
/** Products with fewer multiplications than this are not worth the copying. */
const FEW = 2048;

let loaded: { memory: WebAssembly.Memory; exports: Exports } | null | undefined;
/** All products share one scratch memory: each fills it anew. */
let heap = new Float32Array();

/**
 * out = a · b for each matrix of a batch, in single precision by WebAssembly's SIMD instructions: about
 * ten times as fast as `multiplyMatrices`. Null where that does not pay or cannot be had.
 *
 * @param starts  of each product's operands; results follow one another
 */
export function fastMultiply(
  loop: MatrixLoop,
  starts: Starts,
  [a, b]: readonly TensorData[],
  out: TensorData,
): (() => void) | null {
  const { rows, inner, cols, aRow, aInner, bInner, bCol } = loop;
  const batches = starts.a.length;
  if (rows * inner * cols * batches < FEW) return null;
  const wasm = load();
  if (!wasm) return null;

  // Both operands and the results whole, then the panels of one product.
  const atA = BASE / BYTES;
  const atB = atA + a.length;
  const atOut = atB + b.length;
  const atPanelsA = aligned(atOut + out.length + (ROWS - 1) * cols + COLS);
  const atPanelsB = aligned(atPanelsA + aligned(rows, ROWS) * inner);
  grow(wasm.memory, atPanelsB + aligned(cols, COLS) * inner);
  let view = heap.subarray(atOut, atOut + out.length);
  const { packRows, packCols, multiply } = wasm.exports;

  return () => {
    if (view.buffer !== heap.buffer) view = heap.subarray(atOut, atOut + out.length);
    heap.set(a, atA);
    heap.set(b, atB);
    for (let i = 0; i < batches; i++) {
      if (i === 0 || starts.a[i] !== starts.a[i - 1]) {
        packRows((atA + starts.a[i]) * BYTES, atPanelsA * BYTES, rows, inner, aRow, aInner);
      }
      if (i === 0 || starts.b[i] !== starts.b[i - 1]) {
        packCols((atB + starts.b[i]) * BYTES, atPanelsB * BYTES, cols, inner, bInner, bCol);
      }
      const to = (atOut + i * rows * cols) * BYTES;
      multiply(atPanelsA * BYTES, atPanelsB * BYTES, to, rows, inner, cols);
    }
    out.set(view);
  };
}

function aligned(n: number, to = 4): number {
  return Math.ceil(n / to) * to;
}

/** Makes room for so many elements. */
function grow(memory: WebAssembly.Memory, elements: number): void {
  const pages = Math.ceil((elements * BYTES) / PAGE);
  const missing = pages - memory.buffer.byteLength / PAGE;
  if (missing > 0) memory.grow(missing);
  if (heap.buffer !== memory.buffer) heap = new Float32Array(memory.buffer);
}

/** The module; null where there is no WebAssembly, or none with SIMD. */
function load() {
  if (loaded !== undefined) return loaded;
  try {
    const memory = new WebAssembly.Memory({ initial: 16 });
    const code = Uint8Array.from(atob(binary), (c) => c.charCodeAt(0));
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(code), { env: { memory } });
    loaded = { memory, exports: exports as unknown as Exports };
  } catch {
    loaded = null;
  }
  return loaded;
}
