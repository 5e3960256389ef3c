import type { Node } from '../../graph/node';
import type { Surroundings } from '../fuse';
import { rootOf } from '../unit';

/** The nodes of one attention, and those of its gradients where there are any. */
export interface AttentionSite {
  /** Softmax over the keys. */
  readonly pattern: Node;
  /** From the product of queries and keys to the pattern. */
  readonly forward: readonly Node[];
  readonly query: Node;
  readonly key: Node;
  readonly value: Node;
  readonly mask: Node | null;
  readonly scale: number;
  /** The weighted sum of values. */
  readonly sum: Node;
  readonly backward: {
    /** Gradient of the sum. */
    readonly gradient: Node;
    /** From the gradient of the pattern to that of the scores. */
    readonly nodes: readonly Node[];
    readonly byQuery: Node;
    readonly byKey: Node;
    readonly byValue: Node;
  } | null;
}

const found = new WeakMap<Surroundings, Map<Node, AttentionSite | null>>();

/** The attention whose pattern this is; null where something in between is needed elsewhere. */
export function siteOf(pattern: Node, around: Surroundings): AttentionSite | null {
  let sites = found.get(around);
  if (!sites) {
    sites = new Map();
    found.set(around, sites);
  }
  let site = sites.get(pattern);
  if (site === undefined) {
    site = analyse(pattern, around);
    sites.set(pattern, site);
  }
  return site;
}

/** The pattern that a product is made with: its sum of values, or one of its gradients. */
export function patternOf(product: Node): Node | null {
  if (product.op.name !== 'matmul') return null;
  const from = rootOf(product.inputs[0]);
  if (from.op.name === 'softmax') return from;
  let at = from;
  while (at.op.name === 'scale' || at.op.name === 'maskFill') at = rootOf(at.inputs[0]);
  return at.op.name === 'softmaxGrad' ? rootOf(at.inputs[0]) : null;
}

function isProduct(node: Node, transposeA: boolean, transposeB: boolean): boolean {
  const { op, attrs } = node;
  return op.name === 'matmul' && attrs.transposeA === transposeA && attrs.transposeB === transposeB;
}

/** Whether an operation runs along the last axis. */
function alongLast(node: Node): boolean {
  const axis = Number(node.attrs.axis);
  return axis === -1 || axis === node.type.shape.length - 1;
}

function analyse(pattern: Node, around: Surroundings): AttentionSite | null {
  if (!alongLast(pattern)) return null;
  const forward: Node[] = [pattern];
  let mask: Node | null = null;
  let scale = 1;
  let at = rootOf(pattern.inputs[0]);
  if (at.op.name === 'maskFill') {
    forward.unshift(at);
    [, mask] = at.inputs;
    at = rootOf(at.inputs[0]);
  }
  if (at.op.name === 'scale') {
    forward.unshift(at);
    scale = Number(at.attrs.factor);
    at = rootOf(at.inputs[0]);
  }
  if (!isProduct(at, false, true)) return null;
  forward.unshift(at);

  const uses = around.consumers(pattern);
  const sum = uses.find(
    (node) => isProduct(node, false, false) && rootOf(node.inputs[0]) === pattern,
  );
  if (!sum) return null;
  const { shape } = pattern.type;
  const plain = [at.type.shape, sum.type.shape].every(
    (other) => String(other.slice(0, -2)) === String(shape.slice(0, -2)),
  );
  if (!plain) return null;
  const gradient = uses.length > 1 ? analyseGradients(pattern, sum, around) : null;
  if (uses.length > 1 && !gradient) return null;
  const inside = new Set([...forward, sum, ...(gradient?.all ?? [])]);
  const closed = [...forward, ...(gradient?.backward.nodes ?? [])].every(
    (node) => !around.kept(node) && around.consumers(node).every((c) => inside.has(c)),
  );
  if (!closed) return null;
  const [query, key] = at.inputs;
  const [, value] = sum.inputs;
  return {
    pattern,
    forward,
    query,
    key,
    value,
    mask,
    scale,
    sum,
    backward: gradient?.backward ?? null,
  };
}

function analyseGradients(pattern: Node, sum: Node, around: Surroundings) {
  const uses = around.consumers(pattern).filter((node) => node !== sum);
  const byValue = uses.find((node) => isProduct(node, true, false));
  const softmaxGrad = uses.find((node) => node.op.name === 'softmaxGrad' && alongLast(node));
  if (!byValue || !softmaxGrad || uses.length !== 2) return null;
  const ofPattern = rootOf(softmaxGrad.inputs[1]);
  if (!isProduct(ofPattern, false, true)) return null;
  const [gradient, value] = ofPattern.inputs;
  const sameValue = rootOf(value) === rootOf(sum.inputs[1]);
  if (!sameValue || rootOf(byValue.inputs[1]) !== rootOf(gradient)) return null;

  const nodes = [ofPattern, softmaxGrad];
  for (;;) {
    const readers = around.consumers(nodes[nodes.length - 1]);
    if (readers.length !== 1 || !['scale', 'maskFill'].includes(readers[0].op.name)) break;
    nodes.push(readers[0]);
  }
  const products = around.consumers(nodes[nodes.length - 1]);
  const byQuery = products.find((node) => isProduct(node, false, false));
  const byKey = products.find((node) => isProduct(node, true, false));
  if (!byQuery || !byKey || products.length !== 2 || byQuery.id > byKey.id) return null;
  return {
    all: [...nodes, byQuery, byKey, byValue],
    backward: { gradient, nodes, byQuery, byKey, byValue },
  };
}
