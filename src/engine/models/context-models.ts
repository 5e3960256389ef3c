import type { LayerSpec, ModelSpec } from './spec';

/** Models that answer at every position from what stands up to there. */
export type ContextModel = 'rnn' | 'lstm' | 'gru' | 'context' | 'transformer';

export interface ContextModelOptions {
  readonly vocabulary: number;
  readonly classes: number;
  /** Longest sequence. */
  readonly maxLength: number;
  /** Width of word vectors and states. */
  readonly width: number;
  /** Of the Transformer; a divisor of the width. */
  readonly heads: number;
  /** Of the Transformer. */
  readonly layers: number;
}

/**
 * Embedding, one model of sequences, class scores at every position. Reads `tokens`, i32[B,T], and
 * `target`, i32[B,T].
 * - rnn, lstm, gru: one recurrent layer;
 * - context: the LSTM's states attend those up to their own, and the mean that this makes, the
 *   context vector, goes beside each state (Luong, Pham & Manning 2015, section 3);
 * - transformer: learned positions and causal encoder layers.
 */
export function contextModel(
  kind: ContextModel,
  { vocabulary, classes, maxLength, width, heads, layers }: ContextModelOptions,
): ModelSpec {
  const start: LayerSpec[] = [
    { layer: 'embedding', name: 'embed', from: 'tokens', vocabulary, width, limit: 1 },
    { layer: 'present', name: 'words', from: 'tokens' },
  ];
  const end: LayerSpec[] = [
    { layer: 'linear', name: 'head', from: 'states', out: classes, as: 'logits', axis: 'K' },
  ];
  const causal: LayerSpec = { layer: 'attentionMask', name: 'mask', from: 'words', causal: true };
  const middle = (): LayerSpec[] => {
    if (kind === 'transformer') {
      return [
        { layer: 'positions', name: 'x', from: 'embed', kind: 'learned', maxLength },
        causal,
        {
          layer: 'encoder',
          name: 'states',
          from: ['x', 'mask'],
          layers,
          heads,
          dropout: 0,
          mlp: true,
          norm: true,
          finalNorm: true,
        },
      ];
    }
    const cell = kind === 'context' ? 'lstm' : kind;
    const name = kind === 'context' ? 'memory' : 'states';
    const recurrent: LayerSpec = {
      layer: 'recurrent',
      name,
      from: ['embed', 'words'],
      kind: cell,
      hidden: width,
    };
    if (kind !== 'context') return [recurrent];
    return [
      recurrent,
      causal,
      { layer: 'multiHead', name: 'attention', from: ['memory', 'memory', 'mask'], heads: 1 },
      { layer: 'concat', name: 'states', from: ['memory', 'attention'] },
    ];
  };
  return {
    layers: [...start, ...middle(), ...end],
    loss: { kind: 'crossEntropy', from: 'head', target: 'target' },
  };
}
