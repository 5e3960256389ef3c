import { ShapeError } from '../../tensor/errors';
import { sameShape, showShape, showType } from '../../tensor/shape';
import type { Shape, TensorType } from '../../tensor/types';

/**
 * Makes sure that an operand holds real numbers.
 * @param op   name of the operation
 * @param what which operand, e.g. `the first operand`
 * @throws ShapeError when it does not.
 */
export function requireFloat(op: string, what: string, type: TensorType): void {
  if (type.dtype !== 'f32') {
    throw new ShapeError(`${op}: ${what} must be f32, but it is ${showType(type)}.`);
  }
}

/** @throws ShapeError unless the input holds whole numbers. */
export function requireIndices(op: string, what: string, type: TensorType): void {
  if (type.dtype !== 'i32') {
    throw new ShapeError(`${op}: ${what} must be i32, but it is ${showType(type)}.`);
  }
}

/** @throws ShapeError unless an input has the shape that `why` asks for. */
export function requireShape(
  op: string,
  what: string,
  type: TensorType,
  shape: Shape,
  why: string,
): void {
  if (!sameShape(type.shape, shape)) {
    throw new ShapeError(
      `${op}: ${what} has shape ${showShape(type.shape)}, but ${why} asks for ${showShape(shape)}.`,
    );
  }
}

/** @throws ShapeError unless a setting is a whole number of at least `min`. */
export function requireWhole(op: string, what: string, value: number, min: number): void {
  if (!Number.isSafeInteger(value) || value < min) {
    throw new ShapeError(`${op}: ${what} is ${value}; it must be a whole number from ${min} on.`);
  }
}
