import type { Builder } from '../../graph/builder';
import type { Node } from '../../graph/node';
import { ModelContext } from '../../layers/context';
import { keyMask } from '../../layers/masks';
import { type MultiHeadOptions, multiHeadAttention } from '../../layers/multi-head';
import { add } from '../../ops/add';
import { fill } from '../../ops/fill';
import { gelu } from '../../ops/gelu';
import { layerNorm } from '../../ops/layer-norm';
import { relu } from '../../ops/relu';
import { reshape } from '../../ops/reshape';
import { slice } from '../../ops/slice';
import { sub } from '../../ops/sub';
import { transpose } from '../../ops/transpose';
import { type LayerParams, linearLayer, part } from '../pytorch-layers';
import { parseTruth, type TruthSuite } from '../truth';
import text from '../truth/transformer_decoder_layer.json?raw';

export const transformerDecoderLayer: TruthSuite = {
  family: 'transformer_decoder_layer',
  cases: parseTruth(text),
  models: {
    'nn.TransformerDecoderLayer': (b, tensors, attrs) => {
      const { tgt, memory, memory_key_padding_mask: padding, ...params } = tensors;
      const heads = Number(attrs.nhead);
      const residual = (name: string, x: Node, inner: (y: Node) => Node) => {
        const { weight, bias } = part(params, name);
        const norm = (y: Node) =>
          layerNorm(b, y, weight, bias, { eps: Number(attrs.layer_norm_eps) });
        return attrs.norm_first === true ? add(b, x, inner(norm(x))) : norm(add(b, x, inner(x)));
      };
      const attended = residual('norm1', tgt, (y) =>
        attention(b, 'self_attn', params, {
          query: y,
          key: y,
          heads,
          causal: attrs.causal === true,
        }),
      );
      const crossed = residual('norm2', attended, (y) =>
        attention(b, 'multihead_attn', params, {
          query: y,
          key: memory,
          heads,
          mask: padding && keyMask(b, sub(b, fill(b, [], 1), padding)),
        }),
      );
      const out = residual('norm3', crossed, (y) => {
        const hidden = linearLayer(b, part(params, 'linear1'), y);
        const active =
          attrs.activation === 'relu' ? relu(b, hidden) : gelu(b, hidden, { approximate: 'none' });
        return linearLayer(b, part(params, 'linear2'), active);
      });
      return { out };
    },
  },
  absent: [],
};

/** Multi-head attention of the layers, with PyTorch's parameters under the names that it looks for. */
function attention(b: Builder, path: string, params: LayerParams, options: MultiHeadOptions): Node {
  const own = part(params, path);
  const width = options.query.type.shape[2];
  for (const [i, name] of ['q', 'k', 'v'].entries()) {
    const rows = { axis: 0, start: i * width, length: width };
    const weight = slice(b, own.in_proj_weight, rows);
    transpose(b, weight, { order: [1, 0] }, { name: `${path}.W${name}` });
    slice(b, own.in_proj_bias, rows, { name: `${path}.b${name}` });
  }
  transpose(b, own['out_proj.weight'], { order: [1, 0] }, { name: `${path}.Wo` });
  reshape(b, own['out_proj.bias'], [width], { name: `${path}.bo` });
  return multiHeadAttention(new ModelContext(b, true), path, options).out;
}
