import type { Node } from '../../graph/node';
import { axisOf } from '../../tensor/shape';
import type { Fusion } from '../fuse';
import { rootOf, singleUnit } from '../unit';
import { stridedView } from './strided';

/**
 * Backpropagation through an LSTM whose states alone were used, in part of a larger tensor: the
 * gradient of the trace is read there instead of being laid out with zeros for the gates.
 */
export const recurrence: Fusion = {
  name: 'gradient of states',
  match: (node) => {
    if (node.op.name !== 'lstmGrad') return null;
    const [trace, u, c0, keep, gradient] = node.inputs;
    const part = partOf(rootOf(gradient));
    if (!part) return null;
    const single = singleUnit(node);
    return {
      end: node,
      inputs: [...[trace, u, c0, keep].map(rootOf), part.root],
      outputs: [node],
      nodes: [...part.nodes, node],
      kernel: { ...single.kernel, constants: { ...single.kernel.constants, ...part.constants } },
      fusion: recurrence.name,
    };
  },
};

/** Elements of every position that lie elsewhere, all others being 0. */
function partOf(
  pad: Node,
): { root: Node; nodes: readonly Node[]; constants: Record<string, number> } | null {
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
    constants: {
      above_first: first,
      above_end: first + width,
      above_sequence: strides[0],
      above_place: strides[1],
      above_start: offset,
      above_factor: factor,
    },
  };
}
