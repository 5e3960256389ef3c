import type { Node } from '../graph/node';
import { add } from '../ops/add';
import { matmul } from '../ops/matmul';
import { mul } from '../ops/mul';
import { reshape } from '../ops/reshape';
import { glorot, type ModelContext, ZERO } from './context';
import type { AttentionResult } from './multi-head';
import { attend, headScores } from './scores';
import { requireCount, requireRank } from './settings';

export interface MapAttentionOptions {
  /** Width of queries and keys; C / 8 rounded up unless given, as in the paper. */
  readonly keyWidth?: number;
  /** Width of values; C / 8 rounded up unless given. */
  readonly valueWidth?: number;
}

/**
 * Self-attention between the places of feature maps, added to them with a learned weight γ that
 * starts at 0. o = W_oᵀ Σ_i pattern_ji (W_vᵀ x_i), out = γ o + x. `f32[B,C,Y,X] → same`
 * Parameters: `.Wq`, `.Wk`, `.Wv`, `.Wo` (1 × 1 convolutions), `.gamma`, f32[1]. Tensors: `.q`, `.k`
 * and `.v` of every place, `.scores`, those of attend, `.attended`, `.out`; places are numbered row by
 * row, so that `.pattern` is f32[B,1,Y·X,Y·X].
 * Source: Zhang et al. 2019 (SAGAN), equations 1–3, where q, k and v are g, f and h.
 * @throws GraphError when the input has no four axes or a width is no whole number
 */
export function mapAttention(
  m: ModelContext,
  path: string,
  x: Node,
  options: MapAttentionOptions = {},
): AttentionResult {
  requireRank(path, 'the feature maps', x, 'B,C,Y,X');
  const [batch, channels, height, width] = x.type.shape;
  const narrow = Math.ceil(channels / 8);
  const { keyWidth = narrow, valueWidth = narrow } = options;
  requireCount(path, 'the width of a key', keyWidth, 1);
  requireCount(path, 'the width of a value', valueWidth, 1);
  const places = height * width;
  const flat = reshape(m.b, x, [batch, 1, channels, places], { axes: ['B', 'H', 'C', 'Tk'] });

  const weight = (name: string, from: number, to: number, axes: readonly ['C', 'D'] | ['D', 'C']) =>
    m.parameter(`${path}.W${name}`, [from, to], axes, glorot(from, to));
  // A 1 × 1 convolution whose result has the places first: xᵀ W.
  const project = (name: 'q' | 'k' | 'v', out: number) => {
    const axes = ['B', 'H', name === 'q' ? 'Tq' : 'Tk', 'D'] as const;
    const w = weight(name, channels, out, ['C', 'D']);
    return matmul(m.b, flat, w, { transposeA: true }, { name: `${path}.${name}`, axes });
  };
  const q = project('q', keyWidth);
  const k = project('k', keyWidth);
  const v = project('v', valueWidth);
  const scores = headScores(m.b, q, k, { name: `${path}.scores` });
  const { pattern, z } = attend(m, path, { scores, values: v });
  // Channels first again: W_oᵀ zᵀ.
  const product = matmul(m.b, weight('o', valueWidth, channels, ['D', 'C']), z, {
    transposeA: true,
    transposeB: true,
  });
  const axes = ['B', 'C', 'Y', 'X'] as const;
  const attended = reshape(m.b, product, [batch, channels, height, width], {
    name: `${path}.attended`,
    axes,
  });
  const gamma = m.parameter(`${path}.gamma`, [1], ['1'], ZERO);
  const out = add(m.b, x, mul(m.b, attended, gamma), { name: `${path}.out`, axes });
  return { out, pattern, z };
}
