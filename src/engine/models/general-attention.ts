import type { Squashing } from './blocks/general-attention';
import type { ModelSpec } from './spec';

/** Textbook attention whose vectors are given as numbers rather than computed from words. */
export interface GeneralAttentionOptions {
  /** What happens to a score ahead of the softmax. */
  readonly sigma: Squashing;
  /** Whether the context is compared with a target, which makes a loss and gradients. */
  readonly target: boolean;
}

/** Reads `Q`, `K`, `V`, `h`, `b` and, where there is one, `target`. */
export function generalAttention({ sigma, target }: GeneralAttentionOptions): ModelSpec {
  return {
    layers: [
      { layer: 'generalAttention', name: 'attention', from: ['Q', 'K', 'V', 'h', 'b'], sigma },
    ],
    ...(target ? { loss: { kind: 'mse', from: 'attention', target: 'target' } } : {}),
  };
}
