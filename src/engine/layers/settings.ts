import { GraphError } from '../tensor/errors';
import { showShape, showType } from '../tensor/shape';
import type { Node } from '../graph/node';

/**
 * Ends the building of a layer whose settings cannot be.
 * @param path    the layer
 * @param problem what was given, what is expected, and the way out
 * @throws GraphError always
 */
export function refuse(path: string, problem: string): never {
  throw new GraphError(`${path}: ${problem}`, path);
}

/** @throws GraphError unless a setting is a whole number of at least `min`. */
export function requireCount(path: string, what: string, value: number, min: number): void {
  if (!Number.isSafeInteger(value) || value < min) {
    refuse(path, `${what} is ${value}; it must be a whole number from ${min} on.`);
  }
}

/**
 * A width shared equally among heads.
 * @throws GraphError when there are no heads or they do not divide the width
 */
export function widthPerHead(path: string, what: string, width: number, heads: number): number {
  requireCount(path, 'the number of heads', heads, 1);
  if (width % heads !== 0) {
    refuse(
      path,
      `${what} of ${width} cannot be divided among ${heads} heads; choose a multiple of ${heads}, or a width per head.`,
    );
  }
  return width / heads;
}

/** @throws GraphError unless an input holds real numbers and has as many axes as `expected` names. */
export function requireRank(path: string, what: string, x: Node, expected: string): void {
  const { dtype, shape } = x.type;
  if (dtype !== 'f32' || shape.length !== expected.split(',').length) {
    refuse(path, `${what} "${x.name}" is ${showType(x.type)}; expected f32[${expected}].`);
  }
}

/** @throws GraphError unless two inputs have the same size along an axis each. */
export function requireEqual(
  path: string,
  what: string,
  [x, y]: readonly [Node, Node],
  axis: number,
): void {
  const [a, b] = [x.type.shape, y.type.shape];
  if (a[axis] !== b[axis]) {
    refuse(
      path,
      `"${x.name}" has shape ${showShape(a)} and "${y.name}" ${showShape(b)}; they must have the same ${what} (axis ${axis}).`,
    );
  }
}
