import type { Builder, NodeOptions } from '../graph/builder';
import type { Node } from '../graph/node';
import { abs } from './abs';
import { add } from './add';
import { exp } from './exp';
import { fill } from './fill';
import { less } from './less';
import { log } from './log';
import { max } from './max';
import { reshape } from './reshape';
import { inferReduce, type ReduceOptions, reducedAxes } from './shared/reduce';
import { stopGradient } from './stop-gradient';
import { sub } from './sub';
import { sum } from './sum';
import { where } from './where';

/**
 * ln Σ eˣ over `axes` (all when omitted), with the largest element subtracted first so that nothing
 * overflows. `f32[…] → f32[… without them]`. Where all elements are −∞ the result is −∞ and has no
 * gradient but NaN.
 *
 * Source: PyTorch reference, torch.logsumexp.
 */
export function logSumExp(
  b: Builder,
  x: Node,
  { axes = x.axes.map((_, i) => i), keepDims = false }: ReduceOptions = {},
  options?: NodeOptions,
): Node {
  const kept = { axes, keepDims: true };
  const largest = stopGradient(b, max(b, x, kept));
  // ∞ − ∞ would be NaN: infinite rows are not shifted.
  const isFinite = less(b, abs(b, largest), fill(b, [], Infinity));
  const shift = where(b, isFinite, largest, fill(b, [], 0));
  const total = sum(b, exp(b, sub(b, x, shift)), kept);
  const attrs = { axes, keepDims };
  const { shape } = inferReduce('logSumExp', x.type, attrs);
  const named = { axes: reducedAxes('logSumExp', x, attrs), ...options };
  return reshape(b, add(b, log(b, total), shift), shape, named);
}
