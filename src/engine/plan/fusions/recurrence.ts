import type { Node } from '../../graph/node';
import { axisOf } from '../../tensor/shape';
import type { Fusion } from '../fuse';
import { rootOf, singleUnit } from '../unit';
import { stridedView } from './strided';

/** Bindings of the kernels that can walk two sequences at once. */
const BINDINGS: Readonly<Record<string, readonly string[]>> = {
  lstm: ['x', 'u', 'h0', 'c0', 'keep', 'trace'],
  lstmGrad: ['trace', 'u', 'c0', 'keep', 'above', 'grad'],
  previousState: ['states', 'initial', 'y'],
};

/**
 * A recurrence, which another in the other direction may join. Backpropagation through an LSTM whose
 * states alone were used, in part of a larger tensor, reads their gradient there: it is not laid out
 * with zeros for the gates.
 */
export const recurrence: Fusion = {
  name: 'recurrence',
  match: (node) => {
    if (!(node.op.name in BINDINGS)) return null;
    const { kernel, inputs, ...single } = singleUnit(node);
    const part = node.op.name === 'lstmGrad' ? partOf(rootOf(node.inputs[4])) : null;
    const constants = { ...kernel.constants, ...part?.constants };
    const { reverse, ...alike } = constants;
    const starts: Record<string, number> = part ? { above: part.start } : {};
    return {
      ...single,
      inputs: part ? [...inputs.slice(0, 4), part.root] : inputs,
      nodes: [...(part?.nodes ?? []), node],
      kernel: {
        ...kernel,
        constants: { ...constants, ...(part ? { above_first: part.start } : {}) },
      },
      walk: {
        key: `${node.op.name} ${JSON.stringify(alike)}`,
        reverse: reverse === 1,
        starts,
        bindings: BINDINGS[node.op.name],
      },
      fusion: recurrence.name,
    };
  },
};

/** Elements of every position that lie elsewhere, all others being 0. */
function partOf(
  pad: Node,
): { root: Node; nodes: readonly Node[]; start: number; constants: Record<string, number> } | null {
  const { axis, before, step, value } = pad.attrs;
  if (pad.op.name !== 'pad' || step !== 1 || value !== 0) return null;
  if (axisOf('pad', pad.type.shape, Number(axis)) !== 2) return null;
  const { root, shape, strides, offset, factor, through } = stridedView(pad.inputs[0]);
  const width = shape[2];
  if (strides[2] !== 1 && width > 1) return null;
  const first = Number(before);
  return {
    root,
    nodes: [...through, pad],
    start: offset,
    constants: {
      above_begin: first,
      above_end: first + width,
      above_sequence: strides[0],
      above_place: strides[1],
      above_factor: factor,
    },
  };
}
