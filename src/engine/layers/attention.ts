import type { Node } from '../graph/node';
import { dropout } from '../ops/dropout';
import { mergeHeads, splitHeads } from '../ops/heads';
import { maskFill } from '../ops/mask-fill';
import { matmul } from '../ops/matmul';
import { reshape } from '../ops/reshape';
import { scale } from '../ops/scale';
import { keyOf } from '../ops/shared/philox';
import { softmax } from '../ops/softmax';
import type { ModelContext } from './context';
import { linear } from './linear';

export interface SelfAttentionOptions {
  readonly heads: number;
  /** f32, 1 where a query may attend a key; broadcastable to [B,H,Tq,Tk]. */
  readonly mask: Node;
  /** Probability with which a weight is dropped in training. */
  readonly dropout: number;
}

/**
 * Multi-head scaled dot-product self-attention.
 * out = concat_h(softmax(q_h k_hᵀ / √D) v_h) W_o. `f32[B,T,C] → same`, with D = C / heads.
 * Source: Vaswani et al. 2017, equations 1 and section 3.2.2.
 */
export function selfAttention(
  m: ModelContext,
  path: string,
  x: Node,
  { heads, mask, dropout: p }: SelfAttentionOptions,
): Node {
  const width = x.type.shape[2];
  const project = (name: 'q' | 'k' | 'v', axis: 'T' | 'Tq' | 'Tk') => {
    const flat = linear(
      m,
      x,
      { weight: `${path}.W${name}`, bias: `${path}.b${name}`, out: width, outAxis: 'C' },
      {},
    );
    return splitHeads(m.b, flat, heads, { name: `${path}.${name}`, axes: ['B', 'H', axis, 'D'] });
  };
  const q = project('q', 'Tq');
  const k = project('k', 'Tk');
  const v = project('v', 'Tk');
  const axes = ['B', 'H', 'Tq', 'Tk'] as const;
  const scores = matmul(m.b, q, k, { transposeB: true }, { name: `${path}.scores`, axes });
  const scaled = scale(m.b, scores, 1 / Math.sqrt(width / heads), { name: `${path}.scaled`, axes });
  const masked = maskFill(m.b, scaled, mask, { name: `${path}.masked`, axes });
  const pattern = softmax(
    m.b,
    masked,
    { axis: -1 },
    { name: `${path}.pattern`, axes, kind: 'probability' },
  );
  const kept = drop(m, `${path}.pattern`, pattern, p);
  const z = matmul(m.b, kept, v, {}, { name: `${path}.z`, axes: ['B', 'H', 'Tq', 'D'] });
  return linear(
    m,
    mergeHeads(m.b, z),
    { weight: `${path}.Wo`, bias: `${path}.bo`, out: width, outAxis: 'C' },
    { name: `${path}.out`, axes: ['B', 'T', 'C'] },
  );
}

/** Dropout in the training graph; nothing elsewhere. Its random stream is named after the tensor. */
export function drop(m: ModelContext, name: string, x: Node, p: number): Node {
  return m.training && p > 0 ? dropout(m.b, x, { p, key: keyOf(`${name}.dropout`) }) : x;
}

export interface AttentionPoolOptions {
  /** f32[B,T], 1 where there is a word. */
  readonly mask: Node;
}

/**
 * Attention with one learned query: weights over the words, then their weighted sum of values.
 * pattern = softmax_t(k_t·query / √C), out = Σ_t pattern_t v_t. `f32[B,T,C] → f32[B,C]`
 * Source: Yang et al. 2016, equations 5–7 (word attention), with the scaled dot product as score.
 */
export function attentionPool(
  m: ModelContext,
  path: string,
  x: Node,
  { mask }: AttentionPoolOptions,
): Node {
  const [batch, length, width] = x.type.shape;
  const query = m.parameter(`${path}.query`, [1, width], ['Tq', 'C'], {
    kind: 'uniform',
    limit: 1,
  });
  const k = linear(
    m,
    x,
    { weight: `${path}.Wk`, out: width, outAxis: 'C' },
    { name: `${path}.k`, axes: ['B', 'Tk', 'C'] },
  );
  const v = linear(
    m,
    x,
    { weight: `${path}.Wv`, out: width, outAxis: 'C' },
    { name: `${path}.v`, axes: ['B', 'Tk', 'C'] },
  );
  const axes = ['B', '1', 'Tk'] as const;
  const scores = matmul(m.b, query, k, { transposeB: true }, { name: `${path}.scores`, axes });
  const scaled = scale(m.b, scores, 1 / Math.sqrt(width), { name: `${path}.scaled`, axes });
  const keep = reshape(m.b, mask, [batch, 1, length]);
  const masked = maskFill(m.b, scaled, keep, { name: `${path}.masked`, axes });
  const pattern = softmax(
    m.b,
    masked,
    { axis: -1 },
    { name: `${path}.pattern`, axes, kind: 'probability' },
  );
  const pooled = matmul(m.b, pattern, v, {}, { axes: ['B', '1', 'C'] });
  return reshape(m.b, pooled, [batch, width], { name: `${path}.out`, axes: ['B', 'C'] });
}
