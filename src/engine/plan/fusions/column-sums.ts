import shader from '../../../shaders/column-sums.wgsl?raw';
import type { KernelSpec } from '../../graph/op';
import { grid } from '../../ops/shared/grid';
import { axisOf, sizeOf } from '../../tensor/shape';
import type { Fusion } from '../fuse';
import { rootOf } from '../unit';

/** Sums over the rows of matrices of one size, and where in the results' buffer each one's sums lie. */
export interface ColumnSums {
  readonly rows: number;
  readonly cols: number;
  readonly offsets: readonly number[];
}

/** Columns of a workgroup. */
const COLUMNS = 16;

/** Bindings: the matrices, one to three, then the buffer of all sums. */
export function columnSumsKernel({ rows, cols, offsets }: ColumnSums): KernelSpec {
  const products = offsets.length;
  const workgroups = grid(products * cols, COLUMNS);
  return {
    shader: 'column-sums',
    source: shader,
    entryPoint: `sums${products}`,
    workgroups,
    withoutBarriers: { entryPoint: `sums${products}_alone`, workgroups },
    constants: {
      products,
      rows,
      cols,
      ...Object.fromEntries(offsets.map((offset, i) => [`offset${i}`, offset])),
    },
  };
}

/** The sum over all axes but the last: the gradient of a bias. Alike ones are joined later. */
export const columnSums: Fusion = {
  name: 'sum over rows',
  match: (node) => {
    if (node.op.name !== 'sum') return null;
    const { shape } = node.inputs[0].type;
    const axes = new Set(
      (node.attrs.axes as readonly number[]).map((axis) => axisOf('sum', shape, axis)),
    );
    const last = shape.length - 1;
    if (last < 1 || axes.size !== last || axes.has(last)) return null;
    const sums = { rows: sizeOf(shape) / shape[last], cols: shape[last], offsets: [0] };
    return {
      end: node,
      inputs: [rootOf(node.inputs[0])],
      outputs: [node],
      nodes: [node],
      kernel: columnSumsKernel(sums),
      columnSums: sums,
      fusion: columnSums.name,
    };
  },
};
