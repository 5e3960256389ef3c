import { ShapeError } from '../../tensor/errors';
import { axisOf, showShape } from '../../tensor/shape';
import type { TensorType } from '../../tensor/types';
import { requireFloat, requireIndices, requireShape } from './check';

/** How the losses of several items become one number; `none` leaves one per item. */
export type Reduction = 'mean' | 'sum' | 'none';

/** Class that is ignored unless said otherwise, as in PyTorch. */
export const IGNORE_INDEX = -100;

/** Whether an item counts: its class is not the ignored one, and exists. */
export function countsFor(label: number, classes: number, ignoreIndex: number): boolean {
  return label !== ignoreIndex && label >= 0 && label < classes;
}

/**
 * Checks logits against class numbers: i32 of the logits' shape without the axis of the classes.
 * @throws ShapeError
 */
export function requireClasses(
  op: string,
  logits: TensorType,
  target: TensorType,
  axis: number,
): void {
  requireFloat(op, 'the logits', logits);
  requireIndices(op, 'the target', target);
  const at = axisOf(op, logits.shape, axis);
  requireShape(
    op,
    'the target',
    target,
    logits.shape.filter((_, i) => i !== at),
    `logits of shape ${showShape(logits.shape)} with classes on axis ${axis}`,
  );
}

/** @throws ShapeError unless 0 ≤ smoothing ≤ 1. */
export function requireSmoothing(op: string, smoothing: number): void {
  if (!(smoothing >= 0 && smoothing <= 1)) {
    throw new ShapeError(`${op}: label smoothing is ${smoothing}; it must be from 0 to 1.`);
  }
}
