import { ModelContext } from '../../src/engine/layers/context';
import { attend, headScores } from '../../src/engine/layers/scores';
import * as tfjsLayers from '../models/tfjs';
import { normal, type Workload } from '../workload';

const [H, T, D] = [8, 512, 64];
const heads = normal([1, H, T, D]);

/** softmax(q·kᵀ / √D)·v of every head, where only the result is wanted. */
export const attentionForward: Workload = {
  id: 'W6',
  title: `attention forward, H ${H}, T ${T}, D ${D}`,
  kind: 'forward',
  parameters: {},
  inputs: { q: heads, k: heads, v: heads },
  operations: 2 * 2 * H * T * T * D,

  heed: (m: ModelContext, input) => {
    const scores = headScores(m.b, input('q'), input('k'), { name: 'attn.scores' });
    return attend(m, 'attn', { scores, values: input('v'), scale: 1 / Math.sqrt(D) }).z;
  },
  tfjs: (tf, tensor) => tfjsLayers.attention(tf, tensor('q'), tensor('k'), tensor('v')),
  jax: ({ nn }, tensor) => {
    const [q, k, v] = ['q', 'k', 'v'].map((name) => tensor(name).transpose([0, 2, 1, 3]));
    return nn.dotProductAttention(q, k, v).transpose([0, 2, 1, 3]);
  },
};
