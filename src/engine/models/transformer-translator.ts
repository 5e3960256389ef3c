import type { LayerSpec, ModelSpec } from './spec';

/** An encoder–decoder of self-attention. */
export interface TransformerTranslatorOptions {
  /** Number of symbols that can be read, with padding, and written, with the marks. */
  readonly vocabulary: number;
  readonly classes: number;
  /** Most symbols of a source and of a target, with the mark. */
  readonly maxSource: number;
  readonly maxTarget: number;
  /** Model width C; a multiple of `heads`. */
  readonly width: number;
  readonly heads: number;
  /** Layers of the encoder, and as many of the decoder. */
  readonly layers: number;
  readonly positions: 'none' | 'sinusoidal' | 'learned';
  /** Layers normalise what they read, or, as first published, what they give. */
  readonly order: 'pre' | 'post';
  readonly dropout: number;
  readonly labelSmoothing: number;
}

/**
 * The Transformer: words times √C and their positions; encoder layers; decoder layers that attend
 * what was written and, by cross-attention, what was read. The perceptrons are four times as wide as
 * the model. Reads `source`, i32[B,Tk], `previous` and `target`, i32[B,Tq].
 * Source: Vaswani et al. 2017, section 3; norms first: Xiong et al. 2020, figure 1b.
 */
export function transformerTranslator(options: TransformerTranslatorOptions): ModelSpec {
  const { classes, layers, heads, order, dropout, labelSmoothing } = options;
  const each = {
    layers,
    heads,
    dropout,
    order,
    mlp: true,
    norm: true,
    activation: 'relu',
    finalNorm: order === 'pre',
  } as const;
  return {
    layers: [
      ...wordLayers('source', 'source', options),
      { layer: 'attentionMask', name: 'source.mask', from: 'source.words', causal: false },
      {
        layer: 'encoder',
        name: 'encoder',
        from: ['source.in', 'source.mask'],
        sequence: 'source',
        ...each,
      },
      ...wordLayers('target', 'previous', options),
      { layer: 'attentionMask', name: 'target.mask', from: 'target.words', causal: true },
      {
        layer: 'decoder',
        name: 'decoder',
        from: ['target.in', 'target.mask', 'encoder', 'source.mask'],
        sequence: 'target',
        reads: 'previous',
        keys: 'source',
        ...each,
      },
      {
        layer: 'linear',
        name: 'head',
        from: 'decoder',
        out: classes,
        as: 'logits',
        axis: 'K',
        sequence: 'target',
      },
    ],
    loss: { kind: 'crossEntropy', from: 'head', target: 'target', labelSmoothing },
  };
}

/** From the ids of a side to `SIDE.in`, what its first layer reads. */
function wordLayers(
  side: 'source' | 'target',
  field: 'source' | 'previous',
  options: TransformerTranslatorOptions,
): LayerSpec[] {
  const { width, positions, dropout } = options;
  const vocabulary = side === 'source' ? options.vocabulary : options.classes;
  const maxLength = side === 'source' ? options.maxSource : options.maxTarget;
  const at = (name: string) => `${side}.${name}`;
  const added: LayerSpec[] =
    positions === 'none'
      ? []
      : [
          {
            layer: 'positions',
            name: at('x'),
            from: at('embed'),
            kind: positions,
            maxLength,
            vectors: at('positions'),
          },
        ];
  const from = added.length > 0 ? at('x') : at('embed');
  return [
    {
      layer: 'embedding',
      name: at('embed'),
      from: field,
      vocabulary,
      width,
      // Times √C, elements have a variance of 1, as those of the positions nearly do.
      limit: Math.sqrt(3 / width),
      scale: Math.sqrt(width),
      sequence: field,
    },
    ...added,
    { layer: 'dropout', name: at('in'), from, p: dropout },
    { layer: 'present', name: at('words'), from: field },
  ];
}
