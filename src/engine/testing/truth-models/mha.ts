import type { Builder } from '../../graph/builder';
import type { Node } from '../../graph/node';
import { add } from '../../ops/add';
import { causalMask } from '../../ops/causal-mask';
import { fill } from '../../ops/fill';
import { mergeHeads, splitHeads } from '../../ops/heads';
import { maskFill } from '../../ops/mask-fill';
import { matmul } from '../../ops/matmul';
import { mean } from '../../ops/mean';
import { reshape } from '../../ops/reshape';
import { scale } from '../../ops/scale';
import { slice } from '../../ops/slice';
import { softmax } from '../../ops/softmax';
import { sub } from '../../ops/sub';
import { parseTruth, type TruthModel, type TruthSuite } from '../truth';
import text from '../truth/mha.json?raw';

export const mha: TruthSuite = {
  family: 'mha',
  cases: parseTruth(text),
  models: { 'nn.MultiheadAttention': attend },
  absent: [],
};

function attend(
  b: Builder,
  tensors: Parameters<TruthModel>[1],
  attrs: Parameters<TruthModel>[2],
): ReturnType<TruthModel> {
  const heads = Number(attrs.num_heads);
  const width = Number(attrs.embed_dim);
  const batchFirst = attrs.batch_first !== false;
  const bias = tensors.in_proj_bias;

  const projected = (part: number, name: 'query' | 'key' | 'value') => {
    const given = tensors[name] ?? tensors.x;
    const x = batchFirst ? given : swapBatch(b, given);
    const rows = { axis: 0, start: part * width, length: width };
    const own = tensors[`${name[0]}_proj_weight`];
    const weight = own ?? slice(b, tensors.in_proj_weight, rows);
    const product = matmul(b, x, weight, { transposeB: true });
    return splitHeads(b, bias ? add(b, product, slice(b, bias, rows)) : product, heads);
  };
  const q = projected(0, 'query');
  const k = projected(1, 'key');
  const v = projected(2, 'value');

  let scores = scale(b, matmul(b, q, k, { transposeB: true }), 1 / Math.sqrt(width / heads));
  const [batch, , queries, keys] = scores.type.shape;
  if (tensors.attn_mask) scores = add(b, scores, tensors.attn_mask);
  if (attrs.causal) scores = maskFill(b, scores, causalMask(b, queries, keys));
  if (tensors.key_padding_mask) {
    const keep = sub(b, fill(b, [], 1), tensors.key_padding_mask);
    scores = maskFill(b, scores, reshape(b, keep, [batch, 1, 1, keys]));
  }
  const weights = softmax(b, scores, { axis: -1 });

  const z = mergeHeads(b, matmul(b, weights, v));
  const product = matmul(b, z, tensors['out_proj.weight'], { transposeB: true });
  const outBias = tensors['out_proj.bias'];
  const out = outBias ? add(b, product, outBias) : product;
  return {
    out: batchFirst ? out : swapBatch(b, out),
    weights: attrs.average_attn_weights ? mean(b, weights, { axes: [1] }) : weights,
  };
}

/** Swaps the first two of three axes: splitting heads does that where the batch stands for them. */
function swapBatch(b: Builder, x: Node): Node {
  const [first, second, width] = x.type.shape;
  const joined = reshape(b, x, [1, first, second * width]);
  return reshape(b, splitHeads(b, joined, second), [second, first, width]);
}
