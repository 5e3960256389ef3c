import type { LayerSpec, ModelSpec } from './spec';

/** A classifier of word sequences by a recurrent layer. */
export interface RecurrentClassifierOptions {
  readonly vocabulary: number;
  readonly classes: number;
  /** Of word vectors. */
  readonly width: number;
  readonly kind: 'lstm' | 'gru' | 'rnn';
  /** Units of the recurrence, per direction. */
  readonly hidden: number;
  readonly bidirectional: boolean;
  /**
   * How the states of all words become one vector: weighed by attention, each counting alike, or
   * only the last of each direction.
   */
  readonly pooling: 'attention' | 'mean' | 'last';
  /** Width of the layer that scores a word for attention. */
  readonly scoreWidth: number;
  /** Units of the layer before the classes. */
  readonly dense: number;
  readonly dropout: number;
  /** Probability with which a whole word is hidden in training. */
  readonly wordDropout: number;
}

/**
 * Word vectors → (bidirectional) recurrence → attention, mean or last states → dense layer with ReLU → class
 * scores. Reads `tokens`, i32[B,T], and `target`, i32[B]; padding takes no part anywhere.
 * Source: the attention is that of Yang et al. 2016, section 2.2, equations 5 to 7.
 */
export function recurrentClassifier(options: RecurrentClassifierOptions): ModelSpec {
  const { vocabulary, classes, width, kind, hidden, bidirectional, dense, dropout } = options;
  const drop = (name: string, from: string): LayerSpec[] =>
    dropout > 0 ? [{ layer: 'dropout', name, from, p: dropout }] : [];
  const table = 'embedding.table';
  return {
    layers: [
      { layer: 'present', name: 'words', from: 'tokens', dropout: options.wordDropout },
      { layer: 'embedding', name: 'embed', from: 'tokens', vocabulary, width, limit: 0.05, table },
      ...drop('dropped', 'embed'),
      {
        layer: 'recurrent',
        name: kind,
        from: [dropout > 0 ? 'dropped' : 'embed', 'words'],
        kind,
        hidden,
        bidirectional,
      },
      poolLayer(options),
      { layer: 'linear', name: 'dense', from: 'pool', out: dense, activation: 'relu', dropout },
      { layer: 'linear', name: 'head', from: 'dense', out: classes, as: 'logits', axis: 'K' },
    ],
    loss: { kind: 'crossEntropy', from: 'head', target: 'target' },
  };
}

function poolLayer({ pooling, kind, scoreWidth }: RecurrentClassifierOptions): LayerSpec {
  if (pooling === 'last') return { layer: 'lastStates', name: 'pool', from: `${kind}.hn` };
  const use = { name: 'pool', from: [kind, 'words'] } as const;
  return pooling === 'attention'
    ? { layer: 'additivePool', ...use, hidden: scoreWidth }
    : { layer: 'meanPool', ...use };
}
