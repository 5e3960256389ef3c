import { ShapeError } from './errors';
import type { Shape, TensorData, TensorType } from './types';

/** Number of elements of a shape: the product of its sizes, 1 for a scalar. */
export function sizeOf(shape: Shape): number {
  let n = 1;
  for (const d of shape) n *= d;
  return n;
}

/** Row-major strides, in elements. `[2,3,4] → [12,4,1]` */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let n = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    strides[i] = n;
    n *= shape[i];
  }
  return strides;
}

/** Whether two shapes are equal, axis by axis. */
export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((d, i) => d === b[i]);
}

/** `[2,3]` as text, for messages and printing. */
export function showShape(shape: Shape): string {
  return `[${shape.join(',')}]`;
}

/** `f32[2,3]` as text. */
export function showType(type: TensorType): string {
  return `${type.dtype}${showShape(type.shape)}`;
}

/** Position in row-major order of a multi-index. */
export function flatOf(shape: Shape, index: readonly number[]): number {
  let flat = 0;
  for (let i = 0; i < shape.length; i++) flat = flat * shape[i] + index[i];
  return flat;
}

/** Multi-index of a position in row-major order. */
export function indexOf(shape: Shape, flat: number): number[] {
  const index = new Array<number>(shape.length);
  for (let i = shape.length - 1; i >= 0; i--) {
    index[i] = flat % shape[i];
    flat = Math.floor(flat / shape[i]);
  }
  return index;
}

/**
 * An axis given from the front (0, 1, …) or from the back (-1, -2, …), as a front axis.
 * @throws ShapeError when there is no such axis.
 */
export function axisOf(op: string, shape: Shape, axis: number): number {
  const a = axis < 0 ? axis + shape.length : axis;
  if (!Number.isInteger(axis) || a < 0 || a >= shape.length) {
    throw new ShapeError(
      `${op}: axis ${axis} does not exist in shape ${showShape(shape)}; ` +
        `use ${-shape.length} to ${shape.length - 1}.`,
    );
  }
  return a;
}

/**
 * Shape of an elementwise operation on two tensors, by NumPy's broadcasting rule: aligned at the
 * last axis, sizes must be equal or one of them 1.
 * @throws ShapeError naming the operation and both shapes.
 */
export function broadcastShapes(op: string, a: Shape, b: Shape): number[] {
  const rank = Math.max(a.length, b.length);
  const out = new Array<number>(rank);
  for (let i = 0; i < rank; i++) {
    const da = a[a.length - rank + i] ?? 1;
    const db = b[b.length - rank + i] ?? 1;
    if (da !== db && da !== 1 && db !== 1) {
      throw new ShapeError(
        `${op}: shapes ${showShape(a)} and ${showShape(b)} cannot be broadcast together: ` +
          `axis ${i - rank} has sizes ${da} and ${db}; they must be equal, or one of them 1.`,
      );
    }
    out[i] = da === 1 ? db : da;
  }
  return out;
}

/** Strides with which a tensor of `shape` is read as if it had shape `out`: 0 along broadcast axes. */
export function broadcastStrides(shape: Shape, out: Shape): number[] {
  const own = stridesOf(shape);
  const lead = out.length - shape.length;
  return out.map((_, i) => (i < lead || shape[i - lead] === 1 ? 0 : own[i - lead]));
}

/** A zero-filled array for a type. */
export function zeros(type: TensorType): TensorData {
  const n = sizeOf(type.shape);
  return type.dtype === 'f32' ? new Float32Array(n) : new Int32Array(n);
}
