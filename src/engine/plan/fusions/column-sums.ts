import shader from '../../../shaders/column-sums.wgsl?raw';
import type { KernelSpec } from '../../graph/op';
import { grid } from '../../ops/shared/grid';
import { collapse } from '../../ops/shared/loops';
import { axisOf } from '../../tensor/shape';
import type { Fusion } from '../fuse';
import { rootOf } from '../unit';
import { type Strided, stridedView } from './strided';

/** A matrix whose rows are summed up: where it begins and its rows lie, and where its sums go. */
export interface ColumnSums {
  readonly rows: number;
  readonly cols: number;
  readonly start: number;
  /** From each row to the next. */
  readonly row: number;
  readonly offset: number;
}

/** Columns of a workgroup. */
const COLUMNS = 16;

/** Bindings: the matrices, one to four, then the buffer of all sums. */
export function columnSumsKernel(sums: readonly ColumnSums[]): KernelSpec {
  const columns = sums.reduce((all, { cols }) => all + cols, 0);
  const workgroups = grid(columns, COLUMNS);
  const constants = sums.flatMap((one, i) =>
    Object.entries(one).map(([name, value]): [string, number] => [`${name}${i}`, Number(value)]),
  );
  return {
    shader: 'column-sums',
    source: shader,
    entryPoint: `sums${sums.length}`,
    workgroups,
    withoutBarriers: { entryPoint: `sums${sums.length}_alone`, workgroups },
    constants: Object.fromEntries(constants),
  };
}

/**
 * The sum over all axes but the last: the gradient of a bias, of rows that may be part of longer ones.
 * Several are joined later.
 */
export const columnSums: Fusion = {
  name: 'sum over rows',
  match: (node) => {
    if (node.op.name !== 'sum') return null;
    const [input] = node.inputs;
    const last = input.type.shape.length - 1;
    const axes = new Set(
      (node.attrs.axes as readonly number[]).map((axis) => axisOf('sum', input.type.shape, axis)),
    );
    if (last < 1 || axes.size !== last || axes.has(last)) return null;
    // Behind what only a copy could lay out as rows, that copy is read.
    const view = [stridedView(input), stridedView(input, () => true)].find(rowsOf);
    const sums = view && rowsOf(view);
    if (!sums) return null;
    return {
      end: node,
      inputs: [rootOf(view.root)],
      outputs: [node],
      nodes: [...view.through, node],
      kernel: columnSumsKernel([sums]),
      columnSums: sums,
      fusion: columnSums.name,
    };
  },
};

function rowsOf({ shape, strides, offset, factor }: Strided): ColumnSums | null {
  const last = shape.length - 1;
  const { sizes, strides: steps } = collapse(shape.slice(0, last), [strides.slice(0, last)]);
  const together = strides[last] === 1 || shape[last] === 1;
  if (sizes.length > 1 || !together || factor !== 1) return null;
  return { rows: sizes[0], cols: shape[last], start: offset, row: steps[0][0], offset: 0 };
}
