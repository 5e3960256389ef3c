import type { Builder } from '../graph/builder';
import type { Node } from '../graph/node';
import { ShapeError } from '../tensor/errors';
import { axisOf, showShape } from '../tensor/shape';
import { slice } from './slice';

type SplitAttrs = {
  /** The axis that is cut. */
  readonly axis: number;
  /** Lengths of the parts, in order. */
  readonly sizes: readonly number[];
};

/**
 * Cuts a tensor along an axis into parts of given lengths, which must add up to the whole.
 * `f32[…,N,…] → f32[…,N₁,…], f32[…,N₂,…], …`
 * @param names  of the parts, if they are to have some
 * @throws ShapeError when the lengths do not add up
 */
export function split(
  b: Builder,
  x: Node,
  { axis, sizes }: SplitAttrs,
  names: readonly string[] = [],
): Node[] {
  const { shape } = x.type;
  const whole = shape[axisOf('split', shape, axis)];
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total !== whole) {
    throw new ShapeError(
      `split: lengths ${showShape(sizes)} add up to ${total}, but axis ${axis} of ${showShape(shape)} has ${whole}.`,
    );
  }
  let start = 0;
  return sizes.map((length, i) => {
    const part = slice(b, x, { axis, start, length }, { name: names[i], kind: x.kind });
    start += length;
    return part;
  });
}
