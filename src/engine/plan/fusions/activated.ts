import { sizeOf } from '../../tensor/shape';
import type { Fusion } from '../fuse';
import { rootOf, singleUnit } from '../unit';

/** The numbers of binary.wgsl. */
const ACTIVATIONS: Readonly<Record<string, number>> = { relu: 1, tanh: 2, sigmoid: 3 };
const SUMS: ReadonlySet<string> = new Set(['add', 'sub', 'mul']);

/** A sum, difference or product of two tensors with the activation of it, e.g. behind a convolution. */
export const activated: Fusion = {
  name: 'sum and activation',
  match: (node, around) => {
    const activation = ACTIVATIONS[node.op.name];
    if (activation === undefined) return null;
    const sum = rootOf(node.inputs[0]);
    if (!SUMS.has(sum.op.name) || sizeOf(sum.type.shape) !== sizeOf(node.type.shape)) return null;
    if (!around.absorbable(sum, new Set([node]))) return null;
    const { kernel, inputs } = singleUnit(sum);
    return {
      end: node,
      inputs,
      outputs: [node],
      nodes: [sum, node],
      kernel: { ...kernel, constants: { ...kernel.constants, activation } },
      fusion: activated.name,
    };
  },
};
