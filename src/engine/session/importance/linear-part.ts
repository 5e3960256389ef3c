import { appendGradients } from '../../autodiff/gradients';
import { Builder } from '../../graph/builder';
import type { Graph, Node } from '../../graph/node';
import { add } from '../../ops/add';
import { mean } from '../../ops/mean';
import { mul } from '../../ops/mul';
import { input } from '../../ops/source';
import { sub } from '../../ops/sub';
import { sum } from '../../ops/sum';
import { attentionsOf } from './attentions';

/** Operations whose output is linear in all their inputs together. */
const LINEAR = new Set([
  'add',
  'sub',
  'scale',
  'reshape',
  'mergeHeads',
  'splitHeads',
  'slice',
  'transpose',
  'sum',
  'mean',
  'concat',
  'stopGradient',
]);

/**
 * The last part of a model, from which the scores of the classes follow linearly once the scale of
 * every layer norm in it is held fixed: what flows into it, and on what the coefficients depend.
 */
export interface LinearPart {
  /** Where it begins: each is a term of the scores. In the order of the computation. */
  readonly terms: readonly Node[];
  /** Layer norms that it goes through: their scale is held. */
  readonly norms: readonly Node[];
  /** What it multiplies by: weights of attention and means, as they are for the example. */
  readonly factors: readonly Node[];
  /** Everything between. */
  readonly between: ReadonlySet<Node>;
  /** Whether what parts of the model compute is added to one stream. */
  readonly residual: boolean;
}

/**
 * Follows the scores back through all that is linear. What an attention gives is a term of its own
 * where it is added to a stream; where it is all that goes on, as in pooling, its weights are held and
 * what it sums is followed further.
 * @param replaced names of tensors that were changed by hand: they depend on nothing any more
 */
export function linearPartOf(
  graph: Graph,
  logits: Node,
  replaced: ReadonlySet<string>,
): LinearPart {
  const patterns = new Set(attentionsOf(graph).map(({ pattern }) => pattern));
  const terms = new Set<Node>();
  const norms = new Set<Node>();
  const factors = new Set<Node>();
  const between = new Set<Node>();
  let residual = false;

  const follow = (node: Node, added: boolean): void => {
    if (terms.has(node) || between.has(node)) return;
    const from = replaced.has(node.name) || isGiven(node) ? null : linearInputs(node, added);
    if (!from) {
      terms.add(node);
      return;
    }
    between.add(node);
    for (const factor of from.factors) if (!isGiven(factor)) factors.add(factor);
    const streams =
      node.op.name === 'add' && from.followed.filter((one) => !isGiven(one)).length > 1;
    residual ||= streams;
    for (const one of from.followed) follow(one, added || streams);
  };
  const linearInputs = ({ op, inputs }: Node, added: boolean) => {
    if (LINEAR.has(op.name)) return { followed: inputs, factors: [] };
    if (op.name === 'layerNorm') return { followed: [inputs[0], inputs[2]], factors: [] };
    const [left, right] = inputs;
    if (op.name === 'matmul' || op.name === 'mul') {
      if (isFixed(right)) return { followed: [left], factors: [right] };
      if (isFixed(left)) return { followed: [right], factors: [left] };
    }
    if (op.name === 'div' && isFixed(right)) return { followed: [left], factors: [right] };
    const weighs = op.name === 'matmul' && patterns.has(left.name);
    return weighs && !added ? { followed: [right], factors: [left] } : null;
  };
  follow(logits, false);
  for (const node of between) if (node.op.name === 'layerNorm') norms.add(node);
  const isPart = (node: Node) =>
    !isGiven(node) && node.op.name !== 'embedding' && node.op.kernel !== 'source';
  residual &&= [...terms].some(isPart);
  const ordered = (nodes: ReadonlySet<Node>) => [...nodes].sort((a, b) => a.id - b.id);
  return {
    terms: ordered(terms),
    norms: ordered(norms),
    factors: ordered(factors),
    between,
    residual,
  };
}

/** Parameters, and what follows from nothing but them: biases, tables of positions. */
export function isGiven(node: Node): boolean {
  if (node.op.kernel === 'source') return node.role === 'parameter';
  return node.inputs.every(isGiven);
}

/** What depends on no vector of a word and on no number of the input: parameters, and masks and lengths. */
function isFixed(node: Node): boolean {
  if (node.op.kernel === 'source') {
    return node.role === 'parameter' || node.kind === 'mask' || node.type.dtype === 'i32';
  }
  return isGiven(node) || (node.op.name !== 'embedding' && node.inputs.every(isFixed));
}

/** Names in the graph of the linear part. */
export const partNames = {
  term: (node: Node) => `term:${node.name}`,
  slope: (node: Node) => `grad:term:${node.name}`,
  factor: (node: Node) => `factor:${node.name}`,
  scale: (node: Node) => `scale:${node.name}`,
  selector: 'selector',
};

/**
 * The linear part as a graph of its own, with the gradient of Σ selector ⊙ scores by each term. Terms,
 * factors and the scales of layer norms are inputs: f32[…,1] of each norm, 1 / √(σ² + ε).
 */
export function linearGraph(logits: Node, part: LinearPart): Builder {
  const b = new Builder();
  const copies = new Map<Node, Node>();
  const given = (node: Node, name: string): Node =>
    input(b, node.type.shape, { name, axes: node.axes, kind: node.kind });
  for (const node of part.terms) copies.set(node, given(node, partNames.term(node)));
  for (const node of part.factors) copies.set(node, given(node, partNames.factor(node)));
  const copyOf = (node: Node): Node => {
    const known = copies.get(node);
    if (known) return known;
    // A parameter, or what follows from parameters alone.
    // Numbers in names made from operations are those of the other graph.
    const named = node.listed || node.role === 'parameter' ? { name: node.name } : {};
    const made = b.apply(node.op, node.inputs.map(copyOf), node.attrs, {
      ...named,
      axes: node.axes,
      role: node.role,
      kind: node.kind,
    });
    copies.set(node, made);
    return made;
  };
  for (const node of [...part.between].sort((x, y) => x.id - y.id)) {
    if (node.op.name !== 'layerNorm') {
      copyOf(node);
      continue;
    }
    const [x, gain, bias] = node.inputs.map(copyOf);
    const axes = [node.type.shape.length - 1];
    const centred = sub(b, x, mean(b, x, { axes, keepDims: true }));
    const shape = [...node.type.shape.slice(0, -1), 1];
    const scale = input(b, shape, { name: partNames.scale(node) });
    copies.set(node, add(b, mul(b, mul(b, centred, scale), gain), bias));
  }
  const scores = copyOf(logits);
  const selector = input(b, logits.type.shape, { name: partNames.selector });
  const objective = sum(b, mul(b, scores, selector), {}, { name: 'objective' });
  appendGradients(b, objective, part.terms.map(partNames.term));
  return b;
}
