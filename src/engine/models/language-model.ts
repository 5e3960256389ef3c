import type { LayerSpec, ModelSpec } from './spec';

export interface LanguageModelOptions {
  readonly vocabulary: number;
  /** Characters that it reads at once. */
  readonly maxLength: number;
  readonly width: number;
  /** A divisor of the width. */
  readonly heads: number;
  readonly layers: number;
  readonly dropout: number;
}

/**
 * A causal Transformer: at every position it gives scores to what may come next. Reads `tokens`,
 * i32[B,T], and `target`, i32[B,T], the tokens one place on.
 * Source: Radford et al. 2018 (GPT), section 3.1, with norms ahead of each part as in Radford et al.
 * 2019 (GPT-2), section 2.3.
 */
export function languageModel(options: LanguageModelOptions): ModelSpec {
  const { vocabulary, maxLength, width, heads, layers, dropout } = options;
  const dropped: LayerSpec[] =
    dropout > 0 ? [{ layer: 'dropout', name: 'dropped', from: 'x', p: dropout, of: 'embed' }] : [];
  return {
    layers: [
      { layer: 'embedding', name: 'embed', from: 'tokens', vocabulary, width, limit: 1 },
      { layer: 'positions', name: 'x', from: 'embed', kind: 'learned', maxLength },
      ...dropped,
      { layer: 'present', name: 'words', from: 'tokens' },
      { layer: 'attentionMask', name: 'mask', from: 'words', causal: true },
      {
        layer: 'encoder',
        name: 'decoder',
        from: [dropout > 0 ? 'dropped' : 'x', 'mask'],
        layers,
        heads,
        dropout,
        mlp: true,
        norm: true,
        finalNorm: true,
      },
      { layer: 'linear', name: 'head', from: 'decoder', out: vocabulary, as: 'logits', axis: 'K' },
    ],
    loss: { kind: 'crossEntropy', from: 'head', target: 'target' },
  };
}
