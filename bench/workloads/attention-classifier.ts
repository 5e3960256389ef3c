import { linear } from '../../src/engine/layers/linear';
import { multiHeadAttention } from '../../src/engine/layers/multi-head';
import { crossEntropy } from '../../src/engine/ops/cross-entropy';
import { mean } from '../../src/engine/ops/mean';
import * as jaxLayers from '../models/jax';
import * as tfjsLayers from '../models/tfjs';
import { filled, ids, normal, weight, type Workload } from '../workload';

const K = 4;

export interface ClassifierSizes {
  readonly batch: number;
  readonly length: number;
  readonly width: number;
}

/** One head of self-attention over sequences of vectors, their mean, four classes. */
export function classifierOf({ batch: B, length: T, width: C }: ClassifierSizes): Workload {
  return {
    id: 'W1',
    title: `self-attention classifier, B ${B}, T ${T}, C ${C}`,
    kind: 'training',
    parameters: {
      'attn.Wq': weight(C, C),
      'attn.Wk': weight(C, C),
      'attn.Wv': weight(C, C),
      'attn.Wo': weight(C, C),
      'head.W': weight(C, K),
      'head.b': filled([K], 0),
    },
    inputs: { x: normal([B, T, C]), y: ids([B], K) },
    operations: 3 * 2 * B * (4 * T * C * C + 2 * T * T * C + C * K),

    heed: (m, input) => {
      const x = input('x');
      const attended = multiHeadAttention(m, 'attn', { query: x, key: x, heads: 1, biases: false });
      const logits = linear(
        m,
        mean(m.b, attended.out, { axes: [1] }),
        { weight: 'head.W', bias: 'head.b', out: K, outAxis: 'K' },
        { name: 'logits' },
      );
      return crossEntropy(m.b, logits, input('y'), {}, { name: 'loss' });
    },

    tfjs: (tf, tensor) => {
      const x = tensor('x');
      const [q, k, v] = ['q', 'k', 'v'].map((name) =>
        tfjsLayers.dense(tf, x, tensor(`attn.W${name}`)),
      );
      const z = tfjsLayers.attention(tf, q, k, v);
      const out = tfjsLayers.dense(tf, z, tensor('attn.Wo'));
      const logits = tfjsLayers.dense(tf, tf.mean(out, 1), tensor('head.W'), tensor('head.b'));
      return tfjsLayers.crossEntropy(tf, logits, tensor('y'));
    },

    jax: (jax, tensor) => {
      const { numpy: np, nn } = jax;
      const headed = (name: string) =>
        jaxLayers.dense(jax, tensor('x'), tensor(`attn.W${name}`)).reshape([B, T, 1, C]);
      const z = nn.dotProductAttention(headed('q'), headed('k'), headed('v')).reshape([B, T, C]);
      const out = jaxLayers.dense(jax, z, tensor('attn.Wo'));
      const logits = jaxLayers.dense(jax, np.mean(out, 1), tensor('head.W'), tensor('head.b'));
      return jaxLayers.crossEntropy(jax, logits, tensor('y'));
    },
  };
}

export const attentionClassifier = classifierOf({ batch: 32, length: 16, width: 32 });
