import type { NodeOptions } from '../graph/builder';
import type { Node } from '../graph/node';
import { add } from '../ops/add';
import { matmul } from '../ops/matmul';
import type { Axis } from '../tensor/types';
import { glorot, type ModelContext, ZERO } from './context';

export interface LinearOptions {
  /** Name of the weight, f32[in,out]. */
  readonly weight: string;
  /** Name of the bias, f32[out]; omitted for none. */
  readonly bias?: string;
  readonly out: number;
  /** Name of the output's last axis. */
  readonly outAxis: Axis;
}

/** y = x·W + b. `f32[…,in] → f32[…,out]` */
export function linear(m: ModelContext, x: Node, layer: LinearOptions, options: NodeOptions): Node {
  const width = x.type.shape[x.type.shape.length - 1];
  const inAxis = x.axes[x.axes.length - 1];
  const weight = m.parameter(
    layer.weight,
    [width, layer.out],
    [inAxis, layer.outAxis],
    glorot(width, layer.out),
  );
  const axes = [...x.axes.slice(0, -1), layer.outAxis];
  if (layer.bias === undefined) return matmul(m.b, x, weight, {}, { axes, ...options });
  const bias = m.parameter(layer.bias, [layer.out], [layer.outAxis], ZERO);
  return add(m.b, matmul(m.b, x, weight, {}, { axes }), bias, { axes, ...options });
}
