import type { LayerSpec, ModelSpec } from './spec';

/** A classifier of word sequences by filters over a few words at a time. */
export interface ConvolutionalClassifierOptions {
  readonly vocabulary: number;
  readonly classes: number;
  /** Of word vectors. */
  readonly width: number;
  /** How many words the filters of each kind see, odd numbers. */
  readonly kernels: readonly number[];
  /** Filters of each kind. */
  readonly filters: number;
  readonly dropout: number;
}

/**
 * Word vectors → filters of several lengths side by side → of each filter its largest answer anywhere
 * in the text → class scores. Reads `tokens`, i32[B,T], and `target`, i32[B].
 * Source: Kim 2014, section 2, with one channel; the filters here have odd lengths.
 */
export function convolutionalClassifier(options: ConvolutionalClassifierOptions): ModelSpec {
  const { vocabulary, classes, width, kernels, filters: out, dropout } = options;
  const seen = kernels.flatMap((kernel): LayerSpec[] => [
    { layer: 'conv1d', name: `conv${kernel}`, from: ['x', 'words'], out, kernel },
    { layer: 'maxPool', name: `best${kernel}`, from: `conv${kernel}` },
  ]);
  const best = kernels.map((kernel) => `best${kernel}`);
  return {
    layers: [
      { layer: 'present', name: 'words', from: 'tokens' },
      {
        layer: 'embedding',
        name: 'embed',
        from: 'tokens',
        vocabulary,
        width,
        limit: 0.05,
        table: 'embedding.table',
      },
      // A filter at the last word sees beyond it.
      { layer: 'withoutPadding', name: 'x', from: ['embed', 'words'] },
      ...seen,
      ...(best.length > 1 ? [{ layer: 'concat', name: 'features', from: best } as const] : []),
      {
        layer: 'dropout',
        name: 'kept',
        from: best.length > 1 ? 'features' : best[0],
        p: dropout,
      },
      { layer: 'linear', name: 'head', from: 'kept', out: classes, as: 'logits', axis: 'K' },
    ],
    loss: { kind: 'crossEntropy', from: 'head', target: 'target' },
  };
}
