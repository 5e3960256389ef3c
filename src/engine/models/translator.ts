import type { RecurrentKind } from '../layers/recurrent';
import type { LayerSpec, ModelSpec } from './spec';

/** How a decoder gets at what was read. */
export type ContextKind = 'last' | 'additive' | 'multiplicative';

/** An encoder–decoder of recurrent layers. */
export interface TranslatorOptions {
  /** Number of symbols that can be read, with padding, and written, with the marks. */
  readonly vocabulary: number;
  readonly classes: number;
  readonly cell: Extract<RecurrentKind, 'lstm' | 'gru'>;
  /** Width of a symbol's vector. */
  readonly embedding: number;
  /** Units H of the decoder; the encoder has half as many in each direction. Even. */
  readonly hidden: number;
  /** The encoder's last states at every step, or what attention takes from all its states. */
  readonly context: ContextKind;
  readonly dropout: number;
}

/**
 * Recurrent encoder, recurrent decoder, and a context for each position of the target: the output is
 * tanh(W [context, state]), so that the recurrence does not wait for the attention. Reads `source`,
 * i32[B,Tk], `previous` and `target`, i32[B,Tq].
 * Source: Sutskever, Vinyals & Le 2014; attention: Luong, Pham & Manning 2015, section 3.1 and
 * equation 5; additive score: Bahdanau, Cho & Bengio 2015, appendix A.1.2.
 */
export function translator(options: TranslatorOptions): ModelSpec {
  const { vocabulary, classes, cell, embedding: width, hidden, context, dropout } = options;
  const states = cell === 'lstm' ? ['first.h', 'first.c'] : ['first.h'];
  const [source, target] = [{ sequence: 'source' }, { sequence: 'target' }] as const;
  const layers: LayerSpec[] = [
    { layer: 'embedding', name: 'source.embed', from: 'source', vocabulary, width, limit: 0.5, ...source }, // biome-ignore format: one line each
    { layer: 'present', name: 'source.words', from: 'source' },
    {
      layer: 'recurrent',
      name: 'encoder',
      from: ['source.embed', 'source.words'],
      kind: cell,
      hidden: hidden / 2,
      bidirectional: true,
      ...source,
    },
    { layer: 'bothDirections', name: 'first.h', from: 'encoder.hn' },
    ...(cell === 'lstm'
      ? ([{ layer: 'bothDirections', name: 'first.c', from: 'encoder.cn' }] as const)
      : []),
    {
      layer: 'embedding',
      name: 'target.embed',
      from: 'previous',
      vocabulary: classes,
      width,
      limit: 0.5,
      sequence: 'previous',
    },
    { layer: 'present', name: 'target.words', from: 'previous' },
    {
      layer: 'recurrent',
      name: 'decoder',
      from: ['target.embed', 'target.words', ...states],
      kind: cell,
      hidden,
      sequence: 'previous',
    },
    ...contextLayers(context, hidden),
    { layer: 'concat', name: 'both', from: ['context', 'decoder'] },
    {
      layer: 'linear',
      name: 'attentional',
      from: 'both',
      out: hidden,
      activation: 'tanh',
      dropout,
      ...target,
    },
    {
      layer: 'linear',
      name: 'head',
      from: 'attentional',
      out: classes,
      as: 'logits',
      axis: 'K',
      ...target,
    },
  ];
  return { layers, loss: { kind: 'crossEntropy', from: 'head', target: 'target' } };
}

function contextLayers(kind: ContextKind, hidden: number): LayerSpec[] {
  if (kind === 'last') {
    return [{ layer: 'everywhere', name: 'context', from: ['first.h', 'decoder'] }];
  }
  const mask: LayerSpec = { layer: 'attentionMask', name: 'mask', from: 'source.words', causal: false }; // biome-ignore format: one line
  const use = { name: 'context', from: ['decoder', 'encoder', 'mask'], sequence: 'target', keys: 'source' } as const; // biome-ignore format: one line
  return [
    mask,
    kind === 'additive'
      ? { layer: 'additiveAttention', ...use, hidden: hidden / 2 }
      : { layer: 'multiplicativeAttention', ...use, score: 'general' },
  ];
}
