import { Builder } from '../graph/builder';
import type { Node } from '../graph/node';
import { attentionPool, drop } from '../layers/attention';
import { ModelContext, type ParameterSpec, type StateSpec } from '../layers/context';
import { encoderLayer } from '../layers/encoder';
import { linear } from '../layers/linear';
import { add } from '../ops/add';
import { causalMask } from '../ops/causal-mask';
import { correct } from '../ops/correct';
import { crossEntropy } from '../ops/cross-entropy';
import { embedding } from '../ops/embedding';
import { mul } from '../ops/mul';
import { paddingMask } from '../ops/padding-mask';
import { reshape } from '../ops/reshape';
import { sinusoidalPositions } from '../ops/sinusoidal-positions';
import { slice } from '../ops/slice';
import { softmax } from '../ops/softmax';

/** A classifier of word sequences by attention, as data. */
export interface ClassifierSpec {
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

/** Id of the padding word in every vocabulary. */
const PAD = 0;
/** Class that says "no answer known": it takes no part in the loss. */
export const NO_TARGET = -1;

export interface ClassifierGraph {
  readonly b: Builder;
  readonly loss: Node;
  readonly accuracy: Node;
  readonly parameters: readonly ParameterSpec[];
  /** What training carries along without a gradient. */
  readonly states: readonly StateSpec[];
  /** What each state becomes after a training step, by its name; empty for other purposes. */
  readonly updates: ReadonlyMap<string, Node>;
}

export interface ClassifierInputs {
  /** Words, i32[B,T]. */
  readonly tokens: (b: Builder) => Node;
  /** Right classes, i32[B]. */
  readonly target: (b: Builder) => Node;
}

/**
 * Builds the forward graph. The same spec gives the same parameters whatever the batch, the length
 * and the purpose: `train` has dropout and a mean loss, `evaluate` sums over the batch.
 */
export function buildClassifier(
  spec: ClassifierSpec,
  inputs: ClassifierInputs,
  purpose: 'train' | 'evaluate' | 'show',
): ClassifierGraph {
  const b = new Builder();
  const m = new ModelContext(b, purpose === 'train');
  const tokens = inputs.tokens(b);
  const target = inputs.target(b);
  const { width } = spec;

  const table = m.parameter('embedding.table', [spec.vocabulary, width], ['V', 'C'], {
    kind: 'uniform',
    limit: spec.embeddingLimit,
  });
  const embed = embedding(b, table, tokens, {}, { name: 'embed', axes: ['B', 'T', 'C'] });
  let x = drop(m, 'embed', withPositions(m, spec, embed), spec.dropout);

  const present = paddingMask(
    b,
    tokens,
    { pad: PAD },
    { name: 'words', axes: ['B', 'T'], kind: 'mask' },
  );
  // A dropped word is masked like padding; what dropout scales up is still "not 0" to a mask.
  const words = drop(m, 'words', present, spec.wordDropout);
  if (spec.layers > 0) {
    const mask = attentionMask(b, spec, words);
    for (let layer = 0; layer < spec.layers; layer++) {
      x = encoderLayer(m, `encoder.${layer}`, x, {
        heads: spec.heads,
        mask,
        dropout: spec.dropout,
        mlp: spec.mlp,
        norm: spec.layerNorm,
      });
    }
  }
  const features = readOut(m, spec, x, words);
  const logits = linear(
    m,
    features,
    { weight: 'head.W', bias: 'head.b', out: spec.classes, outAxis: 'K' },
    { name: 'logits', axes: ['B', 'K'] },
  );
  if (purpose === 'show') {
    softmax(
      b,
      logits,
      { axis: -1 },
      { name: 'probabilities', axes: ['B', 'K'], kind: 'probability' },
    );
  }
  const reduction = purpose === 'evaluate' ? 'sum' : 'mean';
  const loss = crossEntropy(
    b,
    logits,
    target,
    {
      reduction,
      ignoreIndex: NO_TARGET,
      labelSmoothing: purpose === 'train' ? spec.labelSmoothing : 0,
    },
    { name: 'loss' },
  );
  const accuracy = correct(
    b,
    logits,
    target,
    { reduction, ignoreIndex: NO_TARGET },
    { name: 'accuracy' },
  );
  const { parameters, states, updates } = m;
  return { b, loss, accuracy, parameters, states, updates };
}

function withPositions(m: ModelContext, spec: ClassifierSpec, embed: Node): Node {
  if (spec.positions === 'none') return embed;
  const [, length, width] = embed.type.shape;
  const axes = ['T', 'C'] as const;
  let positions: Node;
  if (spec.positions === 'sinusoidal') {
    positions = sinusoidalPositions(m.b, length, width, { name: 'positions', axes });
  } else {
    const table = m.parameter('positions.table', [spec.maxLength, width], ['T', 'C'], {
      kind: 'uniform',
      limit: 1,
    });
    positions = slice(m.b, table, { axis: 0, start: 0, length }, { name: 'positions', axes });
  }
  return add(m.b, embed, positions, { name: 'x', axes: ['B', 'T', 'C'] });
}

/** f32[B,1,1,T] or f32[B,1,T,T]: 1 where a query may attend a key. */
function attentionMask(b: Builder, spec: ClassifierSpec, words: Node): Node {
  const [batch, length] = words.type.shape;
  const keys = reshape(b, words, [batch, 1, 1, length], { axes: ['B', '1', '1', 'Tk'] });
  if (spec.mask === 'padding') {
    return reshape(b, keys, [batch, 1, 1, length], {
      name: 'mask',
      axes: ['B', '1', '1', 'Tk'],
      kind: 'mask',
    });
  }
  return mul(b, keys, causalMask(b, length, length), {
    name: 'mask',
    axes: ['B', '1', 'Tq', 'Tk'],
    kind: 'mask',
  });
}

function readOut(m: ModelContext, spec: ClassifierSpec, x: Node, words: Node): Node {
  if (spec.readout === 'pool') return attentionPool(m, 'pool', x, { mask: words });
  const [batch, , width] = x.type.shape;
  const first = slice(m.b, x, { axis: 1, start: 0, length: 1 });
  return reshape(m.b, first, [batch, width], { name: 'answer', axes: ['B', 'C'] });
}
