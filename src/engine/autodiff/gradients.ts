import type { Intervention } from '../experiment/schema';
import type { Builder, NodeOptions } from '../graph/builder';
import type { Node } from '../graph/node';
import { add } from '../ops/add';
import { reshape } from '../ops/reshape';
import { fill } from '../ops/fill';
import { GraphError } from '../tensor/errors';
import { sameShape, showShape } from '../tensor/shape';
import { effective, intervene } from './interventions';

/**
 * Appends to the graph the gradient of a scalar with respect to everything it depends on, as
 * ordinary nodes: the gradient of `x` is `grad:x`, of the same shape. Reverse-mode accumulation
 * (Griewank & Walther 2008, ch. 3): consumers first, each adding its share to its inputs.
 *
 * @param b     the graph's builder; nodes are appended to it
 * @param loss  a scalar of the graph
 * @param wrt   names whose gradients are wanted; nodes that none of them depends on get none
 * @param interventions  on gradients, `grad:NAME`; what comes after them in the backward pass follows
 * @returns     gradient node by name of its tensor
 * @throws GraphError when the loss is no scalar, or when the gradient of a wanted tensor leads on
 *         through an operation that has none. A wanted tensor that reaches the loss only through
 *         such operations does not depend on it smoothly, and is left out of the result.
 */
export function appendGradients(
  b: Builder,
  loss: Node,
  wrt: 'all' | readonly string[],
  interventions: readonly Intervention[] = [],
): Map<string, Node> {
  if (loss.type.shape.length !== 0) {
    throw new GraphError(
      `The loss "${loss.name}" has shape ${showShape(loss.type.shape)}; a gradient needs a scalar: reduce it by mean or sum.`,
      loss.name,
    );
  }
  const forward = b.nodes.slice(0, loss.id + 1);
  const wanted = new Set(wrt === 'all' ? forward.map((n) => n.name) : wrt);
  const needs = nodesBetween(forward, wanted);

  const role = b.defaultRole;
  b.defaultRole = 'gradient';
  const shares = new Map<Node, Node[]>();
  const gradients = new Map<string, Node>();
  shares.set(loss, [fill(b, [], 1, { role: 'gradient' })]);
  for (let i = forward.length - 1; i >= 0; i--) {
    const node = forward[i];
    const parts = shares.get(node);
    if (!parts || !needs.has(node)) continue;
    const grad = total(b, node, parts, interventions);
    gradients.set(node.name, grad);
    if (!node.inputs.some((n) => needs.has(n))) continue;
    const rule = node.op.gradient;
    if (typeof rule !== 'function') {
      throw new GraphError(
        `"${node.name}" has no gradient: ${node.op.name} is not differentiable (${rule.notDifferentiable}).`,
        node.name,
      );
    }
    const inputGradients = rule({ b, attrs: node.attrs, inputs: node.inputs, output: node, grad });
    inputGradients.forEach((g, k) => {
      const target = node.inputs[k];
      if (!g || !needs.has(target)) return;
      if (!sameShape(g.type.shape, target.type.shape)) {
        throw new GraphError(
          `The gradient rule of ${node.op.name} gives shape ${showShape(g.type.shape)} for an input of shape ${showShape(target.type.shape)}.`,
          target.name,
        );
      }
      const list = shares.get(target);
      if (list) list.push(g);
      else shares.set(target, [g]);
    });
  }
  b.defaultRole = role;
  return gradients;
}

/** Nodes that depend on a wanted one through differentiable element types, the wanted ones included. */
function nodesBetween(forward: readonly Node[], wanted: ReadonlySet<string>): Set<Node> {
  const needs = new Set<Node>();
  for (const node of forward) {
    if (node.type.dtype !== 'f32') continue;
    const blocked = typeof node.op.gradient !== 'function';
    if (wanted.has(node.name) || (!blocked && node.inputs.some((n) => needs.has(n)))) {
      needs.add(node);
    }
  }
  return needs;
}

/** The sum of the shares under the tensor's gradient name, after what was done to it. */
function total(
  b: Builder,
  node: Node,
  parts: readonly Node[],
  interventions: readonly Intervention[],
): Node {
  const options = {
    name: `grad:${node.name}`,
    role: 'gradient',
    axes: node.axes,
    kind: 'signed',
    listed: node.listed,
  } as const;
  const changes = effective(
    node,
    interventions.filter(({ tensor }) => tensor === options.name),
  );
  const computed = { ...options, name: `computed:${options.name}`, listed: false };
  const gradient = added(b, node, parts, changes.length > 0 ? computed : options);
  return changes.length > 0 ? intervene(b, gradient, changes, options) : gradient;
}

function added(b: Builder, node: Node, parts: readonly Node[], options: NodeOptions): Node {
  let sum = parts[0];
  for (let i = 1; i < parts.length - 1; i++) sum = add(b, sum, parts[i]);
  if (parts.length > 1) return add(b, sum, parts[parts.length - 1], options);
  // One share: the same memory under the gradient's own name.
  return reshape(b, sum, node.type.shape, options);
}
