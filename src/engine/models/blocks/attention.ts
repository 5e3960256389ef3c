import {
  additiveAttention as additive,
  multiplicativeAttention as multiplicative,
} from '../../layers/additive-attention';
import { multiHeadAttention } from '../../layers/multi-head';
import { maskFill } from '../../ops/mask-fill';
import { matmul } from '../../ops/matmul';
import { scale } from '../../ops/scale';
import { softmax } from '../../ops/softmax';
import { block } from '../block';

interface Sequences {
  readonly sequence?: string;
  readonly keys?: string;
}
const of = ({ sequence, keys }: Sequences) => ({
  ...(sequence ? { sequence } : {}),
  ...(keys ? { keys } : {}),
});

interface MultiHeadSettings extends Sequences {
  readonly heads: number;
  readonly dropout?: number;
  readonly biases?: boolean;
  /** What scores are multiplied by; 1/√D unless given. */
  readonly scale?: number;
  readonly keyWidth?: number;
}

/** Multi-head attention. Inputs: queries, keys (and values), optionally a mask. `f32[B,Tq,C], f32[B,Tk,C] → f32[B,Tq,C]` */
export const multiHead = block<MultiHeadSettings>([2, 3], ({ m, name, inputs, settings }) => {
  const [query, key, mask] = inputs;
  const { sequence, keys, ...use } = settings;
  m.section(
    name,
    keys && keys !== sequence ? 'crossAttention' : 'attention',
    of({ sequence, keys }),
  );
  const { out, pattern } = multiHeadAttention(m, name, { query, key, mask, ...use });
  return { out, pattern };
});

interface AdditiveSettings extends Sequences {
  /** Width of the layer that scores a pair. */
  readonly hidden: number;
  readonly heads?: number;
  readonly dropout?: number;
}

/** Additive attention. Inputs: queries, keys (and values), optionally a mask. */
export const additiveAttention = block<AdditiveSettings>(
  [2, 3],
  ({ m, name, inputs, settings }) => {
    const [query, key, mask] = inputs;
    const { sequence, keys, ...use } = settings;
    m.section(
      name,
      keys && keys !== sequence ? 'crossAttention' : 'attention',
      of({ sequence, keys }),
    );
    const { out, pattern } = additive(m, name, { query, key, mask, ...use });
    return { out, pattern };
  },
);

interface MultiplicativeSettings extends Sequences {
  readonly score: 'dot' | 'general';
  readonly scale?: number;
  readonly dropout?: number;
}

/** Dot-product or bilinear attention with one head. Inputs: queries, keys (and values), optionally a mask. */
export const multiplicativeAttention = block<MultiplicativeSettings>(
  [2, 3],
  ({ m, name, inputs, settings }) => {
    const [query, key, mask] = inputs;
    const { sequence, keys, ...use } = settings;
    m.section(
      name,
      keys && keys !== sequence ? 'crossAttention' : 'attention',
      of({ sequence, keys }),
    );
    const { out, pattern } = multiplicative(m, name, { query, key, mask, ...use });
    return { out, pattern };
  },
);

interface GivenAttentionSettings {
  /** Divide the scores by √width. */
  readonly scaling: boolean;
  /** Divides the scores once more; 1 changes nothing. */
  readonly temperature: number;
  /** Axis over which the weights sum to 1. Over keys is attention; over queries is the common mistake. */
  readonly softmaxAxis: 'keys' | 'queries';
}

/**
 * Attention of given queries, keys and values, without names of its own: scores = q·kᵀ, scaled, masked,
 * pattern, out. Inputs: q, k, v, mask. `f32[Tq,D], f32[Tk,D], f32[Tk,D], f32[Tq,Tk] → f32[Tq,D]`
 * Source: Vaswani et al. 2017, equation 1.
 */
export const givenAttention = block<GivenAttentionSettings>(
  [4, 4],
  ({ m, name, inputs: [q, k, v, mask], settings }) => {
    const { b } = m;
    m.section(name, 'attention');
    const axes = ['Tq', 'Tk'] as const;
    const scores = matmul(b, q, k, { transposeB: true }, { name: 'scores', axes });
    const width = settings.scaling ? Math.sqrt(q.type.shape[1]) : 1;
    const scaled = scale(b, scores, 1 / (width * settings.temperature), { name: 'scaled', axes });
    const masked = maskFill(b, scaled, mask, { name: 'masked', axes });
    const axis = settings.softmaxAxis === 'keys' ? -1 : -2;
    const named = { name: 'pattern', axes, kind: 'probability' } as const;
    const pattern = softmax(b, masked, { axis }, named);
    return matmul(b, pattern, v, {}, { name: 'out', axes: ['Tq', 'D'] });
  },
);
