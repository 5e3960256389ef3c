import { embedding } from '../../ops/embedding';
import { lengthMask } from '../../ops/length-mask';
import { maskFill } from '../../ops/mask-fill';
import { matmul } from '../../ops/matmul';
import { reshape } from '../../ops/reshape';
import { softmax } from '../../ops/softmax';
import { tanh } from '../../ops/tanh';
import { linearLayer, part as within } from '../pytorch-layers';
import { recurrentLayers } from '../pytorch-recurrent';
import type { TruthTraining } from '../training-truth';
import text from '../truth/bilstm_attention.json?raw';

/** Additive attention over the states of an LSTM in both directions tells two classes apart. */
export const bilstmAttention: TruthTraining = {
  text,
  model: (b, { tokens, lengths }, params) => {
    const [batch, length] = tokens.type.shape;
    const x = embedding(b, params['emb.weight'], tokens);
    // The LSTM runs over the padding too; only the attention leaves it out.
    const use = { kind: 'lstm', layers: 1, bidirectional: true } as const;
    const { out: states } = recurrentLayers(b, within(params, 'lstm'), x, use);
    const energies = tanh(b, linearLayer(b, within(params, 'att'), states));
    const scores = reshape(b, linearLayer(b, within(params, 'att_v'), energies), [batch, length]);
    const masked = maskFill(b, scores, lengthMask(b, lengths, { length }));
    const weights = reshape(b, softmax(b, masked, { axis: -1 }), [batch, 1, length]);
    const context = reshape(b, matmul(b, weights, states), [batch, states.type.shape[2]]);
    return { logits: linearLayer(b, within(params, 'fc'), context), axis: -1 };
  },
};
