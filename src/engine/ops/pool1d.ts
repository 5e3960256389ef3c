import type { Builder, NodeOptions } from '../graph/builder';
import type { Node } from '../graph/node';
import { avgPool2d } from './avg-pool2d';
import { maxPool2d } from './max-pool2d';
import { asMap, asSequence } from './shared/sequences';

/** Settings of a pooling along one axis; the stride is the kernel's length unless given. */
export interface Pool1dOptions {
  readonly kernel: number;
  readonly stride?: number;
  /** At most half the kernel. */
  readonly padding?: number;
  /** Whether a last window that the sequence does not fill counts too. */
  readonly ceil?: boolean;
}

/**
 * Max pooling of sequences: `maxPool2d` with one row. `f32[B,C,T] → f32[B,C,T']`
 * @throws ShapeError when the kernel is longer than the padded sequence, or the padding than half the kernel
 */
export function maxPool1d(
  b: Builder,
  x: Node,
  settings: Pool1dOptions,
  options?: NodeOptions,
): Node {
  return asSequence(b, maxPool2d(b, asMap(b, 'maxPool1d', x), alongX(settings)), options);
}

/**
 * Average pooling of sequences: `avgPool2d` with one row. `f32[B,C,T] → f32[B,C,T']`
 *
 * @param settings.countIncludePad  whether the padding counts as zeros; true unless given
 * @throws ShapeError when the kernel is longer than the padded sequence, or the padding than half the kernel
 */
export function avgPool1d(
  b: Builder,
  x: Node,
  { countIncludePad, ...settings }: Pool1dOptions & { readonly countIncludePad?: boolean },
  options?: NodeOptions,
): Node {
  const both = { ...alongX(settings), countIncludePad };
  return asSequence(b, avgPool2d(b, asMap(b, 'avgPool1d', x), both), options);
}

function alongX({ kernel, stride = kernel, padding = 0, ceil }: Pool1dOptions) {
  return { kernel: [1, kernel], stride: [1, stride], padding: [0, padding], ceil };
}
