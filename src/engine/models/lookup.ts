import type { ModelSpec } from './spec';

/** A model that looks values up by their keys. */
export interface LookupOptions {
  /** How many different keys and values there are. */
  readonly keys: number;
  readonly values: number;
  /** Width of the vectors. */
  readonly width: number;
  /** Width d of queries, keys and values made from them; the vectors' unless given. */
  readonly headWidth?: number;
  /** Vectors start uniform in ± this. */
  readonly limit: number;
  /** Whether scores are divided by √width; true unless given. */
  readonly scaling?: boolean;
  /** Axis over which the weights sum to 1; over keys, which is attention, unless given. */
  readonly softmaxAxis?: 'keys' | 'queries';
  /** Whether the shown example has the weights' sums and entropy beside them; false unless given. */
  readonly entropy?: boolean;
}

/**
 * One head of attention over a list: items = keyEmbed[keys] + valueEmbed[values], asked by queryEmbed[query].
 * Reads `keys` and `values`, i32[B,T], `query` and `target`, i32[B] or i32[B,Tq].
 */
export function lookup(options: LookupOptions): ModelSpec {
  const { keys, values, width, limit, headWidth = width, ...attention } = options;
  const vectors = { layer: 'embedding', width, limit } as const;
  return {
    layers: [
      { ...vectors, name: 'queryEmbed', from: 'query', vocabulary: keys, sequence: 'query' },
      { ...vectors, name: 'keyEmbed', from: 'keys', vocabulary: keys, sequence: 'list' },
      { ...vectors, name: 'valueEmbed', from: 'values', vocabulary: values, sequence: 'list' },
      { layer: 'add', name: 'items', from: ['keyEmbed', 'valueEmbed'] },
      {
        layer: 'dotProductAttention',
        name: 'attention',
        from: ['queryEmbed', 'items'],
        width: headWidth,
        sequence: 'query',
        keys: 'list',
        ...attention,
      },
      {
        layer: 'linear',
        name: 'head',
        from: 'attention',
        out: values,
        as: 'logits',
        axis: 'K',
        sequence: 'query',
      },
    ],
    loss: { kind: 'crossEntropy', from: 'head', target: 'target' },
  };
}
