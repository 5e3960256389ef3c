import { add } from '../../ops/add';
import { embedding } from '../../ops/embedding';
import { matmul } from '../../ops/matmul';
import { reshape } from '../../ops/reshape';
import { scale } from '../../ops/scale';
import { sinusoidalPositions } from '../../ops/sinusoidal-positions';
import type { Node } from '../../graph/node';
import { decoderLayer, encoderLayer, part as within } from '../pytorch-layers';
import type { TruthTraining } from '../training-truth';
import text from '../truth/transformer_reverse.json?raw';

const EPS = 1e-5;

/** An encoder and a decoder of two layers each write a sequence backwards. */
export const transformerReverse: TruthTraining = {
  text,
  model: (b, { src, tgt_in: target }, params) => {
    const use = { heads: 2, activation: 'relu', normFirst: false, eps: EPS } as const;
    const embedded = (name: string, ids: Node) => {
      const x = embedding(b, params[`${name}_emb.weight`], ids);
      const [, length, width] = x.type.shape;
      return add(b, scale(b, x, Math.sqrt(width)), sinusoidalPositions(b, length, width));
    };
    let memory = embedded('src', src);
    for (const name of ['enc.0', 'enc.1']) {
      memory = encoderLayer(b, within(params, name), memory, { ...use, causal: false });
    }
    let x = embedded('tgt', target);
    for (const name of ['dec.0', 'dec.1']) {
      x = decoderLayer(b, within(params, name), x, memory, { ...use, causal: true });
    }
    // Classes before positions, as the truth has its logits.
    const product = matmul(b, params['out.weight'], x, { transposeB: true });
    const bias = reshape(b, params['out.bias'], [product.type.shape[1], 1]);
    return { logits: add(b, product, bias), axis: 1 };
  },
};
