import type { Builder } from '../graph/builder';
import type { Node } from '../graph/node';
import { add } from '../ops/add';
import { mergeHeads, splitHeads } from '../ops/heads';
import { matmul } from '../ops/matmul';
import { relu } from '../ops/relu';
import { reshape } from '../ops/reshape';
import { sigmoid } from '../ops/sigmoid';
import { tanh } from '../ops/tanh';
import type { Axis } from '../tensor/types';
import { glorot, type ModelContext } from './context';
import { linear } from './linear';
import { type AttentionResult, requireInputs } from './multi-head';
import { attend, attentionPattern, headScores } from './scores';
import { refuse, requireCount, requireRank } from './settings';

const ACTIVATIONS = { tanh, sigmoid, relu };

const HIDDEN = ['B', 'H', 'Tq', 'Tk', 'F'] as const;

export interface ScoredAttentionOptions {
  /** f32[B,Tq,Cq]; its batch may be 1, for queries that all examples share. */
  readonly query: Node;
  /** f32[B,Tk,Ck]. */
  readonly key: Node;
  /** f32[B,Tk,Cv]; the keys unless given. */
  readonly value?: Node;
  /** f32, not 0 where a query may attend a key; broadcastable to [B,H,Tq,Tk]. */
  readonly mask?: Node;
  /** Probability with which a weight is dropped in training; 0 unless given. */
  readonly dropout?: number;
}

export interface AdditiveAttentionOptions extends ScoredAttentionOptions {
  /** Width of the hidden layer that scores a pair, of each head. */
  readonly hidden: number;
  /** 1 unless given. */
  readonly heads?: number;
  /** tanh unless given. */
  readonly activation?: keyof typeof ACTIVATIONS;
  /** Whether the hidden layer has a bias; true unless given. */
  readonly bias?: boolean;
  /** Whether values are projected before and after, as in multi-head attention; from two heads on unless given. */
  readonly project?: boolean;
}

/**
 * Additive attention: a small perceptron scores every pair of query and key.
 * scores_ij = vᵀ tanh(q_i W_q + k_j W_k + b), for each head. `f32[B,Tq,Cq], f32[B,Tk,Ck], f32[B,Tk,Cv] → f32[B,Tq,Cv]`
 * Parameters: `.Wq`, `.Wk`, `.b`, `.v`, f32[H,F]; with projected values also `.Wv`, `.bv`, `.Wo`,
 * `.bo`. Tensors: `.q`, `.k`, `.sums` and `.hidden`, f32[B,H,Tq,Tk,F], `.scores`, those of attend, `.out`.
 * Source: Bahdanau, Cho & Bengio 2015, section 3.1 and appendix A.1.2.
 * @throws GraphError when heads, widths or inputs do not fit together
 */
export function additiveAttention(
  m: ModelContext,
  path: string,
  options: AdditiveAttentionOptions,
): AttentionResult {
  const { query, key, value = key, hidden, heads = 1, activation = 'tanh', bias = true } = options;
  const { project = heads > 1 } = options;
  requireInputs(path, query, key, value);
  requireCount(path, 'the number of heads', heads, 1);
  requireCount(path, 'the hidden width', hidden, 1);
  const width = value.type.shape[2];
  if (width % heads !== 0) {
    refuse(
      path,
      `values of width ${width} cannot be divided among ${heads} heads; choose a divisor of ${width}.`,
    );
  }

  const out = heads * hidden;
  const q = splitHeads(
    m.b,
    linear(m, query, { weight: `${path}.Wq`, out, outAxis: 'F' }, {}),
    heads,
    { name: `${path}.q`, axes: ['B', 'H', 'Tq', 'F'] },
  );
  const k = splitHeads(
    m.b,
    linear(
      m,
      key,
      { weight: `${path}.Wk`, bias: bias ? `${path}.b` : undefined, out, outAxis: 'F' },
      {},
    ),
    heads,
    { name: `${path}.k`, axes: ['B', 'H', 'Tk', 'F'] },
  );
  const scores = perceptronScores(m, path, q, k, activation);
  const values = project
    ? linear(m, value, { weight: `${path}.Wv`, bias: `${path}.bv`, out: width, outAxis: 'C' }, {})
    : value;
  const v =
    heads === 1
      ? oneHead(m.b, values)
      : splitHeads(m.b, values, heads, { axes: ['B', 'H', 'Tk', 'D'] });
  const { pattern, z } = attend(m, path, {
    scores,
    values: v,
    mask: options.mask,
    dropout: options.dropout,
  });
  const named = { name: `${path}.out`, axes: ['B', 'T', 'C'] } as const;
  if (!project) return { out: mergeHeads(m.b, z, named), pattern, z };
  const layer = { weight: `${path}.Wo`, bias: `${path}.bo`, out: width, outAxis: 'C' } as const;
  return { out: linear(m, mergeHeads(m.b, z), layer, named), pattern, z };
}

/** vᵀ f(q_i + k_j) of every pair. `f32[B,H,Tq,F], f32[B,H,Tk,F] → f32[B,H,Tq,Tk]` */
function perceptronScores(
  m: ModelContext,
  path: string,
  q: Node,
  k: Node,
  activation: keyof typeof ACTIVATIONS,
): Node {
  const [batchQ, heads, queries, hidden] = q.type.shape;
  const [batchK, , keys] = k.type.shape;
  const sums = add(
    m.b,
    reshape(m.b, q, [batchQ, heads, queries, 1, hidden]),
    reshape(m.b, k, [batchK, heads, 1, keys, hidden]),
    { name: `${path}.sums`, axes: HIDDEN },
  );
  const active = ACTIVATIONS[activation](m.b, sums, { name: `${path}.hidden`, axes: HIDDEN });
  const v = m.parameter(`${path}.v`, [heads, hidden], ['H', 'F'], glorot(hidden, 1));
  const product = matmul(m.b, active, reshape(m.b, v, [heads, 1, hidden, 1]));
  return reshape(m.b, product, [product.type.shape[0], heads, queries, keys], {
    name: `${path}.scores`,
    axes: ['B', 'H', 'Tq', 'Tk'],
  });
}

export interface MultiplicativeAttentionOptions extends ScoredAttentionOptions {
  /** `dot`: q·k; `general`: qᵀ W k, for which widths may differ. */
  readonly score: 'dot' | 'general';
  /** What scores are multiplied by; 1 unless given. */
  readonly scale?: number;
}

/**
 * Multiplicative attention with one head: scores are products of query and key, directly or through
 * a matrix. `f32[B,Tq,Cq], f32[B,Tk,Ck], f32[B,Tk,Cv] → f32[B,Tq,Cv]`
 * Parameter: `.W`, f32[Cq,Ck], for `general`. Tensors: `.q` = query·W, `.scores`, those of attend, `.out`.
 * Source: Luong, Pham & Manning 2015, section 3.1 (score: dot, general).
 * @throws GraphError when inputs do not fit together, or a dot product has vectors of two widths
 */
export function multiplicativeAttention(
  m: ModelContext,
  path: string,
  { query, key, value = key, score, scale, mask, dropout }: MultiplicativeAttentionOptions,
): AttentionResult {
  requireInputs(path, query, key, value);
  const [width, keyWidth] = [query.type.shape[2], key.type.shape[2]];
  if (score === 'dot' && width !== keyWidth) {
    refuse(
      path,
      `a query of width ${width} has no dot product with a key of width ${keyWidth}; use the score "general".`,
    );
  }
  const layer = { weight: `${path}.W`, out: keyWidth, outAxis: 'C' } as const;
  const named = { name: `${path}.q`, axes: ['B', 'Tq', 'C'] } as const;
  const q = score === 'dot' ? query : linear(m, query, layer, named);
  const scores = headScores(m.b, oneHead(m.b, q), oneHead(m.b, key), { name: `${path}.scores` });
  const { pattern, z } = attend(m, path, {
    scores,
    values: oneHead(m.b, value),
    scale,
    mask,
    dropout,
  });
  const axes = ['B', 'T', 'C'] as const;
  return { out: mergeHeads(m.b, z, { name: `${path}.out`, axes }), pattern, z };
}

/** Vectors as those of a single head: a view. `f32[B,T,C] → f32[B,1,T,C]` */
function oneHead(b: Builder, x: Node): Node {
  const [batch, length, width] = x.type.shape;
  const axes: Axis[] = ['B', 'H', x.axes[1], x.axes[2]];
  return reshape(b, x, [batch, 1, length, width], { axes });
}

export interface AdditivePoolOptions {
  /** Width of the hidden layer that scores a word. */
  readonly hidden: number;
  /** f32[B,T], 1 where there is a word; all are attended unless given. */
  readonly mask?: Node;
}

/**
 * Words summed by how well their hidden vectors match one learned vector.
 * u_t = tanh(x_t W + b), pattern = softmax_t(u_tᵀ query), out = Σ_t pattern_t x_t. `f32[B,T,C] → f32[B,C]`
 * Parameters: `.W`, `.b`, `.query`, f32[F]. Tensors: `.hidden`, `.scores`, `.masked` and `.pattern`,
 * f32[B,1,T], `.out`.
 * Source: Yang et al. 2016, equations 5–7 (word attention).
 */
export function additivePool(
  m: ModelContext,
  path: string,
  x: Node,
  { hidden, mask }: AdditivePoolOptions,
): { readonly out: Node; readonly pattern: Node } {
  requireRank(path, 'the input', x, 'B,T,C');
  requireCount(path, 'the hidden width', hidden, 1);
  const [batch, length, width] = x.type.shape;
  const layer = { weight: `${path}.W`, bias: `${path}.b`, out: hidden, outAxis: 'F' } as const;
  const named = { name: `${path}.hidden`, axes: ['B', 'Tk', 'F'] } as const;
  const active = tanh(m.b, linear(m, x, layer, {}), named);
  const query = m.parameter(`${path}.query`, [hidden], ['F'], glorot(hidden, 1));
  const axes = ['B', '1', 'Tk'] as const;
  const scores = matmul(
    m.b,
    reshape(m.b, query, [1, hidden]),
    active,
    { transposeB: true },
    { name: `${path}.scores`, axes },
  );
  const pattern = attentionPattern(m, path, scores, {
    mask: mask && reshape(m.b, mask, [batch, 1, length]),
  });
  const pooled = matmul(m.b, pattern, x, {}, { axes: ['B', '1', 'C'] });
  const out = reshape(m.b, pooled, [batch, width], { name: `${path}.out`, axes: ['B', 'C'] });
  return { out, pattern };
}
