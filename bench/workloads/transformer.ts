import type * as Tfjs from '@tensorflow/tfjs-core';
import { encoderLayer } from '../../src/engine/layers/encoder';
import { linear } from '../../src/engine/layers/linear';
import { layerNormLayer } from '../../src/engine/layers/norms';
import { addPositions } from '../../src/engine/layers/positions';
import { causalMask } from '../../src/engine/ops/causal-mask';
import { crossEntropy } from '../../src/engine/ops/cross-entropy';
import { embedding } from '../../src/engine/ops/embedding';
import * as jaxLayers from '../models/jax';
import * as tfjsLayers from '../models/tfjs';
import { filled, ids, normal, type TensorSpecs, weight, type Workload } from '../workload';

/** Vocabulary and heads stay as they are; the hidden width is four times the width. */
const V = 64;
const HEADS = 4;

export interface TransformerSizes {
  readonly batch: number;
  readonly length: number;
  readonly width: number;
  readonly layers: number;
}

/** A causal language model of some size: pre-norm layers with biases, GELU, learned positions. */
export function transformerOf({
  batch: B,
  length: T,
  width: C,
  layers: count,
}: TransformerSizes): Workload {
  const F = 4 * C;
  const layers = Array.from({ length: count }, (_, i) => `encoder.${i}`);
  const rows = B * T;
  const layerOperations = 2 * rows * (4 * C * C + 2 * C * F + 2 * T * C);
  return {
    id: 'W2',
    title: `causal Transformer, ${count} layers, ${HEADS} heads, C ${C}, F ${F}, T ${T}, B ${B}`,
    kind: 'training',
    parameters: {
      'embedding.table': normal([V, C], 0.5),
      'positions.table': normal([T, C], 0.5),
      ...Object.assign({}, ...layers.map((path) => layerParameters(path, C, F))),
      'norm.gain': filled([C], 1),
      'norm.bias': filled([C], 0),
      'head.W': weight(C, V),
      'head.b': filled([V], 0),
    },
    inputs: { tokens: ids([B, T], V), y: ids([B, T], V) },
    operations: 3 * (count * layerOperations + 2 * rows * C * V),

    heed: (m, input) => {
      const table = m.parameter('embedding.table', [V, C], ['V', 'C'], {
        kind: 'uniform',
        limit: 1,
      });
      const words = embedding(
        m.b,
        table,
        input('tokens'),
        {},
        { name: 'embed', axes: ['B', 'T', 'C'] },
      );
      const mask = causalMask(m.b, T, T);
      let x = addPositions(m, 'positions', words, { kind: 'learned', maxLength: T });
      for (const path of layers) {
        x = encoderLayer(m, path, x, { heads: HEADS, mask, dropout: 0, mlp: true, norm: true });
      }
      const logits = linear(
        m,
        layerNormLayer(m, 'norm', x),
        { weight: 'head.W', bias: 'head.b', out: V, outAxis: 'V' },
        { name: 'logits' },
      );
      return crossEntropy(m.b, logits, input('y'), {}, { name: 'loss' });
    },

    tfjs: (tf, tensor) => {
      const dense = (x: Tfjs.Tensor, kernel: string, bias: string) =>
        tfjsLayers.dense(tf, x, tensor(kernel), tensor(bias));
      const normed = (x: Tfjs.Tensor, path: string) =>
        tfjsLayers.layerNorm(tf, x, tensor(`${path}.gain`), tensor(`${path}.bias`));
      const split = (x: Tfjs.Tensor) =>
        tf.transpose(tf.reshape(x, [B, T, HEADS, C / HEADS]), [0, 2, 1, 3]);
      const later = tf.linalg.bandPart(tf.ones([T, T]), -1, 0);
      const bias = tf.mul(tf.sub(1, later), -1e9);

      let x = tfjsLayers.embedding(tf, tensor('embedding.table'), tensor('tokens'));
      x = tf.add(x, tensor('positions.table'));
      for (const path of layers) {
        const n = normed(x, `${path}.norm1`);
        const [q, k, v] = ['q', 'k', 'v'].map((name) =>
          split(dense(n, `${path}.attn.W${name}`, `${path}.attn.b${name}`)),
        );
        const z = tf.transpose(tfjsLayers.attention(tf, q, k, v, bias), [0, 2, 1, 3]);
        const merged = tf.reshape(z, [B, T, C]);
        x = tf.add(x, dense(merged, `${path}.attn.Wo`, `${path}.attn.bo`));
        const hidden = dense(normed(x, `${path}.norm2`), `${path}.mlp.W1`, `${path}.mlp.b1`);
        x = tf.add(x, dense(tfjsLayers.gelu(tf, hidden), `${path}.mlp.W2`, `${path}.mlp.b2`));
      }
      return tfjsLayers.crossEntropy(tf, dense(normed(x, 'norm'), 'head.W', 'head.b'), tensor('y'));
    },

    jax: (jax, tensor) => {
      const { numpy: np, nn } = jax;
      type Array = typeof np.Array.prototype;
      const dense = (x: Array, kernel: string, bias: string) =>
        jaxLayers.dense(jax, x, tensor(kernel), tensor(bias));
      const normed = (x: Array, path: string) =>
        jaxLayers.layerNorm(jax, x, tensor(`${path}.gain`), tensor(`${path}.bias`));

      let x = np
        .take(tensor('embedding.table'), tensor('tokens'), 0)
        .add(tensor('positions.table'));
      for (const path of layers) {
        const n = normed(x.ref, `${path}.norm1`);
        const [q, k, v] = ['q', 'k', 'v'].map((name) =>
          dense(n.ref, `${path}.attn.W${name}`, `${path}.attn.b${name}`).reshape([
            B,
            T,
            HEADS,
            C / HEADS,
          ]),
        );
        n.dispose();
        const z = nn.dotProductAttention(q, k, v, { isCausal: true }).reshape([B, T, C]);
        x = x.add(dense(z, `${path}.attn.Wo`, `${path}.attn.bo`));
        const hidden = dense(normed(x.ref, `${path}.norm2`), `${path}.mlp.W1`, `${path}.mlp.b1`);
        x = x.add(dense(nn.gelu(hidden), `${path}.mlp.W2`, `${path}.mlp.b2`));
      }
      return jaxLayers.crossEntropy(jax, dense(normed(x, 'norm'), 'head.W', 'head.b'), tensor('y'));
    },
  };
}

export const transformer = transformerOf({ batch: 16, length: 64, width: 64, layers: 2 });

function layerParameters(path: string, C: number, F: number): TensorSpecs {
  const specs: Record<string, TensorSpecs[string]> = {};
  for (const part of ['norm1', 'norm2']) {
    specs[`${path}.${part}.gain`] = filled([C], 1);
    specs[`${path}.${part}.bias`] = filled([C], 0);
  }
  for (const name of ['q', 'k', 'v', 'o']) {
    specs[`${path}.attn.W${name}`] = weight(C, C);
    specs[`${path}.attn.b${name}`] = filled([C], 0);
  }
  specs[`${path}.mlp.W1`] = weight(C, F);
  specs[`${path}.mlp.b1`] = filled([F], 0);
  specs[`${path}.mlp.W2`] = weight(F, C);
  specs[`${path}.mlp.b2`] = filled([C], 0);
  return specs;
}
