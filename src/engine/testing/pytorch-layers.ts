import type { Builder } from '../graph/builder';
import type { Node } from '../graph/node';
import { add } from '../ops/add';
import { causalMask } from '../ops/causal-mask';
import { fill } from '../ops/fill';
import { gelu } from '../ops/gelu';
import { mergeHeads, splitHeads } from '../ops/heads';
import { layerNorm } from '../ops/layer-norm';
import { maskFill } from '../ops/mask-fill';
import { matmul } from '../ops/matmul';
import { relu } from '../ops/relu';
import { reshape } from '../ops/reshape';
import { scale } from '../ops/scale';
import { slice } from '../ops/slice';
import { softmax } from '../ops/softmax';
import { sub } from '../ops/sub';

// PyTorch's layers, composed from operations; parameters have PyTorch's names and shapes.

/** A layer's parameters by name, without the name of the layer. */
export type LayerParams = Readonly<Record<string, Node>>;

export interface AttentionUse {
  readonly query: Node;
  readonly key: Node;
  readonly value: Node;
  readonly heads: number;
  readonly causal?: boolean;
  /** Added to the scores. */
  readonly bias?: Node;
  /** f32[B,Tk], 1 = ignore. */
  readonly padding?: Node;
}

/** nn.MultiheadAttention with the batch first. */
export function attentionLayer(b: Builder, params: LayerParams, use: AttentionUse) {
  const { heads } = use;
  const width = use.query.type.shape[2];
  const bias = params.in_proj_bias;

  const projected = (part: number, name: 'query' | 'key' | 'value') => {
    const rows = { axis: 0, start: part * width, length: width };
    const own = params[`${name[0]}_proj_weight`];
    const weight = own ?? slice(b, params.in_proj_weight, rows);
    const product = matmul(b, use[name], weight, { transposeB: true });
    return splitHeads(b, bias ? add(b, product, slice(b, bias, rows)) : product, heads);
  };
  const q = projected(0, 'query');
  const k = projected(1, 'key');
  const v = projected(2, 'value');

  let scores = scale(b, matmul(b, q, k, { transposeB: true }), 1 / Math.sqrt(width / heads));
  const [batch, , queries, keys] = scores.type.shape;
  if (use.bias) scores = add(b, scores, use.bias);
  if (use.causal) scores = maskFill(b, scores, causalMask(b, queries, keys));
  if (use.padding) {
    const keep = sub(b, fill(b, [], 1), use.padding);
    scores = maskFill(b, scores, reshape(b, keep, [batch, 1, 1, keys]));
  }
  const weights = softmax(b, scores, { axis: -1 });
  const out = linearLayer(b, part(params, 'out_proj'), mergeHeads(b, matmul(b, weights, v)));
  return { out, weights };
}

export interface TransformerUse {
  readonly heads: number;
  readonly activation: 'relu' | 'gelu';
  readonly normFirst: boolean;
  /** Whether positions attend only to earlier ones and themselves. */
  readonly causal: boolean;
  readonly eps: number;
  /** f32[B,T], 1 = ignore: of the input, or of the memory for a decoder. */
  readonly padding?: Node;
}

/** nn.TransformerEncoderLayer with the batch first and without dropout. */
export function encoderLayer(b: Builder, params: LayerParams, x: Node, use: TransformerUse): Node {
  const around = residual(b, params, use);
  const attended = around('norm1', x, (y) => {
    const self = { ...use, query: y, key: y, value: y };
    return attentionLayer(b, part(params, 'self_attn'), self).out;
  });
  return around('norm2', attended, (y) => feedForward(b, params, y, use));
}

/** nn.TransformerDecoderLayer with the batch first and without dropout. */
export function decoderLayer(
  b: Builder,
  params: LayerParams,
  x: Node,
  memory: Node,
  use: TransformerUse,
): Node {
  const around = residual(b, params, use);
  const attended = around('norm1', x, (y) => {
    const self = { query: y, key: y, value: y, heads: use.heads, causal: use.causal };
    return attentionLayer(b, part(params, 'self_attn'), self).out;
  });
  const crossed = around('norm2', attended, (y) => {
    const cross = { query: y, key: memory, value: memory, heads: use.heads, padding: use.padding };
    return attentionLayer(b, part(params, 'multihead_attn'), cross).out;
  });
  return around('norm3', crossed, (y) => feedForward(b, params, y, use));
}

/** nn.Linear; the weight is f32[out,in]. */
export function linearLayer(b: Builder, { weight, bias }: LayerParams, x: Node): Node {
  const product = matmul(b, x, weight, { transposeB: true });
  return bias ? add(b, product, bias) : product;
}

/** The parameters of a layer within a layer. */
export function part(params: LayerParams, name: string): LayerParams {
  const own = Object.entries(params).filter(([path]) => path.startsWith(`${name}.`));
  return Object.fromEntries(own.map(([path, node]) => [path.slice(name.length + 1), node]));
}

/** x + f(norm(x)), or norm(x + f(x)). */
function residual(b: Builder, params: LayerParams, { normFirst, eps }: TransformerUse) {
  return (name: string, x: Node, inner: (y: Node) => Node): Node => {
    const { weight, bias } = part(params, name);
    const norm = (y: Node) => layerNorm(b, y, weight, bias, { eps });
    return normFirst ? add(b, x, inner(norm(x))) : norm(add(b, x, inner(x)));
  };
}

function feedForward(b: Builder, params: LayerParams, x: Node, { activation }: TransformerUse) {
  const hidden = linearLayer(b, part(params, 'linear1'), x);
  const active = activation === 'relu' ? relu(b, hidden) : gelu(b, hidden, { approximate: 'none' });
  return linearLayer(b, part(params, 'linear2'), active);
}
