import { add } from '../../ops/add';
import { matmul } from '../../ops/matmul';
import { relu } from '../../ops/relu';
import { sigmoid } from '../../ops/sigmoid';
import { softmax } from '../../ops/softmax';
import { tanh } from '../../ops/tanh';
import { block } from '../block';

const SQUASHED = { tanh, sigmoid, relu } as const;

export type Squashing = 'identity' | keyof typeof SQUASHED;

interface GeneralAttentionSettings {
  /** σ: what happens to a score ahead of the softmax. */
  readonly sigma: Squashing;
}

/**
 * The general attention of textbooks, of given numbers: α_i = softmax_i(σ(Q·K_i + V·h_i + b)), and the
 * states' mean by these weights, c = Σ α_i h_i. Inputs: Q, K, V, h, b.
 * `f32[1,D], f32[Tk,D], f32[1,C], f32[Tk,C], f32[] → f32[1,C]`
 * Tensors, without names of their own: `QK` and `Vh`, their sum with b `e`, `activated` (but for the identity),
 * `pattern`, f32[1,Tk], `context`.
 * Source: Bahdanau, Cho & Bengio 2015, equations 5 and 6, with a score of one layer.
 */
export const generalAttention = block<GeneralAttentionSettings>(
  [5, 5],
  ({ m, name, inputs: [query, keys, weights, states, bias], settings }) => {
    const { b } = m;
    m.section(name, 'attention');
    const axes = ['1', 'Tk'] as const;
    const dot = (x: typeof query, y: typeof keys, as: string) =>
      matmul(b, x, y, { transposeB: true }, { name: as, axes });
    const both = add(b, dot(query, keys, 'QK'), dot(weights, states, 'Vh'), { axes });
    const scores = add(b, both, bias, { name: 'e', axes });
    const squash = settings.sigma === 'identity' ? undefined : SQUASHED[settings.sigma];
    const activated = squash ? squash(b, scores, { name: 'activated', axes }) : scores;
    const named = { name: 'pattern', axes, kind: 'probability' } as const;
    const pattern = softmax(b, activated, { axis: -1 }, named);
    return matmul(b, pattern, states, {}, { name: 'context', axes: ['1', 'D'] });
  },
);
