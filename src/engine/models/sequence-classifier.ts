import type { LayerSpec, ModelSpec } from './spec';

/** A classifier of sequences of vectors, such as frames of sound. */
export interface SequenceClassifierOptions {
  readonly classes: number;
  /** Longest sequence, in positions. */
  readonly maxLength: number;
  /** Positions that the first filters see. */
  readonly kernel: number;
  /** How many positions become one. */
  readonly pool: number;
  /** Filters of each convolution, which is the width of the encoder: a multiple of `heads`. */
  readonly width: number;
  readonly heads: number;
  /** Layers of self-attention between convolutions and mean; 0 for none. */
  readonly layers: number;
  readonly dropout: number;
}

/**
 * Two convolutions along time, self-attention between what they found, the mean, class scores. Reads
 * `frames` f32[B,T,F], `present` f32[B,T] and `target` i32[B].
 * Sources: convolutions ahead of a Transformer over frames, Mohamed, Okhonko & Zettlemoyer 2019 (there
 * in two dimensions); encoder, Vaswani et al. 2017, section 3.1.
 */
export function sequenceClassifier(options: SequenceClassifierOptions): ModelSpec {
  const { classes, layers } = options;
  const list: LayerSpec[] = [...frontEnd(options)];
  let x = 'conv2';
  if (layers > 0) {
    list.push(...encoderOf(options, x));
    x = 'encoder';
  }
  list.push(
    { layer: 'meanPool', name: 'pool', from: [x, 'conv2.present'] },
    { layer: 'linear', name: 'head', from: 'pool', out: classes, as: 'logits', axis: 'K' },
  );
  return { layers: list, loss: { kind: 'crossEntropy', from: 'head', target: 'target' } };
}

/**
 * The same with a score for every class at each step instead of one for the sequence, trained by the
 * symbols in their order alone. Reads `frames` f32[B,T,F], `present` f32[B,T], `steps` i32[B], which is
 * how many steps there are after pooling, `letters` i32[B,S] and `letterCount` i32[B].
 * Source: Graves et al. 2006, section 3.
 */
export function sequenceSpeller(options: SequenceClassifierOptions): ModelSpec {
  const { classes: out, layers } = options;
  const attention = layers > 0 ? encoderOf(options, 'conv2') : [];
  const from = layers > 0 ? 'encoder' : 'conv2';
  return {
    layers: [
      ...frontEnd(options),
      ...attention,
      { layer: 'linear', name: 'head', from, out, as: 'logits', axis: 'K' },
    ],
    loss: {
      kind: 'ctc',
      from: 'head',
      target: 'letters',
      lengths: 'steps',
      targetLengths: 'letterCount',
    },
  };
}

type Body = Omit<SequenceClassifierOptions, 'classes'>;

/** Two convolutions: `conv1`, which shortens the sequence, and `conv2`. */
function frontEnd({ kernel, pool, width }: Body): readonly LayerSpec[] {
  return [
    {
      layer: 'conv1d',
      name: 'conv1',
      from: ['frames', 'present'],
      out: width,
      kernel,
      pool,
      sequence: 'frames',
    },
    { layer: 'conv1d', name: 'conv2', from: ['conv1', 'conv1.present'], out: width, kernel: 3 },
  ];
}

/** Positions and encoder layers over `x`: `encoder`. */
function encoderOf(
  { heads, layers, dropout, pool, maxLength }: Body,
  x: string,
): readonly LayerSpec[] {
  return [
    {
      layer: 'positions',
      name: 'x',
      from: x,
      kind: 'sinusoidal',
      maxLength: Math.ceil(maxLength / pool),
      ahead: 0,
    },
    { layer: 'attentionMask', name: 'mask', from: 'conv2.present', causal: false },
    {
      layer: 'encoder',
      name: 'encoder',
      from: ['x', 'mask'],
      layers,
      heads,
      dropout,
      mlp: true,
      norm: true,
      finalNorm: true,
    },
  ];
}
