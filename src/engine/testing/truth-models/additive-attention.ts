import { ModelContext } from '../../layers/context';
import { additiveAttention, multiplicativeAttention } from '../../layers/additive-attention';
import { keyMask } from '../../layers/masks';
import { reshape } from '../../ops/reshape';
import { transpose } from '../../ops/transpose';
import { parseTruth, type TruthSuite } from '../truth';
import text from '../truth/additive_attention.json?raw';

// A layer takes a tensor that has the name of its parameter: PyTorch's, in the layout of the layers.

export const additive: TruthSuite = {
  family: 'additive_attention',
  cases: parseTruth(text),
  models: {
    'additive attention': (b, { query, key, value, keep, Wq, Wk, bias, v_a: v }) => {
      transpose(b, Wq, { order: [1, 0] }, { name: 'attn.Wq' });
      transpose(b, Wk, { order: [1, 0] }, { name: 'attn.Wk' });
      const [hidden] = bias.type.shape;
      reshape(b, bias, [hidden], { name: 'attn.b' });
      reshape(b, v, [1, hidden], { name: 'attn.v' });
      const mask = keep && keyMask(b, keep);
      const options = { query, key, value, hidden, mask };
      const { out, pattern } = additiveAttention(new ModelContext(b, true), 'attn', options);
      const pairs = [...query.type.shape.slice(0, 2), key.type.shape[1]];
      return {
        out,
        weights: reshape(b, pattern, pairs),
        scores_unmasked: reshape(b, b.get('attn.scores'), pairs),
      };
    },
    'multiplicative attention': (b, { query, key, value, W }) => {
      reshape(b, W, W.type.shape, { name: 'attn.W' });
      const { out, pattern } = multiplicativeAttention(new ModelContext(b, true), 'attn', {
        query,
        key,
        value,
        score: 'general',
      });
      return {
        out,
        weights: reshape(b, pattern, [...query.type.shape.slice(0, 2), key.type.shape[1]]),
      };
    },
  },
  absent: [],
};
