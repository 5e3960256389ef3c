import type { ModelSpec } from './spec';

/** A classifier of word sequences that knows nothing of their order. */
export interface MeanClassifierOptions {
  readonly vocabulary: number;
  readonly classes: number;
  /** Of word vectors. */
  readonly width: number;
  readonly dropout: number;
}

/**
 * The mean of the word vectors → class scores. Reads `tokens`, i32[B,T], and `target`, i32[B].
 * Source: Joulin et al. 2017, section 2, without its n-grams.
 */
export function meanClassifier(options: MeanClassifierOptions): ModelSpec {
  const { vocabulary, classes, width, dropout } = options;
  return {
    layers: [
      { layer: 'present', name: 'words', from: 'tokens' },
      {
        layer: 'embedding',
        name: 'embed',
        from: 'tokens',
        vocabulary,
        width,
        limit: 0.2,
        table: 'embedding.table',
      },
      { layer: 'meanPool', name: 'pool', from: ['embed', 'words'] },
      { layer: 'dropout', name: 'kept', from: 'pool', p: dropout },
      { layer: 'linear', name: 'head', from: 'kept', out: classes, as: 'logits', axis: 'K' },
    ],
    loss: { kind: 'crossEntropy', from: 'head', target: 'target' },
  };
}
