import { lengthMask } from '../../ops/length-mask';
import { linearPlaces, type Place, type TruthSpec } from '../truth-specs';

/** PyTorch has two biases, of the input and of the state: Adam moves their sum by both steps. */
function direction(own: string, suffix: string): Record<string, Place> {
  return {
    [`${own}.W`]: { of: `lstm.weight_ih_${suffix}`, turned: true },
    [`${own}.U`]: { of: `lstm.weight_hh_${suffix}`, turned: true },
    [`${own}.b`]: { of: `lstm.bias_ih_${suffix}` },
    [`${own}.bRecurrent`]: { of: `lstm.bias_hh_${suffix}` },
  };
}

/** Additive attention over the states of an LSTM in both directions tells two classes apart. */
export const bilstmAttention: TruthSpec = {
  name: 'bilstm_attention',
  spec: {
    layers: [
      { layer: 'embedding', name: 'embed', from: 'tokens', vocabulary: 12, width: 6, limit: 1 },
      {
        // Over the padding too, as in the truth; only the attention leaves it out.
        layer: 'recurrent',
        name: 'states',
        from: 'embed',
        kind: 'lstm',
        hidden: 5,
        bidirectional: true,
        recurrentBias: true,
      },
      { layer: 'additivePool', name: 'pool', from: ['states', 'words'], hidden: 4 },
      { layer: 'linear', name: 'head', from: 'pool', out: 2, as: 'logits', axis: 'K' },
    ],
    loss: { kind: 'crossEntropy', from: 'head', target: 'target' },
  },
  inputs: ({ tokens, lengths, y }, b) => ({
    tokens,
    words: lengthMask(b, lengths, { length: tokens.type.shape[1] }),
    target: y,
  }),
  places: {
    'embed.table': { of: 'emb.weight' },
    ...direction('states.0.forward', 'l0'),
    ...direction('states.0.backward', 'l0_reverse'),
    ...linearPlaces('pool', 'att'),
    'pool.query': { of: 'att_v.weight' },
    ...linearPlaces('head', 'fc'),
  },
};
