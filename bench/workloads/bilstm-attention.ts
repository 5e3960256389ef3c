import { linear } from '../../src/engine/layers/linear';
import { multiHeadAttention } from '../../src/engine/layers/multi-head';
import { recurrent } from '../../src/engine/layers/recurrent';
import { crossEntropy } from '../../src/engine/ops/cross-entropy';
import { embedding } from '../../src/engine/ops/embedding';
import { mean } from '../../src/engine/ops/mean';
import { relu } from '../../src/engine/ops/relu';
import * as jaxLayers from '../models/jax';
import * as tfjsLayers from '../models/tfjs';
import { filled, ids, normal, type TensorSpecs, weight, type Workload } from '../workload';

const [B, T, V, C, H, D, K] = [32, 20, 1000, 64, 64, 64, 3];
const DIRECTIONS = ['forward', 'backward'];
const W = 2 * H;

/** Words, a bidirectional LSTM, one head of self-attention, their mean, two dense layers. */
export const bilstmAttention: Workload = {
  id: 'W3',
  title: `Embedding(${V},${C}) → BiLSTM(${H}) → attention → Dense ${D} → Dense ${K}, B ${B}, T ${T}`,
  kind: 'training',
  parameters: {
    'embedding.table': normal([V, C], 0.5),
    ...lstmParameters('forward'),
    ...lstmParameters('backward'),
    'attn.Wq': weight(W, W),
    'attn.Wk': weight(W, W),
    'attn.Wv': weight(W, W),
    'attn.Wo': weight(W, W),
    'hidden.W': weight(W, D),
    'hidden.b': filled([D], 0),
    'head.W': weight(D, K),
    'head.b': filled([K], 0),
  },
  inputs: { tokens: ids([B, T], V), y: ids([B], K) },
  operations: 3 * 2 * B * (2 * T * (C + H) * 4 * H + 4 * T * W * W + 2 * T * T * W + W * D + D * K),

  heed: (m, input) => {
    const table = m.parameter('embedding.table', [V, C], ['V', 'C'], { kind: 'uniform', limit: 1 });
    const words = embedding(
      m.b,
      table,
      input('tokens'),
      {},
      { name: 'embed', axes: ['B', 'T', 'C'] },
    );
    const settings = { kind: 'lstm', hidden: H, layers: 1, bidirectional: true } as const;
    const { out: x } = recurrent(m, 'lstm', words, settings);
    const attended = multiHeadAttention(m, 'attn', { query: x, key: x, heads: 1, biases: false });
    const hidden = linear(
      m,
      mean(m.b, attended.out, { axes: [1] }),
      { weight: 'hidden.W', bias: 'hidden.b', out: D, outAxis: 'F' },
      { name: 'hidden' },
    );
    const logits = linear(
      m,
      relu(m.b, hidden),
      { weight: 'head.W', bias: 'head.b', out: K, outAxis: 'K' },
      { name: 'logits' },
    );
    return crossEntropy(m.b, logits, input('y'), {}, { name: 'loss' });
  },

  tfjs: (tf, tensor) => {
    const words = tfjsLayers.embedding(tf, tensor('embedding.table'), tensor('tokens'));
    const sides = (name: string) =>
      tf.stack(DIRECTIONS.map((way) => tensor(`lstm.0.${way}.${name}`)));
    const x = tfjsLayers.bidirectionalLstm(tf, words, {
      W: sides('W'),
      U: sides('U'),
      b: tf.reshape(sides('b'), [2, 1, 4 * H]),
    });
    const [q, k, v] = ['q', 'k', 'v'].map((name) =>
      tfjsLayers.dense(tf, x, tensor(`attn.W${name}`)),
    );
    const z = tfjsLayers.attention(tf, q, k, v);
    const mean = tf.mean(tfjsLayers.dense(tf, z, tensor('attn.Wo')), 1);
    const hidden = tfjsLayers.dense(tf, mean, tensor('hidden.W'), tensor('hidden.b'), 'relu');
    const logits = tfjsLayers.dense(tf, hidden, tensor('head.W'), tensor('head.b'));
    return tfjsLayers.crossEntropy(tf, logits, tensor('y'));
  },

  jax: (jax, tensor) => {
    const { numpy: np, nn } = jax;
    const words = np.take(tensor('embedding.table'), tensor('tokens'), 0);
    const sides = (name: string) =>
      np.stack(DIRECTIONS.map((way) => tensor(`lstm.0.${way}.${name}`)));
    const x = jaxLayers.bidirectionalLstm(jax, words, {
      W: sides('W'),
      U: sides('U'),
      b: sides('b').reshape([2, 1, 4 * H]),
    });
    const [q, k, v] = ['q', 'k', 'v'].map((name) =>
      jaxLayers.dense(jax, x.ref, tensor(`attn.W${name}`)).reshape([B, T, 1, W]),
    );
    x.dispose();
    const z = nn.dotProductAttention(q, k, v).reshape([B, T, W]);
    const mean = np.mean(jaxLayers.dense(jax, z, tensor('attn.Wo')), 1);
    const hidden = nn.relu(jaxLayers.dense(jax, mean, tensor('hidden.W'), tensor('hidden.b')));
    const logits = jaxLayers.dense(jax, hidden, tensor('head.W'), tensor('head.b'));
    return jaxLayers.crossEntropy(jax, logits, tensor('y'));
  },
};

function lstmParameters(way: string): TensorSpecs {
  return {
    [`lstm.0.${way}.W`]: weight(C, 4 * H),
    [`lstm.0.${way}.U`]: weight(H, 4 * H),
    [`lstm.0.${way}.b`]: filled([4 * H], 0),
  };
}
