import shader from '../../shaders/arg-max.wgsl?raw';
import type { Builder, NodeOptions } from '../graph/builder';
import { e } from '../graph/expr';
import type { Node } from '../graph/node';
import { defineOp } from '../graph/op';
import { axisOf } from '../tensor/shape';
import { requireFloat } from './shared/check';
import { grid } from './shared/grid';
import {
  positionsInRow,
  type RowAttrs,
  rowConstants,
  rowDispatch,
  rowStart,
  rowsAlong,
} from './shared/rows';

/** Number of the first largest value; a NaN is larger than all. */
function firstLargest(length: number, at: (j: number) => number): number {
  let best = 0;
  for (let j = 0; j < length; j++) {
    if (Number.isNaN(at(j))) return j;
    if (at(j) > at(best)) best = j;
  }
  return best;
}

export const argMaxOp = defineOp<RowAttrs>({
  name: 'argMax',
  doc: {
    family: 'reduction',
    summary: 'Where the largest element along an axis is.',
    equation: 'y_o = \\operatorname*{arg\\,max}_{j} x_{o,j}',
    shapes: 'f32[…,N,…] → i32[…,…]',
    numerics:
      'Of equal elements the first counts, and NaN is larger than all numbers. There is no gradient.',
    source: 'NumPy reference, numpy.argmax',
  },
  infer: ([x], { axis }) => {
    requireFloat('argMax', 'the input', x);
    const at = axisOf('argMax', x.shape, axis);
    return { dtype: 'i32', shape: x.shape.filter((_, i) => i !== at) };
  },
  gradient: { notDifferentiable: 'its value is a whole number and jumps' },
  reference: ({ attrs, inputs, data: [x], out }) => {
    const layout = rowsAlong('argMax', inputs[0].shape, attrs.axis);
    const { rows, length, stride } = layout;
    return () => {
      for (let r = 0; r < rows; r++) {
        const start = rowStart(layout, r);
        let best = 0;
        for (let j = 0; j < length; j++) {
          const value = x[start + j * stride];
          if (Number.isNaN(value)) {
            best = j;
            break;
          }
          if (value > x[start + best * stride]) best = j;
        }
        out[r] = best;
      }
    };
  },
  kernel: ({ attrs, inputs }) => {
    const layout = rowsAlong('argMax', inputs[0].shape, attrs.axis);
    return {
      shader: 'arg-max',
      source: shader,
      constants: rowConstants(layout),
      ...rowDispatch(layout),
      withoutBarriers: { entryPoint: 'thread_per_row', workgroups: grid(layout.rows) },
    };
  },
  provenance: ({ attrs, inputs, flat, value }) => {
    const positions = positionsInRow(rowsAlong('argMax', inputs[0].shape, attrs.axis), flat);
    return {
      terms: positions.map((at) => ({ input: 0, flat: at })),
      expr: e.num(firstLargest(positions.length, (j) => value(0, positions[j]))),
    };
  },
  samples: [
    { title: 'rows', attrs: { axis: -1 }, inputs: [{ shape: [7, 19] }] },
    { title: 'columns, more than one workgroup', attrs: { axis: 0 }, inputs: [{ shape: [3, 70] }] },
    { title: 'a middle axis', attrs: { axis: 1 }, inputs: [{ shape: [2, 5, 3] }] },
    { title: 'long rows', attrs: { axis: 1 }, inputs: [{ shape: [3, 201], fill: 'large' }] },
    {
      title: 'long rows of equals',
      attrs: { axis: 0 },
      inputs: [{ shape: [150, 2], fill: 'mask' }],
    },
    { title: 'one element', attrs: { axis: 0 }, inputs: [{ shape: [1] }] },
    {
      title: 'ties, NaN and infinities',
      attrs: { axis: 1 },
      inputs: [
        {
          shape: [4, 3],
          fill: {
            values: [1, 2, 2, -0, 0, 0, Infinity, NaN, NaN, -Infinity, -Infinity, -Infinity],
          },
        },
      ],
    },
  ],
  tolerance: { abs: 0, rel: 0 },
});

/** Where the largest element along an axis is: the first of equals. `f32[…,N,…] → i32[…,…]` */
export function argMax(b: Builder, x: Node, { axis }: RowAttrs, options?: NodeOptions): Node {
  const at = axisOf('argMax', x.type.shape, axis);
  return b.apply(
    argMaxOp,
    [x],
    { axis: at },
    { axes: x.axes.filter((_, i) => i !== at), ...options },
  );
}
