import type { Builder } from '../../graph/builder';
import type { Node } from '../../graph/node';
import { splitHeads } from '../../ops/heads';
import { mean } from '../../ops/mean';
import { reshape } from '../../ops/reshape';
import { attentionLayer } from '../pytorch-layers';
import { parseTruth, type TruthSuite } from '../truth';
import text from '../truth/mha.json?raw';

export const mha: TruthSuite = {
  family: 'mha',
  cases: parseTruth(text),
  models: {
    'nn.MultiheadAttention': (b, tensors, attrs) => {
      const batchFirst = attrs.batch_first !== false;
      const given = (name: string) => {
        const x = tensors[name] ?? tensors.x;
        return batchFirst ? x : swapBatch(b, x);
      };
      const { out, weights } = attentionLayer(b, tensors, {
        query: given('query'),
        key: given('key'),
        value: given('value'),
        heads: Number(attrs.num_heads),
        causal: Boolean(attrs.causal),
        bias: tensors.attn_mask,
        padding: tensors.key_padding_mask,
      });
      return {
        out: batchFirst ? out : swapBatch(b, out),
        weights: attrs.average_attn_weights ? mean(b, weights, { axes: [1] }) : weights,
      };
    },
  },
  absent: [],
};

/** Swaps the first two of three axes: splitting heads does that where the batch stands for them. */
function swapBatch(b: Builder, x: Node): Node {
  const [first, second, width] = x.type.shape;
  const joined = reshape(b, x, [1, first, second * width]);
  return reshape(b, splitHeads(b, joined, second), [second, first, width]);
}
