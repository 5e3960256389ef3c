import type { Node } from '../../graph/node';
import {
  type AttentionKernel,
  type AttentionSpec,
  attentionBackwardKV,
  attentionBackwardQ,
  attentionForward,
  type RowsAt,
  statsLength,
} from '../../ops/shared/attention-kernels';
import { broadcastStrides } from '../../tensor/shape';
import type { Fusion, Surroundings } from '../fuse';
import { rootOf, type Unit } from '../unit';
import { type AttentionSite, patternOf, siteOf } from './attention-site';
import { type Strided, stridedView } from './strided';

/**
 * Attention without its scores and weights ever being stored, where nobody looks at them: forward in
 * one dispatch, and in two the gradients by the queries and by keys and values, which compute the
 * weights anew.
 */
export const attention: Fusion = {
  name: 'attention',
  match: (node, around) => {
    const product = node.op.name === 'mergeHeads' ? rootOf(node.inputs[0]) : node;
    const pattern = patternOf(product);
    const site = pattern && siteOf(pattern, around);
    if (!site) return null;
    if (product !== node && !solelyMerged(product, node, around)) return null;
    const plan = planOf(site, around);
    if (!plan) return null;
    if (product === site.sum) return plan.forward;
    if (product === site.backward?.byQuery) return plan.byQuery;
    return product === site.backward?.byKey ? plan.byKeyAndValue : null;
  },
};

interface AttentionPlan {
  readonly forward: Unit;
  readonly byQuery: Unit | null;
  readonly byKeyAndValue: Unit | null;
}

const plans = new WeakMap<AttentionSite, AttentionPlan | null>();

function planOf(site: AttentionSite, around: Surroundings): AttentionPlan | null {
  let plan = plans.get(site);
  if (plan === undefined) {
    plan = makePlan(site, around);
    plans.set(site, plan);
  }
  return plan;
}

/** Whether heads are put side by side and nothing else is made of the result. */
function solelyMerged(product: Node, merge: Node, around: Surroundings): boolean {
  const readers = around.consumers(product);
  return !around.kept(product) && readers.length === 1 && readers[0] === merge;
}

/** Where a result goes: to the node that merges its heads, where that alone reads it. */
function placeOf(product: Node, around: Surroundings): { end: Node; at: RowsAt } {
  const [merge] = around.consumers(product);
  const { shape } = product.type;
  if (merge?.op.name === 'mergeHeads' && solelyMerged(product, merge, around)) {
    const [, heads, length, width] = shape;
    return {
      end: merge,
      at: { loops: [length * heads * width, width], row: heads * width },
    };
  }
  return {
    end: product,
    at: rowsOf(
      stridedView(product, (node) => node === product),
      shape.slice(0, -2),
    ),
  };
}

/** A tensor's rows under the loops. */
function rowsOf({ shape, strides }: Strided, loops: readonly number[]): RowsAt {
  const lead = shape.slice(0, -2);
  const ones = broadcastStrides(lead, loops);
  const missing = loops.length - lead.length;
  return {
    loops: loops.map((_, l) => (ones[l] === 0 ? 0 : strides[l - missing])),
    row: strides[strides.length - 2],
  };
}

/** Whether a mask lets each query attend the keys up to its own place, and nothing else. */
function isCausal(mask: Node): boolean {
  const root = rootOf(mask);
  const { shape } = mask.type;
  return root.op.name === 'causalMask' && shape.at(-1) === shape.at(-2);
}

/** Whether rows can be read as the kernels do: elements of a row side by side, from the start. */
function readable({ shape, strides, offset }: Strided): boolean {
  return offset === 0 && (strides.at(-1) === 1 || shape.at(-1) === 1);
}

function makePlan(site: AttentionSite, around: Surroundings): AttentionPlan | null {
  const { pattern, sum, backward } = site;
  // A causal mask is not read: what it excludes is not even looked at.
  const causal = site.mask !== null && isCausal(site.mask);
  const mask = causal ? null : site.mask;
  const [q, k, v] = [site.query, site.key, site.value].map((node) => stridedView(node));
  if (![q, k, v].every(readable)) return null;
  const { shape } = pattern.type;
  const loops = shape.slice(0, -2);
  const [queries, keys] = shape.slice(-2);
  const maskStrides = mask && broadcastStrides(mask.type.shape, shape);
  const common = {
    loops,
    queries,
    keys,
    keyWidth: q.shape[q.shape.length - 1],
    valueWidth: v.shape[v.shape.length - 1],
    scale: site.scale * q.factor * k.factor,
    causal,
    q: rowsOf(q, loops),
    k: rowsOf(k, loops),
    v: rowsOf(v, loops),
    ...(maskStrides
      ? {
          mask: {
            loops: maskStrides.slice(0, -2),
            query: maskStrides[maskStrides.length - 2],
            key: maskStrides[maskStrides.length - 1],
          },
        }
      : {}),
  };
  // Factors of keys and queries go into the scores; the gradients and values would need them apart.
  if (v.factor !== 1 || (backward && (q.factor !== 1 || k.factor !== 1))) return null;

  const stats: Node = {
    ...pattern,
    name: `${pattern.name}: statistics`,
    type: { dtype: 'f32', shape: [statsLength(common)] },
    axes: ['1'],
    inputs: [],
    listed: false,
  };
  const maskRoot = mask ? rootOf(mask) : q.root;
  const seen = [...q.through, ...k.through, ...v.through];
  const z = placeOf(sum, around);
  const forward = attentionForward({ ...common, z: z.at } satisfies AttentionSpec);
  if (!forward) return null;
  const unit = (
    kernel: AttentionKernel,
    end: Node,
    inputs: readonly Node[],
    outputs: readonly Node[],
    nodes: readonly Node[],
  ): Unit => ({
    end,
    inputs,
    outputs,
    nodes: [...new Set(nodes)].toSorted((a, b) => a.id - b.id),
    ...(causal && site.mask ? { constants: [rootOf(site.mask)] } : {}),
    kernel: kernel.kernel,
    fast: (read, written) => kernel.fast([...read, ...written]),
    fusion: attention.name,
  });
  const whole = {
    forward: unit(
      forward,
      sum,
      [q.root, k.root, v.root, maskRoot],
      [z.end, stats],
      [...seen, ...site.forward, sum, z.end],
    ),
    byQuery: null,
    byKeyAndValue: null,
  };
  if (!backward) return whole;

  const dz = stridedView(backward.gradient);
  if (!readable(dz) || dz.factor !== 1) return null;
  const [dq, dk, dv] = [backward.byQuery, backward.byKey, backward.byValue].map((node) =>
    placeOf(node, around),
  );
  // The values' gradient is written with the keys': whoever reads it must come later.
  const late = around.consumers(dv.end).every((node) => node.id > backward.byKey.id);
  const gradients = { ...common, dz: rowsOf(dz, loops), z: z.at };
  const byQuery = attentionBackwardQ({ ...gradients, dq: dq.at });
  const byKeyAndValue = attentionBackwardKV({ ...gradients, dk: dk.at, dv: dv.at });
  if (!late || !byQuery || !byKeyAndValue) return null;
  const again = [...seen, ...dz.through, ...site.forward, ...backward.nodes];
  return {
    ...whole,
    byQuery: unit(
      byQuery,
      backward.byQuery,
      [q.root, k.root, v.root, z.end, dz.root, maskRoot],
      [dq.end, stats],
      [...again, backward.byQuery, dq.end],
    ),
    byKeyAndValue: unit(
      byKeyAndValue,
      backward.byKey,
      [q.root, k.root, v.root, dz.root, maskRoot, stats],
      [dk.end, dv.end],
      [...again, backward.byValue, backward.byKey, dv.end, dk.end],
    ),
  };
}
