import type { Node } from '../../graph/node';
import { type LinearSpec, linearKernel } from '../../ops/shared/linear-kernel';
import type { Fusion } from '../fuse';
import { rootOf, type Unit } from '../unit';
import { type Strided, stridedView } from './strided';

/**
 * The gradient of weights, over all positions of all sequences, where the positions of an operand do
 * not lie at one distance: a row repeated for all of them, or the states before each step of a
 * recurrence. Sequences become terms of a sum.
 */
export const weightGradient: Fusion = {
  name: 'gradient of weights',
  match: (node) => {
    const { op, attrs, inputs, type } = node;
    const product = op.name === 'matmul' && attrs.transposeA === true && attrs.transposeB !== true;
    if (!product || type.shape.length !== 2) return null;
    const [left, right] = inputs.map(sequencesOf);
    if (!left || !right || left.shape[1] !== right.shape[1]) return null;
    const states = statesBefore(left.node);
    const [a, b] = [states?.view ?? left.view, right.view];
    if (!states && regular(a) && regular(b)) return null;
    const [count, steps] = right.shape;
    const spec: LinearSpec = {
      rows: type.shape[0],
      inner: states ? steps - 1 : steps,
      cols: type.shape[1],
      a: { row: a.strides[2], inner: a.strides[1], offset: a.offset },
      b: {
        inner: b.strides[1],
        col: b.strides[2],
        offset: b.offset + (states && !states.reverse ? b.strides[1] : 0),
      },
      c: { row: type.shape[1], col: 1 },
      terms: { count, a: a.strides[0], b: b.strides[0] },
      alpha: a.factor * b.factor,
      act: 'none',
    };
    const between = states ? [...a.through, left.node] : a.through;
    return {
      end: node,
      inputs: [a.root, b.root],
      outputs: [node],
      nodes: [...new Set([...between, ...b.through, node])],
      ...(states ? { constants: [states.initial] } : {}),
      kernel: linearKernel(spec),
      product: spec,
      fusion: weightGradient.name,
    } satisfies Unit;
  },
};

/** What lies behind a matrix of all positions: `f32[B,T,C]` seen as `f32[B·T,C]`. */
function sequencesOf(matrix: Node): { node: Node; view: Strided; shape: readonly number[] } | null {
  const node = rootOf(matrix);
  const { shape } = node.type;
  const fits = shape.length === 3 && shape[2] === matrix.type.shape[1];
  return matrix !== node && fits ? { node, view: stridedView(node), shape } : null;
}

/** Whether all positions lie at one distance. */
function regular({ shape, strides }: Strided): boolean {
  return shape[0] === 1 || strides[0] === shape[1] * strides[1];
}

/**
 * The states of all positions but the last, where the first step began with zeros: those count for
 * nothing, and the products begin with the second step.
 */
function statesBefore(node: Node): { view: Strided; reverse: boolean; initial: Node } | null {
  if (node.op.name !== 'previousState' || node.type.shape[1] < 2) return null;
  const initial = rootOf(node.inputs[1]);
  if (initial.op.name !== 'fill' || initial.attrs.value !== 0) return null;
  const reverse = node.attrs.reverse === true;
  const view = stridedView(node.inputs[0]);
  const first = Number(node.attrs.offset) * view.strides[2] + (reverse ? view.strides[1] : 0);
  return { view: { ...view, offset: view.offset + first }, reverse, initial };
}
