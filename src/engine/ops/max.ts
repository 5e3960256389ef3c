import type { Builder, NodeOptions } from '../graph/builder';
import type { Node } from '../graph/node';
import { applyExtremum, defineExtremum } from './shared/extremum';
import type { ReduceOptions } from './shared/reduce';

export const maxOp = defineExtremum('max');

/** Largest element over `axes` (all when omitted); equal ones share the gradient evenly. `f32[…] → f32[… without them]` */
export function max(
  b: Builder,
  x: Node,
  reduction: ReduceOptions = {},
  options?: NodeOptions,
): Node {
  return applyExtremum(b, maxOp, x, reduction, options);
}
