import type { Node } from '../graph/node';
import { add } from '../ops/add';
import { mergeHeads, splitHeads } from '../ops/heads';
import { type ModelContext, ZERO } from './context';
import { linear } from './linear';
import { type AttentionWindow, allMasks, placeMask } from './masks';
import { type Positions, positionBias, rotated } from './positions';
import { type Attended, attend, headScores, type PatternOptions } from './scores';
import { refuse, requireCount, requireEqual, requireRank, widthPerHead } from './settings';

export interface MultiHeadOptions extends Omit<PatternOptions, 'sinks'> {
  /** f32[B,Tq,C]; its batch may be 1, for queries that all examples share. */
  readonly query: Node;
  /** f32[B,Tk,Ck]. */
  readonly key: Node;
  /** f32[B,Tk,Cv]; the keys unless given. */
  readonly value?: Node;
  readonly heads: number;
  /** Heads of keys and values; each serves `heads / keyValueHeads` heads of queries. `heads` unless given. */
  readonly keyValueHeads?: number;
  /** Width of each head's queries and keys; C / heads unless given. */
  readonly keyWidth?: number;
  /** Width of each head's values; C / heads unless given. */
  readonly valueWidth?: number;
  /** Width of the output; C unless given. */
  readonly outWidth?: number;
  /** Whether the projections have biases; true unless given. */
  readonly biases?: boolean;
  /** Whether a query may attend only its own position and earlier ones; false unless given. */
  readonly causal?: boolean;
  /** How far around its own position a query may look; everywhere unless given. */
  readonly window?: AttentionWindow;
  /** What this layer does about positions; nothing for kinds that are added to the words. */
  readonly positions?: Positions;
  /** Whether each head learns a score of attending nothing; false unless given. */
  readonly sinks?: boolean;
  /** Probability with which a weight is dropped in training; 0 unless given. */
  readonly dropout?: number;
}

/** What a layer of attention gives. */
export interface AttentionResult extends Attended {
  /** f32[B,Tq,outWidth]. */
  readonly out: Node;
}

/**
 * Multi-head scaled dot-product attention, to the same words or to others.
 * out = concat_h(softmax(q_h k_hᵀ / √D) v_h) W_o. `f32[B,Tq,C], f32[B,Tk,Ck], f32[B,Tk,Cv] → f32[B,Tq,C]`
 * Parameters: `.Wq`, `.Wk`, `.Wv`, `.Wo` and biases `.bq`, …; `.sinks`. Tensors: `.q`, `.k`, `.v`
 * per head, `.scores`, those of attend, `.out`.
 * Source: Vaswani et al. 2017, equation 1 and section 3.2.2; shared keys and values: Ainslie et al.
 * 2023 (grouped-query attention), section 2.2.
 * @throws GraphError when heads, widths, window or inputs do not fit together
 */
export function multiHeadAttention(
  m: ModelContext,
  path: string,
  options: MultiHeadOptions,
): AttentionResult {
  const { query, key, value = key, heads, keyValueHeads = heads } = options;
  const { positions = { kind: 'none' }, causal = false, window, biases = true } = options;
  requireInputs(path, query, key, value);
  const width = query.type.shape[2];
  const perHead = (what: string) => widthPerHead(path, what, width, heads);
  const { keyWidth = perHead('a model width'), valueWidth = perHead('a model width') } = options;
  const { outWidth = width, scale = 1 / Math.sqrt(keyWidth) } = options;
  requireCount(path, 'the number of heads', heads, 1);
  requireCount(path, 'the number of heads of keys and values', keyValueHeads, 1);
  requireCount(path, 'the width of a key', keyWidth, 1);
  requireCount(path, 'the width of a value', valueWidth, 1);
  if (heads % keyValueHeads !== 0) {
    refuse(
      path,
      `${heads} heads of queries cannot share ${keyValueHeads} heads of keys and values equally; choose a divisor of ${heads}.`,
    );
  }

  const project = (name: 'q' | 'k' | 'v', x: Node, count: number, headWidth: number) => {
    const bias = biases ? `${path}.b${name}` : undefined;
    const out = count * headWidth;
    const flat = linear(m, x, { weight: `${path}.W${name}`, bias, out, outAxis: 'C' }, {});
    const axes = ['B', 'H', name === 'q' ? 'Tq' : 'Tk', 'D'] as const;
    return splitHeads(m.b, flat, count, { name: `${path}.${name}`, axes });
  };
  const q = rotated(m, path, 'q', project('q', query, heads, keyWidth), positions);
  const k = rotated(m, path, 'k', project('k', key, keyValueHeads, keyWidth), positions);
  const v = project('v', value, keyValueHeads, valueWidth);

  const scores = headScores(m.b, q, k, { name: `${path}.scores` });
  const [queries, keys] = [query.type.shape[1], key.type.shape[1]];
  const distance = positionBias(m, path, positions, { heads, queries, keys });
  const both = options.bias && distance && add(m.b, options.bias, distance);
  const { pattern, z } = attend(m, path, {
    scores,
    values: v,
    scale,
    softCap: options.softCap,
    bias: both ?? options.bias ?? distance,
    mask: allMasks(m.b, [options.mask, placeMask(m.b, path, { queries, keys, causal, window })]),
    sinks: options.sinks ? m.parameter(`${path}.sinks`, [heads], ['H'], ZERO) : undefined,
    dropout: options.dropout,
  });
  const out = linear(
    m,
    mergeHeads(m.b, z),
    {
      weight: `${path}.Wo`,
      bias: biases ? `${path}.bo` : undefined,
      out: outWidth,
      outAxis: 'C',
    },
    { name: `${path}.out`, axes: ['B', 'T', 'C'] },
  );
  return { out, pattern, z };
}

/** @throws GraphError unless queries, keys and values are [B,T,C] each and there is a value for every key. */
export function requireInputs(path: string, query: Node, key: Node, value: Node): void {
  requireRank(path, 'the query', query, 'B,Tq,C');
  requireRank(path, 'the key', key, 'B,Tk,C');
  requireRank(path, 'the value', value, 'B,Tk,C');
  requireEqual(path, 'batch', [key, value], 0);
  requireEqual(path, 'length', [key, value], 1);
  if (query.type.shape[0] !== 1) requireEqual(path, 'batch', [query, key], 0);
}
