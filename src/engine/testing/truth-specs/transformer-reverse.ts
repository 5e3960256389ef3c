import type { LayerSpec } from '../../models/spec';
import { fill } from '../../ops/fill';
import { linearPlaces, type Place, type TruthSpec } from '../truth-specs';

const WIDTH = 12;
/** As the truth has them: sums are normalised rather than inputs, once, and ReLU is between. */
const LAYERS = {
  layers: 2,
  heads: 2,
  dropout: 0,
  mlp: true,
  norm: true,
  order: 'post',
  hidden: 24,
  activation: 'relu',
} as const;

const embedded = (name: string, from: string): LayerSpec[] => [
  {
    layer: 'embedding',
    name: `${name}.embed`,
    from,
    vocabulary: 10,
    width: WIDTH,
    limit: 1,
    scale: Math.sqrt(WIDTH),
  },
  {
    layer: 'positions',
    name: `${name}.x`,
    from: `${name}.embed`,
    kind: 'sinusoidal',
    maxLength: 6,
    vectors: `${name}.positions`,
  },
];

/** PyTorch packs the weights of queries, keys and values. */
function attention(own: string, theirs: string): Record<string, Place> {
  const projections = ['q', 'k', 'v'].map(
    (name, i): Record<string, Place> => ({
      [`${own}.W${name}`]: { of: `${theirs}.in_proj_weight`, part: [i, 3], turned: true },
      [`${own}.b${name}`]: { of: `${theirs}.in_proj_bias`, part: [i, 3] },
    }),
  );
  const out = linearPlaces(own, `${theirs}.out_proj`, { weight: 'Wo', bias: 'bo' });
  return Object.assign(out, ...projections) as Record<string, Place>;
}

function layer(own: string, theirs: string, norms: readonly string[]): Record<string, Place> {
  const gains = norms.map(
    (norm): Record<string, Place> => ({
      [`${own}.${norm}.gain`]: { of: `${theirs}.${norm}.weight` },
      [`${own}.${norm}.bias`]: { of: `${theirs}.${norm}.bias` },
    }),
  );
  return Object.assign(
    {
      ...attention(`${own}.attn`, `${theirs}.self_attn`),
      ...linearPlaces(`${own}.mlp`, `${theirs}.linear1`, { weight: 'W1', bias: 'b1' }),
      ...linearPlaces(`${own}.mlp`, `${theirs}.linear2`, { weight: 'W2', bias: 'b2' }),
    },
    ...gains,
  ) as Record<string, Place>;
}

const decoderLayer = (own: string, theirs: string): Record<string, Place> => ({
  ...layer(own, theirs, ['norm1', 'norm2', 'norm3']),
  ...attention(`${own}.cross`, `${theirs}.multihead_attn`),
});

/** An encoder and a decoder of two layers each write a sequence backwards. */
export const transformerReverse: TruthSpec = {
  name: 'transformer_reverse',
  spec: {
    layers: [
      ...embedded('source', 'source'),
      { layer: 'attentionMask', name: 'sourceMask', from: 'sourceWords', causal: false },
      { layer: 'encoder', name: 'encoder', from: ['source.x', 'sourceMask'], ...LAYERS },
      ...embedded('written', 'written'),
      { layer: 'attentionMask', name: 'writtenMask', from: 'writtenWords', causal: true },
      {
        layer: 'decoder',
        name: 'decoder',
        from: ['written.x', 'writtenMask', 'encoder', 'sourceMask'],
        ...LAYERS,
      },
      { layer: 'linear', name: 'head', from: 'decoder', out: 10, as: 'logits', axis: 'K' },
    ],
    loss: { kind: 'crossEntropy', from: 'head', target: 'target' },
  },
  // Every position has a word: the truth has no padding.
  inputs: ({ src, tgt_in: written, y }, b) => ({
    source: src,
    sourceWords: fill(b, src.type.shape, 1),
    written,
    writtenWords: fill(b, written.type.shape, 1),
    target: y,
  }),
  places: {
    'source.embed.table': { of: 'src_emb.weight' },
    'written.embed.table': { of: 'tgt_emb.weight' },
    ...layer('encoder.0', 'enc.0', ['norm1', 'norm2']),
    ...layer('encoder.1', 'enc.1', ['norm1', 'norm2']),
    ...decoderLayer('decoder.0', 'dec.0'),
    ...decoderLayer('decoder.1', 'dec.1'),
    ...linearPlaces('head', 'out'),
  },
  classesFirst: true,
};
