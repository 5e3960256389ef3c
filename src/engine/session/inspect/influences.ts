import type { Node } from '../../graph/node';
import type { TensorData } from '../../tensor/types';

/** Cells of one tensor that are computed from a cell. */
export interface Influence {
  readonly name: string;
  /** Indices of the cells, in row-major order. */
  readonly cells: readonly (readonly number[])[];
  /** How many there are; `cells` has the first `MOST_CELLS` of them. */
  readonly count: number;
}

/** So many cells of a tensor are named. */
export const MOST_CELLS = 4096;

/**
 * Row-major positions in the output of a node that are computed from one cell of an input: those in
 * which a NaN arrives when it is put there. Every operation's reference hands a NaN on to whatever is
 * computed from it, so this follows what is computed, in one run of the operation.
 * Of indices, which cannot be NaN, the cells whose explanation names the cell.
 * @param data values of the node's inputs, in order
 */
export function influenced(
  node: Node,
  input: number,
  flat: number,
  data: readonly TensorData[],
): number[] {
  const { op, attrs, inputs, type } = node;
  const use = { attrs, inputs: inputs.map((from) => from.type), output: type };
  const runtime = { seed: 0, step: 0, cursor: 0 };
  const size = type.shape.reduce((all, length) => all * length, 1);
  const makeOut = (): TensorData =>
    type.dtype === 'i32' ? new Int32Array(size) : new Float32Array(size);
  const plain = makeOut();
  op.reference({ ...use, data, out: plain, runtime })();

  if (inputs[input].type.dtype === 'i32') {
    const value = (from: number | 'output', at: number) =>
      from === 'output' ? plain[at] : data[from][at];
    return positions(size, (at) =>
      op
        .provenance({ ...use, flat: at, value, runtime })
        .terms.some((term) => term.input === input && term.flat === flat),
    );
  }
  const marked = data.map((values) => values.slice());
  // The same node may read the tensor twice.
  for (const [i, from] of inputs.entries()) {
    if (from === inputs[input]) marked[i][flat] = Number.NaN;
  }
  const out = makeOut();
  op.reference({ ...use, data: marked, out, runtime })();
  return positions(size, (at) => Number.isNaN(out[at]) && !Number.isNaN(plain[at]));
}

function positions(size: number, chosen: (at: number) => boolean): number[] {
  const found: number[] = [];
  for (let at = 0; at < size; at++) if (chosen(at)) found.push(at);
  return found;
}
