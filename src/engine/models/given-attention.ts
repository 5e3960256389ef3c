import type { ModelSpec } from './spec';

/** Attention whose queries, keys and values are given as numbers rather than computed from words. */
export interface GivenAttentionOptions {
  /** Divide the scores by √width. */
  readonly scaling: boolean;
  /** Divides the scores once more; 1 changes nothing. */
  readonly temperature: number;
  /** Axis over which the weights sum to 1. Over keys is attention; over queries is the common mistake. */
  readonly softmaxAxis: 'keys' | 'queries';
  /** Whether the output is compared with a target, which makes a loss and gradients. */
  readonly target: boolean;
}

/** Reads `q`, `k`, `v`, `mask` and, where there is one, `target`. */
export function givenAttention({ target, ...settings }: GivenAttentionOptions): ModelSpec {
  return {
    layers: [
      { layer: 'givenAttention', name: 'attention', from: ['q', 'k', 'v', 'mask'], ...settings },
    ],
    ...(target ? { loss: { kind: 'mse', from: 'attention', target: 'target' } } : {}),
  };
}
