import type { ModelSpec } from './spec';

/** A tagger of the words of a sentence, for one marked verb. */
export interface RoleTaggerOptions {
  readonly vocabulary: number;
  /** Roles. */
  readonly classes: number;
  /** Of word vectors. */
  readonly width: number;
  /** Units of the LSTM, per direction. */
  readonly hidden: number;
  readonly bidirectional: boolean;
  /** Of the attention; 0 for none. */
  readonly heads: number;
  /** Whether the model is told which verb is meant. */
  readonly mark: boolean;
  readonly dropout: number;
}

/**
 * Word vectors and a vector for the marked verb → LSTM → multi-head additive attention, added to
 * what the LSTM says → a role for each word. Reads `tokens` i32[B,T], `mark` f32[B,T,1] and
 * `target` i32[B,T].
 * Sources: marked predicate and recurrent tagger, Zhou & Xu 2015; attention between the words of a
 * tagger, Tan et al. 2018; additive scores, Bahdanau, Cho & Bengio 2015.
 */
export function roleTagger(options: RoleTaggerOptions): ModelSpec {
  const { vocabulary, classes, width, hidden, bidirectional, heads, dropout } = options;
  const wide = bidirectional ? 2 * hidden : hidden;
  const keep = { layer: 'present', name: 'words', from: 'tokens' } as const;
  const embedding = {
    layer: 'embedding',
    name: 'embed',
    from: 'tokens',
    vocabulary,
    width,
    limit: 1,
    table: 'embedding.table',
  } as const;
  const mark = [
    {
      layer: 'linear',
      name: 'verb',
      from: 'mark',
      out: width,
      bias: false,
      section: 'embedding',
    },
    { layer: 'add', name: 'x', from: ['embed', 'verb'] },
  ] as const;
  const states = {
    layer: 'recurrent',
    name: 'lstm',
    from: [options.mark ? 'x' : 'embed', 'words'],
    kind: 'lstm',
    hidden,
    bidirectional,
  } as const;
  const attention = [
    { layer: 'attentionMask', name: 'mask', from: 'words', causal: false },
    {
      layer: 'additiveAttention',
      name: 'attn',
      from: ['lstm', 'lstm', 'mask'],
      // Together as many as the vectors are wide.
      hidden: Math.max(1, Math.round(wide / Math.max(1, heads))),
      heads,
      dropout,
    },
    { layer: 'add', name: 'mixed', from: ['lstm', 'attn'] },
  ] as const;
  return {
    layers: [
      keep,
      embedding,
      ...(options.mark ? mark : []),
      states,
      ...(heads > 0 ? attention : []),
      {
        layer: 'linear',
        name: 'head',
        from: heads > 0 ? 'mixed' : 'lstm',
        out: classes,
        as: 'logits',
        axis: 'K',
      },
    ],
    loss: { kind: 'crossEntropy', from: 'head', target: 'target' },
  };
}
