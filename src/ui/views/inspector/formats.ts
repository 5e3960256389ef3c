import { stridesOf } from '../../../engine/tensor/shape';
import type { Shape, TensorData } from '../../../engine/tensor/types';
import { formatExact } from '../../charts/heatmap/numbers';

/** A tensor in a form that other programs read. All give the very same 32-bit numbers back. */

const number = (x: number, special: (name: 'nan' | 'inf' | '-inf') => string): string => {
  if (Number.isNaN(x)) return special('nan');
  if (Number.isFinite(x)) return Object.is(x, -0) ? '-0.0' : formatExact(x);
  return special(x > 0 ? 'inf' : '-inf');
};

/** Nested lists for NumPy: `np.array([[1, 0.5], …], dtype=np.float32)`. */
export function asPython(shape: Shape, data: TensorData): string {
  const strides = stridesOf(shape);
  const special = (name: 'nan' | 'inf' | '-inf') => (name === '-inf' ? '-np.inf' : `np.${name}`);
  const nested = (axis: number, at: number): string => {
    if (axis === shape.length) return number(data[at], special);
    const parts = Array.from({ length: shape[axis] }, (_, i) =>
      nested(axis + 1, at + i * strides[axis]),
    );
    const inner = axis === shape.length - 1;
    return `[${parts.join(inner ? ', ' : `,\n${' '.repeat('x = np.array(['.length + axis)}`)}]`;
  };
  const dtype = data instanceof Int32Array ? 'int32' : 'float32';
  return `import numpy as np\n\nx = np.array(${nested(0, 0)}, dtype=np.${dtype})\n`;
}

/** A line for each row (the last axis); axes before the last two one below the other, told by their indices. */
export function asCsv(shape: Shape, axes: readonly string[], data: TensorData): string {
  const cols = shape.at(-1) ?? 1;
  const leading = shape.slice(0, -1);
  const strides = stridesOf(leading);
  const head = [...leading.map((_, i) => axes[i] ?? `axis${i}`), ...Array(cols).keys()].join(',');
  const lines = Array.from({ length: data.length / Math.max(1, cols) }, (_, row) => {
    const index = leading.map((size, i) => Math.floor(row / strides[i]) % size);
    const values = Array.from(data.subarray(row * cols, (row + 1) * cols), (x) =>
      number(x, (name) => name),
    );
    return [...index, ...values].join(',');
  });
  return `${[head, ...lines].join('\n')}\n`;
}

/** A file of NumPy's format 1.0 (numpy.lib.format): little-endian, row-major. */
export function asNpy(shape: Shape, data: TensorData): Uint8Array<ArrayBuffer> {
  const descr = data instanceof Int32Array ? '<i4' : '<f4';
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${tuple}), }`;
  // Magic, version and length are 10 bytes; all of the head is a multiple of 64 and ends a line.
  const length = Math.ceil((10 + text.length + 1) / 64) * 64 - 10;
  const head = `${text.padEnd(length - 1)}\n`;
  const bytes = new Uint8Array(10 + length + data.length * 4);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, length & 255, length >> 8]);
  bytes.set(new TextEncoder().encode(head), 10);
  const view = new DataView(bytes.buffer, 10 + length);
  const isInt = data instanceof Int32Array;
  for (let i = 0; i < data.length; i++) {
    if (isInt) view.setInt32(i * 4, data[i], true);
    else view.setFloat32(i * 4, data[i], true);
  }
  return bytes;
}
