import type { Graph, Node } from '../../graph/node';
import { InputError } from '../../tensor/errors';
import { stridesOf } from '../../tensor/shape';

/** One attention of a model: its weights, and the sums of values that they make, of one head or of several. */
export interface Attention {
  /** Name of the weights, f32[…,Tq,Tk]. */
  readonly pattern: string;
  /** Name of the sums of values before they are projected. */
  readonly z: string;
  /** Name of the scores as they are before masking: equal ones give equal weights to all allowed keys. */
  readonly scores: string;
  readonly heads: number;
}

const PATTERN = /(^|\.)pattern$/;

/**
 * The attentions of a model in the order of the computation: weights that values are multiplied by.
 * Tables that only show weights once more are none.
 */
export function attentionsOf(graph: Graph): Attention[] {
  return graph.nodes.flatMap((node) => {
    if (!PATTERN.test(node.name) || node.role !== 'activation') return [];
    const product = graph.nodes.find(
      ({ op, inputs }) => op.name === 'matmul' && behindViews(inputs[0]) === behindViews(node),
    );
    if (!product) return [];
    return [
      {
        pattern: node.name,
        z: shownAs(graph, product).name,
        scores: scoresOf(node).name,
        heads: node.type.shape[node.axes.indexOf('H')] ?? 1,
      },
    ];
  });
}

/**
 * One of the attentions, by its number in the order of the computation or by the name of its weights.
 * @throws InputError when there is none, or it has no such head
 */
export function attentionAt(
  all: readonly Attention[],
  layer: number | string,
  head: number,
): Attention {
  const found =
    typeof layer === 'number' ? all[layer] : all.find(({ pattern }) => pattern === layer);
  if (!found) {
    const names = all.map(({ pattern }, i) => `${i} (${pattern})`).join(', ');
    throw new InputError(
      `There is no attention ${JSON.stringify(layer)}; this model has ${names || 'none'}.`,
    );
  }
  if (!Number.isInteger(head) || head < 0 || head >= found.heads) {
    throw new InputError(
      `"${found.pattern}" has heads 0 to ${found.heads - 1}; got ${JSON.stringify(head)}.`,
      found.pattern,
    );
  }
  return found;
}

/** 1 in the cells of a tensor that belong to one head; all of them where there is no axis of heads. */
export function headMask(node: Node, head: number): Float32Array {
  const { shape } = node.type;
  const mask = new Float32Array(shape.reduce((all, size) => all * size, 1));
  const axis = node.axes.indexOf('H');
  if (axis < 0) return mask.fill(1);
  const stride = stridesOf(shape)[axis];
  for (let i = 0; i < mask.length; i++) {
    if (Math.floor(i / stride) % shape[axis] === head) mask[i] = 1;
  }
  return mask;
}

/** What a view shows. */
function behindViews(node: Node): Node {
  return node.op.kernel === 'view' ? behindViews(node.inputs[0]) : node;
}

/** The view under which a product is known, or the product itself. */
function shownAs(graph: Graph, product: Node): Node {
  if (product.listed) return product;
  return (
    graph.nodes.find(
      (node) => node.listed && node.op.kernel === 'view' && behindViews(node) === product,
    ) ?? product
  );
}

/** From weights back through sink, softmax and mask to the scores. */
function scoresOf(pattern: Node): Node {
  return ['slice', 'softmax', 'concat', 'maskFill'].reduce(
    (node, op) => (node.op.name === op ? node.inputs[0] : node),
    behindViews(pattern),
  );
}
