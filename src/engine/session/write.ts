import type { Node } from '../graph/node';
import { InputError } from '../tensor/errors';
import { flatOf, showShape, sizeOf } from '../tensor/shape';
import type { WriteValue } from './api';

/**
 * What somebody wants to write, as row-major positions and values that the tensor can hold.
 * @param range smallest and largest allowed value where the tensor holds indices
 * @throws InputError saying what is wrong with which value
 */
export function cellsOf(
  node: Node,
  value: WriteValue,
  range: readonly [number, number] | null,
): [number, number][] {
  if (node.role === 'gradient') {
    throw new InputError(
      `"${node.name}" is a gradient: it follows from the loss and cannot be written. Edit a tensor instead.`,
      node.name,
    );
  }
  if (node.role === 'given') {
    throw new InputError(
      `"${node.name}" belongs to the trained model that judges the others: it is given and does not change. Edit a tensor of the judged model instead.`,
      node.name,
    );
  }
  const { shape } = node.type;
  const check = (v: unknown): number => valueOf(node, v, range);
  if (isWhole(value)) {
    const size = sizeOf(shape);
    if (value.length !== size) {
      throw new InputError(
        `"${node.name}" has ${size} elements (shape ${showShape(shape)}); got ${value.length}.`,
        node.name,
      );
    }
    return Array.from(value, (v, flat) => [flat, check(v)]);
  }
  const cells = Array.isArray(value) ? value : [value];
  return cells.map((cell): [number, number] => {
    const index: unknown = cell?.index;
    const fits =
      Array.isArray(index) &&
      index.length === shape.length &&
      index.every((i, axis) => Number.isInteger(i) && i >= 0 && i < shape[axis]);
    if (!fits) {
      throw new InputError(
        `"${node.name}" has no cell ${JSON.stringify(index)}; its shape is ${showShape(shape)}.`,
        node.name,
      );
    }
    return [flatOf(shape, index), check(cell.value)];
  });
}

/** A list of all the numbers, rather than of cells. */
function isWhole(value: WriteValue): value is ArrayLike<number> {
  if (ArrayBuffer.isView(value)) return true;
  return Array.isArray(value) && (value.length === 0 || typeof value[0] !== 'object');
}

function valueOf(node: Node, value: unknown, range: readonly [number, number] | null): number {
  if (typeof value !== 'number' || Number.isNaN(value)) {
    throw new InputError(
      `"${node.name}" holds numbers; got ${JSON.stringify(value) ?? 'nothing'}.`,
      node.name,
    );
  }
  if (node.type.dtype === 'i32') {
    const [low, high] = range ?? [-(2 ** 31), 2 ** 31 - 1];
    if (!Number.isInteger(value) || value < low || value > high) {
      throw new InputError(
        `"${node.name}" holds whole numbers from ${low} to ${high}; got ${value}.`,
        node.name,
      );
    }
    return value;
  }
  if (node.kind === 'mask' && value !== 0 && value !== 1) {
    throw new InputError(
      `"${node.name}" is a mask: 1 keeps a cell, 0 hides it; got ${value}.`,
      node.name,
    );
  }
  const rounded = Math.fround(value);
  // −∞ is what a masked score is; no other tensor can use an infinity.
  const allowed = Number.isFinite(rounded) || (value === -Infinity && node.name.endsWith('masked'));
  if (!allowed) {
    throw new InputError(`"${node.name}" holds finite 32-bit numbers; got ${value}.`, node.name);
  }
  return rounded;
}
