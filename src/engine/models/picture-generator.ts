import type { JudgeSpec, LayerSpec, ModelSpec } from './spec';

export interface PictureGeneratorOptions {
  readonly classes: number;
  /** Rows, and columns, of the pictures; even. */
  readonly side: number;
  /** Maps of the generator; the discriminator has as many, and half as many first. */
  readonly maps: number;
  /** Whether places of the generator's maps attend to one another. */
  readonly attention: boolean;
  /** Reads the tensor `fake`. */
  readonly judge?: JudgeSpec;
}

/**
 * A generator that makes a picture `fake` of the class asked for from noise, and a discriminator that
 * tells it from real ones.
 * Generator: dense layer, maps of half the size enlarged by two, convolution, self-attention between
 * all places, convolution; its maps are normalised over the batch. Reads `image`, f32[B,1,Y,X], `target`, i32[B], and `noise`, f32[B,N].
 * Source: Zhang et al. 2019 (SAGAN): hinge loss, self-attention with γ from 0, projection
 * discriminator with spectral normalisation. Smaller: the generator's batch normalisation knows no
 * classes, its weights are not normalised, and only the generator attends.
 */
export function pictureGenerator(options: PictureGeneratorOptions): ModelSpec {
  const { classes, side, maps, attention, judge } = options;
  const opponent = { classes, maps: [maps / 2, maps], hidden: 2 * maps } as const;
  const convolution = { kernel: 3, padding: 'same' } as const;
  const attends: readonly LayerSpec[] = attention
    ? [
        {
          layer: 'mapAttention',
          name: 'attn',
          from: 'norm2',
          keyWidth: maps / 4,
          valueWidth: maps / 2,
        },
      ]
    : [];
  return {
    layers: [
      { layer: 'oneHotClass', name: 'asked', from: 'target', classes },
      { layer: 'concat', name: 'start', from: ['noise', 'asked'] },
      {
        layer: 'linear',
        name: 'dense',
        from: 'start',
        out: maps * (side / 2) ** 2,
        section: 'embedding',
      },
      { layer: 'toMaps', name: 'coarse', from: 'dense', maps },
      { layer: 'batchNorm', name: 'norm1', from: 'coarse' },
      { layer: 'upsample', name: 'fine', from: 'norm1', factor: 2 },
      { layer: 'conv2d', name: 'conv1', from: 'fine', out: maps, ...convolution },
      { layer: 'batchNorm', name: 'norm2', from: 'conv1' },
      ...attends,
      {
        layer: 'conv2d',
        name: 'conv2',
        from: attention ? 'attn' : 'norm2',
        out: 1,
        ...convolution,
      },
      { layer: 'pictureOf', name: 'fake', from: 'conv2' },
      { layer: 'discriminator', name: 'critic', from: ['image', 'fake', 'target'], ...opponent },
    ],
    loss: { kind: 'adversarial', from: 'critic', target: 'target' },
    ...(judge ? { judge } : {}),
  };
}
