import { encoderLayer } from '../pytorch-layers';
import { parseTruth, type TruthSuite } from '../truth';
import text from '../truth/transformer_encoder_layer.json?raw';

export const transformerEncoderLayer: TruthSuite = {
  family: 'transformer_encoder_layer',
  cases: parseTruth(text),
  models: {
    'nn.TransformerEncoderLayer': (b, { src, src_key_padding_mask: padding, ...params }, attrs) => {
      const out = encoderLayer(b, params, src, {
        heads: Number(attrs.nhead),
        activation: attrs.activation === 'relu' ? 'relu' : 'gelu',
        normFirst: attrs.norm_first === true,
        causal: attrs.causal === true,
        eps: Number(attrs.layer_norm_eps),
        padding,
      });
      return { out };
    },
  },
  absent: [],
};
