import type { Builder, NodeOptions } from '../graph/builder';
import type { Node } from '../graph/node';
import { ShapeError } from '../tensor/errors';
import { showShape } from '../tensor/shape';
import { max } from './max';
import { mean } from './mean';

/**
 * The mean of each map or sequence. `f32[B,C,Y,X] → f32[B,C]`, `f32[B,C,T] → f32[B,C]`
 * Source: Lin, Chen & Yan 2014, section 3.2.
 * @throws ShapeError when there is nothing behind the channels
 */
export function globalAveragePool(b: Builder, x: Node, options?: NodeOptions): Node {
  return mean(b, x, { axes: behindChannels('globalAveragePool', x) }, options);
}

/**
 * The largest element of each map or sequence; equal ones share the gradient.
 * `f32[B,C,Y,X] → f32[B,C]`, `f32[B,C,T] → f32[B,C]`
 * @throws ShapeError when there is nothing behind the channels
 */
export function globalMaxPool(b: Builder, x: Node, options?: NodeOptions): Node {
  return max(b, x, { axes: behindChannels('globalMaxPool', x) }, options);
}

function behindChannels(op: string, x: Node): number[] {
  const { shape } = x.type;
  if (shape.length < 3) {
    throw new ShapeError(
      `${op}: "${x.name}" has shape ${showShape(shape)}; it needs axes behind [B,C].`,
      x.name,
    );
  }
  return shape.map((_, axis) => axis).slice(2);
}
