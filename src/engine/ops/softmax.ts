import gradShader from '../../shaders/softmax-grad.wgsl?raw';
import shader from '../../shaders/softmax.wgsl?raw';
import type { Builder, NodeOptions } from '../graph/builder';
import { e } from '../graph/expr';
import type { Node } from '../graph/node';
import { defineOp } from '../graph/op';
import { requireFloat, requireShape } from './shared/check';
import { exponentialsOf } from './shared/exponentials';
import {
  positionsInRow,
  type RowAttrs,
  rowConstants,
  rowDispatch,
  rowOf,
  rowStart,
  rowsAlong,
} from './shared/rows';
import { withKernels } from './shared/kernels';

export const softmaxOp = defineOp<RowAttrs>({
  name: 'softmax',
  doc: {
    family: 'attention',
    summary: 'Turns each row along an axis into positive weights that sum to 1.',
    equation: 'y_i = \\frac{e^{x_i}}{\\sum_j e^{x_j}}',
    shapes: 'f32[…] → same',
    numerics:
      'The largest element is subtracted first. −∞ marks masked elements, which get weight 0; a row ' +
      'that is masked altogether gets zeros, forward and backward. A NaN spreads over its row.',
    source: 'Bridle 1990; Vaswani et al. 2017, equation 1',
  },
  infer: ([x], { axis }) => {
    requireFloat('softmax', 'x', x);
    rowsAlong('softmax', x.shape, axis);
    return x;
  },
  gradient: ({ b, attrs, output, grad }) => [softmaxGrad(b, output, grad, attrs)],
  reference: ({ attrs, output, data: [x], out }) => {
    const layout = rowsAlong('softmax', output.shape, attrs.axis);
    const { rows, length, stride } = layout;
    const weights = new Float64Array(length);
    return () => {
      for (let r = 0; r < rows; r++) {
        const start = rowStart(layout, r);
        let largest = -Infinity;
        for (let j = 0, i = start; j < length; j++, i += stride) {
          if (x[i] > largest) largest = x[i];
        }
        let sum = 0;
        for (let j = 0, i = start; j < length; j++, i += stride) {
          const weight = x[i] === -Infinity ? 0 : Math.exp(x[i] - largest);
          weights[j] = weight;
          sum += weight;
        }
        // The largest element adds 1, so the sum is 0 only where everything is masked.
        const factor = sum === 0 ? 0 : 1 / sum;
        for (let j = 0, i = start; j < length; j++, i += stride) out[i] = weights[j] * factor;
      }
    };
  },
  fast: ({ attrs, output, data: [x], out }) => {
    const { rows, length, stride } = rowsAlong('softmax', output.shape, attrs.axis);
    if (stride > 1) return null;
    return withKernels({ data: [x, out], writes: [1] }, (kernels, [from, to]) => () => {
      kernels.softmax(from, to, rows, length);
    });
  },
  kernel: ({ attrs, output }) => {
    const layout = rowsAlong('softmax', output.shape, attrs.axis);
    return {
      shader: 'softmax',
      source: shader,
      constants: rowConstants(layout),
      ...rowDispatch(layout),
    };
  },
  provenance: ({ attrs, output, flat, value }) => {
    const layout = rowsAlong('softmax', output.shape, attrs.axis);
    const row = positionsInRow(layout, rowOf(layout, flat));
    const masked = value(0, flat) === -Infinity;
    const counted = row.filter((i) => i === flat || value(0, i) !== -Infinity);
    const terms = counted.map((i) => ({ input: 0, flat: i }));
    if (masked) return { terms, expr: e.num(0) };
    const { exps } = exponentialsOf(counted.map((i) => value(0, i)));
    return { terms, expr: e.div(exps[counted.indexOf(flat)], e.add(...exps)) };
  },
  samples: [
    { title: 'rows', attrs: { axis: -1 }, inputs: [{ shape: [3, 5] }] },
    { title: 'columns', attrs: { axis: 0 }, inputs: [{ shape: [5, 7] }] },
    { title: 'a middle axis', attrs: { axis: 1 }, inputs: [{ shape: [2, 4, 3] }] },
    { title: 'rows of one', attrs: { axis: -1 }, inputs: [{ shape: [3, 1] }] },
    { title: 'rows longer than a workgroup', attrs: { axis: -1 }, inputs: [{ shape: [3, 131] }] },
    { title: 'long columns', attrs: { axis: 0 }, inputs: [{ shape: [70, 2] }] },
    { title: 'more rows than a workgroup', attrs: { axis: -1 }, inputs: [{ shape: [67, 3] }] },
    { title: 'large logits', attrs: { axis: -1 }, inputs: [{ shape: [4, 6], fill: 'large' }] },
    {
      title: 'masked elements and a masked row',
      attrs: { axis: -1 },
      inputs: [
        {
          shape: [3, 3],
          fill: {
            values: [0.5, -Infinity, -1, -Infinity, -Infinity, -Infinity, -Infinity, 2, -Infinity],
          },
        },
      ],
    },
  ],
  tolerance: { abs: 1e-7, rel: 5e-6 },
});

/**
 * Softmax along an axis; elements of −∞ are masked. `f32[…] → same`
 *
 * @param attrs.axis  from the front (0, 1, …) or from the back (−1, −2, …)
 */
export function softmax(b: Builder, x: Node, attrs: RowAttrs, options?: NodeOptions): Node {
  return b.apply(softmaxOp, [x], attrs, { axes: x.axes, kind: 'probability', ...options });
}

export const softmaxGradOp = defineOp<RowAttrs>({
  name: 'softmaxGrad',
  doc: {
    family: 'attention',
    summary: 'Gradient of softmax with respect to its input, from its output.',
    equation: '\\bar x_i = y_i\\,(\\bar y_i - \\textstyle\\sum_j y_j\\,\\bar y_j)',
    shapes: 'f32[…], f32[…] → same',
    numerics: 'Where y is 0, as at masked elements, so is the gradient.',
    source: 'Goodfellow et al. 2016, section 6.2.2.3',
  },
  infer: ([y, g], { axis }) => {
    requireFloat('softmaxGrad', 'y', y);
    requireFloat('softmaxGrad', 'the gradient', g);
    requireShape('softmaxGrad', 'the gradient', g, y.shape, 'y');
    rowsAlong('softmaxGrad', y.shape, axis);
    return y;
  },
  gradient: { notDifferentiable: 'first derivatives only' },
  reference: ({ attrs, output, data: [y, g], out }) => {
    const layout = rowsAlong('softmaxGrad', output.shape, attrs.axis);
    const { rows, length, stride } = layout;
    return () => {
      for (let r = 0; r < rows; r++) {
        const start = rowStart(layout, r);
        let sum = 0;
        for (let j = 0, i = start; j < length; j++, i += stride) sum += y[i] * g[i];
        for (let j = 0, i = start; j < length; j++, i += stride) out[i] = y[i] * (g[i] - sum);
      }
    };
  },
  fast: ({ attrs, output, data: [y, g], out }) => {
    const { rows, length, stride } = rowsAlong('softmaxGrad', output.shape, attrs.axis);
    if (stride > 1) return null;
    return withKernels({ data: [y, g, out], writes: [2] }, (kernels, [at, above, to]) => () => {
      kernels.softmaxGrad(at, above, to, rows, length);
    });
  },
  kernel: ({ attrs, output }) => {
    const layout = rowsAlong('softmaxGrad', output.shape, attrs.axis);
    return {
      shader: 'softmax-grad',
      source: gradShader,
      constants: rowConstants(layout),
      ...rowDispatch(layout),
    };
  },
  provenance: ({ attrs, output, flat }) => {
    const layout = rowsAlong('softmaxGrad', output.shape, attrs.axis);
    const row = positionsInRow(layout, rowOf(layout, flat));
    const own = row.indexOf(flat);
    return {
      terms: row.map((i) => ({ input: 1, flat: i, weight: { input: 0, flat: i } })),
      expr: e.mul(e.weight(own), e.sub(e.term(own), e.weightedSum(row.length))),
    };
  },
  samples: [
    { title: 'rows', attrs: { axis: -1 }, inputs: [{ shape: [3, 5] }, { shape: [3, 5] }] },
    { title: 'columns', attrs: { axis: 0 }, inputs: [{ shape: [5, 7] }, { shape: [5, 7] }] },
    { title: 'rows of one', attrs: { axis: -1 }, inputs: [{ shape: [3, 1] }, { shape: [3, 1] }] },
    {
      title: 'rows longer than a workgroup',
      attrs: { axis: 1 },
      inputs: [{ shape: [3, 131] }, { shape: [3, 131] }],
    },
    {
      title: 'more rows than a workgroup',
      attrs: { axis: -1 },
      inputs: [{ shape: [67, 3] }, { shape: [67, 3] }],
    },
  ],
  tolerance: { abs: 1e-6, rel: 5e-6 },
});

/**
 * Gradient of softmax, given its output y and the gradient of that. `f32[…], f32[…] → same`
 *
 * @param attrs.axis  the axis of the softmax
 */
function softmaxGrad(b: Builder, y: Node, g: Node, attrs: RowAttrs): Node {
  return b.apply(softmaxGradOp, [y, g], attrs, { axes: y.axes });
}
