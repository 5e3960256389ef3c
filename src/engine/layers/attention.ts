import type { Node } from '../graph/node';
import { matmul } from '../ops/matmul';
import { reshape } from '../ops/reshape';
import type { ModelContext } from './context';
import { linear } from './linear';
import { keyMask } from './masks';
import { type AttentionResult, multiHeadAttention } from './multi-head';
import { attentionPattern } from './scores';
import { requireCount, requireEqual, requireRank } from './settings';

export { drop } from './drop';

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
  options: SelfAttentionOptions,
): Node {
  return multiHeadAttention(m, path, { query: x, key: x, ...options }).out;
}

export interface AttentionPoolOptions {
  /** f32[B,T], 1 where there is a word; all are attended unless given. */
  readonly mask?: Node;
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
  const pattern = attentionPattern(m, path, scores, {
    scale: 1 / Math.sqrt(width),
    mask: mask && reshape(m.b, mask, [batch, 1, length]),
  });
  const pooled = matmul(m.b, pattern, v, {}, { axes: ['B', '1', 'C'] });
  return reshape(m.b, pooled, [batch, width], { name: `${path}.out`, axes: ['B', 'C'] });
}

/**
 * The mean of values, weighed by how a learned query attends what goes with them.
 * pattern = softmax_t(k_t·query / √C), out = Σ_t pattern_t values_t. `f32[B,T,C], f32[B,T,D] → f32[B,D]`
 * Parameters: `.query`, f32[1,C], `.Wk`. Tensors: `.k`, `.scores`, `.scaled`, `.pattern`, `.out`.
 * Source: Vaswani et al. 2017, equation 1, with one learned query and without a projection of values.
 */
export function attentionMean(
  m: ModelContext,
  path: string,
  x: Node,
  values: Node,
  name = `${path}.out`,
): Node {
  requireEqual(path, 'length', [x, values], 1);
  const [batch, , width] = x.type.shape;
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
  const axes = ['B', '1', 'Tk'] as const;
  const scores = matmul(m.b, query, k, { transposeB: true }, { name: `${path}.scores`, axes });
  const pattern = attentionPattern(m, path, scores, { scale: 1 / Math.sqrt(width) });
  const mean = matmul(m.b, pattern, values, {}, { axes: ['B', '1', 'C'] });
  return reshape(m.b, mean, [batch, values.type.shape[2]], { name, axes: ['B', 'C'] });
}

export interface QueryPoolOptions {
  /** How many summaries are learned. */
  readonly queries: number;
  readonly heads: number;
  /** f32[B,T], 1 where there is a word; all are attended unless given. */
  readonly mask?: Node;
  /** Probability with which a weight is dropped in training; 0 unless given. */
  readonly dropout?: number;
}

/**
 * Multi-head attention of a few learned queries: a fixed number of summaries of any number of words.
 * `f32[B,T,C] → f32[B,N,C]`
 * Parameters: `.query`, f32[N,C], and those of multiHeadAttention.
 * Source: Lee et al. 2019 (Set Transformer), equation 11, without the perceptrons around it.
 */
export function queryPool(
  m: ModelContext,
  path: string,
  x: Node,
  { queries, heads, mask, dropout }: QueryPoolOptions,
): AttentionResult {
  requireRank(path, 'the input', x, 'B,T,C');
  requireCount(path, 'the number of learned queries', queries, 1);
  const width = x.type.shape[2];
  const learned = m.parameter(`${path}.query`, [queries, width], ['Tq', 'C'], {
    kind: 'uniform',
    limit: 1,
  });
  return multiHeadAttention(m, path, {
    query: reshape(m.b, learned, [1, queries, width], { axes: ['1', 'Tq', 'C'] }),
    key: x,
    heads,
    mask: mask && keyMask(m.b, mask),
    dropout,
  });
}
