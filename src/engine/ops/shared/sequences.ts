import type { Builder, NodeOptions } from '../../graph/builder';
import type { Node } from '../../graph/node';
import { ShapeError } from '../../tensor/errors';
import { showShape } from '../../tensor/shape';
import { reshape } from '../reshape';

/**
 * Sequences as maps of one row, without any work. `[B,C,T] → [B,C,1,T]`
 * @throws ShapeError when there are not three axes
 */
export function asMap(b: Builder, op: string, x: Node): Node {
  const { shape } = x.type;
  if (shape.length !== 3) {
    throw new ShapeError(
      `${op}: "${x.name}" has shape ${showShape(shape)}; it must have three axes, the last along the sequence.`,
      x.name,
    );
  }
  const [first, second, length] = shape;
  return reshape(b, x, [first, second, 1, length], {
    axes: [x.axes[0], x.axes[1], '1', x.axes[2]],
  });
}

/** The way back. `[B,C,1,T] → [B,C,T]` */
export function asSequence(b: Builder, x: Node, options?: NodeOptions): Node {
  const [first, second, , length] = x.type.shape;
  const [one, two, , along] = x.axes;
  return reshape(b, x, [first, second, length], { axes: [one, two, along], ...options });
}
