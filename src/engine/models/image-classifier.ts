import type { LayerSpec, ModelSpec } from './spec';

/** A classifier of pictures by convolutions. */
export interface ImageClassifierOptions {
  readonly classes: number;
  /** Maps of each convolution; every one is followed by ReLU and max pooling 2×2. */
  readonly maps: readonly number[];
  /** Hidden layers between the maps and the scores. */
  readonly hidden: readonly number[];
  /** Probability with which a number that a dense layer reads is dropped in training. */
  readonly dropout: number;
  /** Whether every channel of a picture is standardised first, for pictures in any light and colour. */
  readonly evenContrast?: boolean;
}

/**
 * (Conv 3×3 that keeps the size → ReLU → max pool 2×2) for each of `maps`, dense layers, class scores.
 * Reads `image`, f32[B,C,Y,X], and `target`, i32[B].
 * Source: LeCun et al. 1998, figure 2, with 3×3 kernels, ReLU and max pooling.
 */
export function imageClassifier(options: ImageClassifierOptions): ModelSpec {
  const { classes, maps, hidden, dropout, evenContrast = false } = options;
  const layers: LayerSpec[] = [];
  let x = 'image';
  if (evenContrast) {
    x = 'even';
    layers.push({ layer: 'evenContrast', name: x, from: 'image' });
  }
  for (const [i, out] of maps.entries()) {
    const name = `conv${i + 1}`;
    layers.push({
      layer: 'conv2d',
      name,
      from: x,
      out,
      kernel: 3,
      padding: 'same',
      activation: 'relu',
      pool: 2,
    });
    x = name;
  }
  layers.push({ layer: 'flatten', name: 'flat', from: x, dropout });
  x = 'flat';
  for (const [i, out] of hidden.entries()) {
    const name = `dense${i + 1}`;
    layers.push({ layer: 'linear', name, from: x, out, activation: 'relu', dropout });
    x = name;
  }
  layers.push({ layer: 'linear', name: 'head', from: x, out: classes, as: 'logits', axis: 'K' });
  return { layers, loss: { kind: 'crossEntropy', from: 'head', target: 'target' } };
}
