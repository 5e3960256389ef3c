import type { Builder, NodeOptions } from '../graph/builder';
import type { Node } from '../graph/node';
import { ShapeError } from '../tensor/errors';
import { mean } from './mean';
import { scale } from './scale';
import { type ReduceOptions, reducedCount } from './shared/reduce';
import { square } from './square';
import { sub } from './sub';
import { sum } from './sum';

interface VarianceOptions extends ReduceOptions {
  /** Subtracted from the number of elements in the divisor: 0 for the variance of a population, 1 for the estimate from a sample. */
  readonly correction?: number;
}

/**
 * Variance over `axes` (all when omitted): Σ (x − mean)² / (n − correction), with a correction of 0
 * unless given. `f32[…] → f32[… without them]`
 * @throws ShapeError when there are not more elements than the correction
 *
 * Source: NumPy reference, numpy.var (correction is `ddof`).
 */
export function variance(
  b: Builder,
  x: Node,
  { axes = x.axes.map((_, i) => i), keepDims = false, correction = 0 }: VarianceOptions = {},
  options?: NodeOptions,
): Node {
  const divisor = reducedCount('variance', x.type.shape, axes) - correction;
  if (!(divisor > 0)) {
    throw new ShapeError(
      `variance: ${divisor + correction} elements with a correction of ${correction} leave nothing ` +
        'to divide by; take more elements or a smaller correction.',
    );
  }
  const deviations = sub(b, x, mean(b, x, { axes, keepDims: true }));
  const squares = sum(b, square(b, deviations), { axes, keepDims });
  return scale(b, squares, 1 / divisor, { axes: squares.axes, ...options });
}
