import { add } from '../../ops/add';
import { causalMask } from '../../ops/causal-mask';
import { maskFill } from '../../ops/mask-fill';
import { matmul } from '../../ops/matmul';
import { scale } from '../../ops/scale';
import { softmax } from '../../ops/softmax';
import { parseTruth, type TruthSuite } from '../truth';
import text from '../truth/sdpa.json?raw';

export const sdpa: TruthSuite = {
  family: 'sdpa',
  cases: parseTruth(text),
  models: {
    sdpa: (b, { q, k, v, attn_bias: bias, keep }, attrs) => {
      let scores = scale(b, matmul(b, q, k, { transposeB: true }), Number(attrs.scale));
      if (bias) scores = add(b, scores, bias);
      const [queries, keys] = scores.type.shape.slice(-2);
      const mask = String(attrs.mask).startsWith('causal') ? causalMask(b, queries, keys) : keep;
      if (mask) scores = maskFill(b, scores, mask);
      const weights = softmax(b, scores, { axis: -1 });
      return { out: matmul(b, weights, v), weights };
    },
  },
  absent: [],
};
