import type { Builder, NodeOptions } from '../graph/builder';
import type { Node } from '../graph/node';
import { axisOf, sizeOf } from '../tensor/shape';
import { reshape } from './reshape';

type FlattenAttrs = {
  /** The first of the axes that become one; all after it do. */
  readonly from: number;
};

/** Joins an axis and all that follow it into one. `any[B,C,Y,X]` from 1 → `any[B,C·Y·X]` */
export function flatten(b: Builder, x: Node, { from }: FlattenAttrs, options?: NodeOptions): Node {
  const { shape } = x.type;
  const at = axisOf('flatten', shape, from);
  return reshape(b, x, [...shape.slice(0, at), sizeOf(shape.slice(at))], {
    axes: [...x.axes.slice(0, at), at === shape.length - 1 ? x.axes[at] : '1'],
    ...options,
  });
}
