import type { Builder, NodeOptions } from '../graph/builder';
import type { Node } from '../graph/node';
import { add } from '../ops/add';
import { concat } from '../ops/concat';
import { maskFill } from '../ops/mask-fill';
import { matmul } from '../ops/matmul';
import { reshape } from '../ops/reshape';
import { scale } from '../ops/scale';
import { slice } from '../ops/slice';
import { softmax } from '../ops/softmax';
import { expand } from '../ops/sum';
import { tanh } from '../ops/tanh';
import { broadcastShapes, sameShape, showShape } from '../tensor/shape';
import type { ModelContext } from './context';
import { drop } from './drop';
import { refuse } from './settings';

// What every kind of attention does with its scores. All tensors are named after the layer's path.

export interface PatternOptions {
  /** What scores are multiplied by; 1, and then no tensor, unless given. */
  readonly scale?: number;
  /** Largest absolute value that scores can reach: c·tanh(score / c). */
  readonly softCap?: number;
  /** Added to the scores; f32, broadcastable to them. */
  readonly bias?: Node;
  /** f32, not 0 where a query may attend a key; broadcastable to the scores. */
  readonly mask?: Node;
  /** A score for each head, f32[H], that takes part in the softmax and leads to no value. */
  readonly sinks?: Node;
}

/**
 * Weights from scores: softmax(mask(cap(scale · scores) + bias)) over the keys. A query that may
 * attend nothing gets zeros. `f32[…,Tq,Tk] → same`
 * Tensors: `.scaled`, `.capped`, `.biased`, `.masked`, `.sunk` (with the sink as the last key),
 * `.pattern`; each only where it differs from the one before.
 * Source: Vaswani et al. 2017, equation 1; cap: Gemma Team 2024 (Gemma 2), section 2, logit
 * soft-capping; sinks: Xiao et al. 2024, equation 2, and OpenAI 2025 (gpt-oss model card), architecture.
 * @throws GraphError when the cap is not positive, or a bias or mask is larger than the scores
 */
export function attentionPattern(
  m: ModelContext,
  path: string,
  scores: Node,
  { scale: factor = 1, softCap, bias, mask, sinks }: PatternOptions,
): Node {
  const { axes } = scores;
  let x = scores;
  if (factor !== 1) x = scale(m.b, x, factor, { name: `${path}.scaled`, axes });
  if (softCap !== undefined) {
    if (!(softCap > 0 && Number.isFinite(softCap))) {
      refuse(path, `the soft cap is ${softCap}; it must be a number above 0.`);
    }
    const squeezed = tanh(m.b, scale(m.b, x, 1 / softCap));
    x = scale(m.b, squeezed, softCap, { name: `${path}.capped`, axes });
  }
  if (bias) {
    requireFits(path, 'the bias', bias, scores);
    x = add(m.b, x, bias, { name: `${path}.biased`, axes });
  }
  if (mask) {
    requireFits(path, 'the mask', mask, scores);
    x = maskFill(m.b, x, mask, { name: `${path}.masked`, axes });
  }
  const named = { name: `${path}.pattern`, axes, kind: 'probability' } as const;
  if (!sinks) return softmax(m.b, x, { axis: -1 }, named);

  const [batch, heads, queries, keys] = scores.type.shape;
  if (scores.type.shape.length !== 4 || !sameShape(sinks.type.shape, [heads])) {
    refuse(
      path,
      `sinks of shape ${showShape(sinks.type.shape)} for scores of shape ${showShape(scores.type.shape)}; expected one for each head of [B,H,Tq,Tk].`,
    );
  }
  const last = expand(m.b, reshape(m.b, sinks, [heads, 1, 1]), [batch, heads, queries, 1]);
  const sunk = concat(m.b, [x, last], { axis: -1 }, { name: `${path}.sunk`, axes });
  const whole = softmax(m.b, sunk, { axis: -1 }, { axes });
  return slice(m.b, whole, { axis: -1, start: 0, length: keys }, named);
}

export interface AttendOptions extends PatternOptions {
  /** f32[B,H,Tq,Tk]. */
  readonly scores: Node;
  /** f32[B,G,Tk,D]; each of G heads of values serves H / G heads of scores. */
  readonly values: Node;
  /** Probability with which a weight is dropped in training; 0 unless given. */
  readonly dropout?: number;
}

/** What attention gives: the weights of every head, and the sums of values that they make. */
export interface Attended {
  /** f32[B,H,Tq,Tk]; rows sum to 1, to less with sinks, or to 0 where everything is masked. */
  readonly pattern: Node;
  /** f32[B,H,Tq,D]. */
  readonly z: Node;
}

/**
 * Weights from scores, and the sums of values that they make: the part that all attention shares.
 * Tensors: those of {@link attentionPattern}, and `.z`.
 */
export function attend(
  m: ModelContext,
  path: string,
  { scores, values, dropout: p = 0, ...options }: AttendOptions,
): Attended {
  const pattern = attentionPattern(m, path, scores, options);
  const kept = drop(m, `${path}.pattern`, pattern, p);
  const axes = [scores.axes[0], 'H', 'Tq', 'D'] as const;
  const z = headProduct(m.b, kept, values, false, { name: `${path}.z`, axes });
  return { pattern, z };
}

/** q·kᵀ of every head. `f32[B,H,Tq,D], f32[B,G,Tk,D] → f32[B,H,Tq,Tk]`, G a divisor of H */
export function headScores(b: Builder, q: Node, k: Node, options?: NodeOptions): Node {
  return headProduct(b, q, k, true, { axes: ['B', 'H', 'Tq', 'Tk'], ...options });
}

/**
 * x·y of every head, where each of G heads of y serves H / G neighbouring heads of x. Nothing is
 * copied: the heads of x become two axes, and y is repeated along the second.
 */
function headProduct(
  b: Builder,
  x: Node,
  y: Node,
  transposeB: boolean,
  options: NodeOptions,
): Node {
  const [heads, groups] = [x.type.shape[1], y.type.shape[1]];
  if (heads === groups) return matmul(b, x, y, { transposeB }, options);
  const [batchX, , rows, inner] = x.type.shape;
  const [batchY, , ...matrix] = y.type.shape;
  const grouped = reshape(b, x, [batchX, groups, heads / groups, rows, inner]);
  const shared = reshape(b, y, [batchY, groups, 1, ...matrix]);
  const product = matmul(b, grouped, shared, { transposeB });
  const [batch, , , ...cells] = product.type.shape;
  return reshape(b, product, [batch, heads, ...cells], options);
}

function requireFits(path: string, what: string, x: Node, scores: Node): void {
  const [shape, whole] = [x.type.shape, scores.type.shape];
  if (!sameShape(broadcastShapes(`${path}: ${what}`, shape, whole), whole)) {
    refuse(
      path,
      `${what} "${x.name}" has shape ${showShape(shape)}, which is larger than the scores ${showShape(whole)}; its sizes must be 1 or theirs.`,
    );
  }
}
