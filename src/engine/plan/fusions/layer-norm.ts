import type { Node } from '../../graph/node';
import type { KernelSpec } from '../../graph/op';
import { sizeOf } from '../../tensor/shape';
import type { Fusion, Surroundings } from '../fuse';
import { rootOf, singleUnit, type Unit } from '../unit';

/**
 * The gradient of a layer normalisation's input, and the normalised input, which the gradient of its
 * gain needs: both take the same means.
 */
export const layerNormGradients: Fusion = {
  name: 'layer norm: input gradient, normalised input',
  match: (node, around) => (node.op.name === 'add' ? withSum : withoutSum)(node, around),
};

function withoutSum(end: Node, around: Surroundings): Unit | null {
  if (!isNormalised(end)) return null;
  const gradient = around
    .consumers(rootOf(end.inputs[0]))
    .find((node) => node.id < end.id && belongTogether(node, end));
  if (!gradient || !around.deferrable(gradient, new Set([gradient, end]))) return null;
  return unitOf(gradient, end, null, null);
}

/** The input gradient is one of two shares: what came past the normalisation is added to it. */
function withSum(sum: Node, around: Surroundings): Unit | null {
  for (const [own, other] of [sum.inputs, sum.inputs.toReversed()]) {
    const gradient = rootOf(own);
    const rest = rootOf(other);
    const sizes = [gradient, rest].map((node) => sizeOf(node.type.shape));
    if (gradient.op.name !== 'layerNormGradX' || sizes[0] !== sizes[1]) continue;
    const normalised = around
      .consumers(rootOf(gradient.inputs[0]))
      .find((node) => isNormalised(node) && belongTogether(gradient, node));
    if (!normalised || rest.id > normalised.id || normalised.id > sum.id) continue;
    if (!around.absorbable(gradient, new Set([sum, gradient, normalised]))) continue;
    return unitOf(gradient, normalised, sum, rest);
  }
  return null;
}

/** x normalised without gain and bias. */
function isNormalised(node: Node): boolean {
  return node.op.name === 'layerNorm' && isFill(node.inputs[1], 1) && isFill(node.inputs[2], 0);
}

function belongTogether(gradient: Node, normalised: Node): boolean {
  return (
    gradient.op.name === 'layerNormGradX' &&
    rootOf(gradient.inputs[0]) === rootOf(normalised.inputs[0]) &&
    gradient.attrs.eps === normalised.attrs.eps &&
    gradient.inputs[1].type.shape.length === normalised.inputs[1].type.shape.length
  );
}

function unitOf(gradient: Node, normalised: Node, sum: Node | null, rest: Node | null): Unit {
  const { kernel, inputs } = singleUnit(gradient);
  const entryPoint = `${kernel.entryPoint}_and_normalised${sum ? '_plus' : ''}`;
  return {
    end: normalised,
    inputs: rest ? [...inputs, rest] : inputs,
    outputs: [sum ?? gradient, normalised],
    nodes: [gradient, normalised, ...(sum ? [sum] : [])],
    constants: [normalised.inputs[1], normalised.inputs[2]],
    kernel: { ...kernel, entryPoint },
    fusion: layerNormGradients.name,
  };
}

/** The gradients of a layer normalisation's gain and bias. */
export const layerNormParameters: Fusion = {
  name: 'layer norm: gradients of gain and bias',
  match: (end, around) => {
    if (end.op.name !== 'sum') return null;
    const g = rootOf(end.inputs[0]);
    const gain = around
      .consumers(g)
      .find(
        (node) =>
          node.op.name === 'layerNormGradGain' &&
          node.id < end.id &&
          rootOf(node.inputs[0]) === g &&
          sumsLeading(end, node),
      );
    if (!gain || !around.deferrable(gain, new Set([gain, end]))) return null;
    const alone = singleUnit(gain);
    const kernel: KernelSpec = { ...alone.kernel, entryPoint: 'with_bias' };
    return {
      end,
      inputs: alone.inputs,
      outputs: [gain, end],
      nodes: [gain, end],
      kernel,
      fusion: layerNormParameters.name,
    };
  },
};

function isFill(node: Node, value: number): boolean {
  return node.op.name === 'fill' && node.attrs.value === value;
}

/** Whether a sum runs over the same leading axes as the gradient of a gain. */
function sumsLeading(sum: Node, gain: Node): boolean {
  const { shape } = sum.inputs[0].type;
  const lead = shape.length - gain.type.shape.length;
  const axes = (sum.attrs.axes as readonly number[]).map((a) => (a < 0 ? a + shape.length : a));
  return axes.length === lead && axes.every((axis) => axis < lead);
}
