import type { Builder, NodeOptions } from '../graph/builder';
import type { Node } from '../graph/node';
import { conv2d, convTranspose2d } from './conv2d';
import { asMap, asSequence } from './shared/sequences';

/** Settings of a convolution along one axis. */
export interface Conv1dOptions {
  readonly stride?: number;
  readonly padding?: number;
  readonly dilation?: number;
  readonly groups?: number;
}

/**
 * Convolution of sequences: `conv2d` with one row.
 * `f32[B,C,T], f32[F,C/groups,k] → f32[B,F,T']`
 *
 * @param settings  stride 1, no padding, dilation 1, one group unless given
 * @throws ShapeError when the kernel is longer than the padded sequence, or channels, features and groups do not fit
 */
export function conv1d(
  b: Builder,
  x: Node,
  weight: Node,
  { stride = 1, padding = 0, dilation = 1, groups }: Conv1dOptions = {},
  options?: NodeOptions,
): Node {
  const settings = { stride: [1, stride], padding: [0, padding], dilation: [1, dilation], groups };
  const y = conv2d(b, asMap(b, 'conv1d', x), asMap(b, 'conv1d', weight), settings);
  return asSequence(b, y, { axes: ['B', 'F', 'T'], ...options });
}

/**
 * Transposed convolution of sequences: `convTranspose2d` with one row.
 * `f32[B,F,T'], f32[F,C/groups,k] → f32[B,C,T]`
 *
 * @param settings.outputPadding  smaller than the stride; 0 unless given
 * @throws ShapeError when channels, features and groups do not fit, or nothing is left of the output
 */
export function convTranspose1d(
  b: Builder,
  x: Node,
  weight: Node,
  {
    stride = 1,
    padding = 0,
    dilation = 1,
    groups,
    outputPadding = 0,
  }: Conv1dOptions & { readonly outputPadding?: number } = {},
  options?: NodeOptions,
): Node {
  const op = 'convTranspose1d';
  const y = convTranspose2d(b, asMap(b, op, x), asMap(b, op, weight), {
    stride: [1, stride],
    padding: [0, padding],
    dilation: [1, dilation],
    outputPadding: [0, outputPadding],
    groups,
  });
  return asSequence(b, y, { axes: ['B', 'F', 'T'], ...options });
}
