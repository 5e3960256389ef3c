import { Builder } from '../graph/builder';
import type { Node } from '../graph/node';
import { maskFill } from '../ops/mask-fill';
import { matmul } from '../ops/matmul';
import { mse } from '../ops/mse';
import { scale } from '../ops/scale';
import { softmax } from '../ops/softmax';
import { input } from '../ops/source';

/** Attention whose queries, keys and values are given as numbers rather than computed from words. */
export interface FreeAttentionSpec {
  /** Words. */
  readonly length: number;
  /** Width of queries, keys and values. */
  readonly width: number;
  /** Divide the scores by √width. */
  readonly scaling: boolean;
  /** Divides the scores once more; 1 changes nothing. */
  readonly temperature: number;
  /** Axis over which the weights sum to 1. Over keys is attention; over queries is the common mistake. */
  readonly softmaxAxis: 'keys' | 'queries';
  /** Whether the output is compared with a target, which makes a loss and gradients. */
  readonly target: boolean;
}

export interface FreeAttentionGraph {
  readonly b: Builder;
  /** Null where there is no target. */
  readonly loss: Node | null;
}

/**
 * scores = q kᵀ, scaled = scores / (√d_k · temperature), masked, pattern = softmax(masked),
 * out = pattern · v, loss = mean (out − target)².
 * Source: Vaswani et al. 2017, equation 1.
 */
export function buildFreeAttention(spec: FreeAttentionSpec): FreeAttentionGraph {
  const b = new Builder();
  const matrix = [spec.length, spec.width];
  const square = ['Tq', 'Tk'] as const;
  const q = input(b, matrix, { name: 'q', axes: ['Tq', 'D'] });
  const k = input(b, matrix, { name: 'k', axes: ['Tk', 'D'] });
  const v = input(b, matrix, { name: 'v', axes: ['Tk', 'D'] });
  const mask = input(b, [spec.length, spec.length], { name: 'mask', axes: square, kind: 'mask' });
  const scores = matmul(b, q, k, { transposeB: true }, { name: 'scores', axes: square });
  const divisor = (spec.scaling ? Math.sqrt(spec.width) : 1) * spec.temperature;
  const scaled = scale(b, scores, 1 / divisor, { name: 'scaled', axes: square });
  const masked = maskFill(b, scaled, mask, { name: 'masked', axes: square });
  const axis = spec.softmaxAxis === 'keys' ? -1 : -2;
  const pattern = softmax(
    b,
    masked,
    { axis },
    { name: 'pattern', axes: square, kind: 'probability' },
  );
  const out = matmul(b, pattern, v, {}, { name: 'out', axes: ['Tq', 'D'] });
  if (!spec.target) return { b, loss: null };
  const target = input(b, matrix, { name: 'target', axes: ['Tq', 'D'] });
  return { b, loss: mse(b, out, target, { name: 'loss' }) };
}
