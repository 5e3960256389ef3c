import type { KernelSpec } from '../../graph/op';
import { axisOf } from '../../tensor/shape';
import type { Shape } from '../../tensor/types';
import { grid } from './grid';

/** Attributes of operations that work along one axis. */
export type RowAttrs = {
  /** From the front (0, 1, …) or from the back (−1, −2, …). */
  readonly axis: number;
};

/**
 * A tensor seen as rows along one axis: `rows` of them, `length` elements each, which lie `stride`
 * elements apart. `f32[2,5,3]` along axis 1 has 6 rows of length 5 and stride 3.
 */
export interface Rows {
  readonly rows: number;
  readonly length: number;
  readonly stride: number;
}

/** @throws ShapeError when there is no such axis. */
export function rowsAlong(op: string, shape: Shape, axis: number): Rows {
  const at = axisOf(op, shape, axis);
  let outer = 1;
  let stride = 1;
  for (let i = 0; i < at; i++) outer *= shape[i];
  for (let i = at + 1; i < shape.length; i++) stride *= shape[i];
  return { rows: outer * stride, length: shape[at], stride };
}

/** Position of the first element of row `r`. */
export function rowStart({ length, stride }: Rows, r: number): number {
  return Math.floor(r / stride) * length * stride + (r % stride);
}

/** The row that holds the element at a position. */
export function rowOf({ length, stride }: Rows, flat: number): number {
  return Math.floor(flat / (length * stride)) * stride + (flat % stride);
}

/** Rows up to this length are left to one thread each; a longer one is shared by a workgroup. */
const LONGEST_FOR_A_THREAD = 64;

/** Entry point and workgroups of a shader that has `thread_per_row` (64 rows to a workgroup) and `group_per_row`. */
export function rowDispatch({ rows, length }: Rows): Pick<KernelSpec, 'entryPoint' | 'workgroups'> {
  return length <= LONGEST_FOR_A_THREAD
    ? { entryPoint: 'thread_per_row', workgroups: grid(rows) }
    : { entryPoint: 'group_per_row', workgroups: grid(rows, 1) };
}

/** Positions of the elements of row `r`, in order. */
export function positionsInRow(layout: Rows, r: number): number[] {
  const start = rowStart(layout, r);
  return Array.from({ length: layout.length }, (_, j) => start + j * layout.stride);
}

/** Overrides that the row shaders share. */
export function rowConstants({ rows, length, stride }: Rows): Record<string, number> {
  return { rows, rowLength: length, rowStride: stride };
}
