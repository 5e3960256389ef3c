import type { LayerSpec, ModelSpec } from './spec';

/** A classifier of word sequences by self-attention. */
export interface TextClassifierOptions {
  readonly vocabulary: number;
  readonly classes: number;
  /** Longest sequence, in words. */
  readonly maxLength: number;
  /** Word vectors start uniform in ± this. */
  readonly embeddingLimit: number;
  /** Model width C; a multiple of `heads`. */
  readonly width: number;
  readonly heads: number;
  /** Self-attention layers; may be 0 when the words are pooled by attention. */
  readonly layers: number;
  readonly mlp: boolean;
  readonly layerNorm: boolean;
  readonly positions: 'none' | 'sinusoidal' | 'learned';
  readonly mask: 'padding' | 'causal';
  /** Read the answer at the first word, or pool the words by attention with a learned query. */
  readonly readout: 'first' | 'pool';
  readonly dropout: number;
  /** Probability with which a whole word is hidden in training. */
  readonly wordDropout: number;
  readonly labelSmoothing: number;
}

/** Embedding, positions, encoder layers, read-out, class scores. Reads `tokens`, i32[B,T], and `target`, i32[B]. */
export function textClassifier(options: TextClassifierOptions): ModelSpec {
  const { vocabulary, classes, maxLength, embeddingLimit: limit, width, layers, dropout } = options;
  const list: LayerSpec[] = [
    {
      layer: 'embedding',
      name: 'embed',
      from: 'tokens',
      vocabulary,
      width,
      limit,
      table: 'embedding.table',
    },
  ];
  let x = 'embed';
  if (options.positions !== 'none') {
    list.push({ layer: 'positions', name: 'x', from: x, kind: options.positions, maxLength });
    x = 'x';
  }
  if (dropout > 0) {
    list.push({ layer: 'dropout', name: 'dropped', from: x, p: dropout, of: 'embed' });
    x = 'dropped';
  }
  list.push({ layer: 'present', name: 'words', from: 'tokens', dropout: options.wordDropout });
  if (layers > 0) {
    const { heads, mlp, layerNorm: norm } = options;
    const causal = options.mask === 'causal';
    list.push({ layer: 'attentionMask', name: 'mask', from: 'words', causal });
    const from = [x, 'mask'];
    list.push({ layer: 'encoder', name: 'encoder', from, layers, heads, dropout, mlp, norm });
    x = 'encoder';
  }
  list.push(
    options.readout === 'pool'
      ? { layer: 'attentionPool', name: 'pool', from: [x, 'words'] }
      : { layer: 'position', name: 'answer', from: x, at: 0 },
  );
  const from = options.readout === 'pool' ? 'pool' : 'answer';
  list.push({ layer: 'linear', name: 'head', from, out: classes, as: 'logits', axis: 'K' });
  return {
    layers: list,
    loss: {
      kind: 'crossEntropy',
      from: 'head',
      target: 'target',
      labelSmoothing: options.labelSmoothing,
    },
  };
}
