import gradShader from '../../shaders/log-softmax-grad.wgsl?raw';
import shader from '../../shaders/log-softmax.wgsl?raw';
import type { Builder, NodeOptions } from '../graph/builder';
import { e } from '../graph/expr';
import type { Node } from '../graph/node';
import { defineOp } from '../graph/op';
import { requireFloat, requireShape } from './shared/check';
import { exponentialsOf } from './shared/exponentials';
import { withKernels } from './shared/kernels';
import {
  positionsInRow,
  type RowAttrs,
  rowConstants,
  rowDispatch,
  rowOf,
  rowStart,
  rowsAlong,
} from './shared/rows';

export const logSoftmaxOp = defineOp<RowAttrs>({
  name: 'logSoftmax',
  doc: {
    family: 'attention',
    summary: 'Logarithm of the softmax of each row along an axis: log-probabilities, in nats.',
    equation: 'y_i = x_i - \\log \\sum_j e^{x_j}',
    shapes: 'f32[…] → same',
    numerics:
      'The largest element is subtracted first. Masked elements (−∞) stay −∞ and have no gradient; a ' +
      'row that is masked altogether gives zeros, forward and backward. A NaN spreads over its row.',
    source: 'Goodfellow et al. 2016, equation 6.30',
  },
  infer: ([x], { axis }) => {
    requireFloat('logSoftmax', 'x', x);
    rowsAlong('logSoftmax', x.shape, axis);
    return x;
  },
  gradient: ({ b, attrs, output, grad }) => [logSoftmaxGrad(b, output, grad, attrs)],
  reference: ({ attrs, output, data: [x], out }) => {
    const layout = rowsAlong('logSoftmax', output.shape, attrs.axis);
    const { rows, length, stride } = layout;
    return () => {
      for (let r = 0; r < rows; r++) {
        const start = rowStart(layout, r);
        let largest = -Infinity;
        for (let j = 0, i = start; j < length; j++, i += stride) {
          if (x[i] > largest) largest = x[i];
        }
        let sum = 0;
        for (let j = 0, i = start; j < length; j++, i += stride) {
          if (x[i] !== -Infinity) sum += Math.exp(x[i] - largest);
        }
        const logSum = largest + Math.log(sum);
        // The largest element adds 1, so the sum is 0 only where everything is masked.
        for (let j = 0, i = start; j < length; j++, i += stride) {
          out[i] = sum === 0 ? 0 : x[i] - logSum;
        }
      }
    };
  },
  fast: ({ attrs, output, data: [x], out }) => {
    const { rows, length, stride } = rowsAlong('logSoftmax', output.shape, attrs.axis);
    if (stride > 1) return null;
    return withKernels({ data: [x], writes: [] }, (kernels, [from]) => () => {
      for (let r = 0; r < rows; r++) {
        const row = from + r * length * 4;
        const largest = kernels.largest(row, length);
        const sum = kernels.sumExp(row, length, largest === -Infinity ? 0 : largest);
        const logSum = largest + Math.log(sum);
        for (let i = r * length, end = i + length; i < end; i++) {
          out[i] = sum === 0 ? 0 : x[i] - logSum;
        }
      }
    });
  },
  kernel: ({ attrs, output }) => {
    const layout = rowsAlong('logSoftmax', output.shape, attrs.axis);
    return {
      shader: 'log-softmax',
      source: shader,
      constants: rowConstants(layout),
      ...rowDispatch(layout),
    };
  },
  provenance: ({ attrs, output, flat, value }) => {
    const layout = rowsAlong('logSoftmax', output.shape, attrs.axis);
    const row = positionsInRow(layout, rowOf(layout, flat));
    const counted = row.filter((i) => i === flat || value(0, i) !== -Infinity);
    const terms = counted.map((i) => ({ input: 0, flat: i }));
    if (value(0, flat) === -Infinity) {
      const allMasked = row.every((i) => value(0, i) === -Infinity);
      return { terms, expr: e.num(allMasked ? 0 : -Infinity) };
    }
    const { shift, exps } = exponentialsOf(counted.map((i) => value(0, i)));
    const logSum = e.log(e.add(...exps));
    const own = e.term(counted.indexOf(flat));
    return { terms, expr: e.sub(shift === 0 ? own : e.sub(own, e.num(shift)), logSum) };
  },
  samples: [
    { title: 'rows', attrs: { axis: -1 }, inputs: [{ shape: [3, 5] }] },
    { title: 'columns', attrs: { axis: 0 }, inputs: [{ shape: [5, 7] }] },
    { title: 'a middle axis', attrs: { axis: 1 }, inputs: [{ shape: [2, 4, 3] }] },
    { title: 'rows of one', attrs: { axis: -1 }, inputs: [{ shape: [3, 1] }] },
    { title: 'rows longer than a workgroup', attrs: { axis: -1 }, inputs: [{ shape: [3, 131] }] },
    { title: 'more rows than a workgroup', attrs: { axis: -1 }, inputs: [{ shape: [67, 3] }] },
    { title: 'large logits', attrs: { axis: -1 }, inputs: [{ shape: [4, 6], fill: 'large' }] },
    {
      title: 'a masked row',
      attrs: { axis: -1 },
      inputs: [{ shape: [2, 3], fill: { values: [-Infinity, -Infinity, -Infinity, 0.5, 2, -1] } }],
    },
  ],
  tolerance: { abs: 1e-6, rel: 2e-6 },
});

/**
 * Log-probabilities along an axis, in nats; elements of −∞ are masked. `f32[…] → same`
 *
 * @param attrs.axis  from the front (0, 1, …) or from the back (−1, −2, …)
 */
export function logSoftmax(b: Builder, x: Node, attrs: RowAttrs, options?: NodeOptions): Node {
  return b.apply(logSoftmaxOp, [x], attrs, { axes: x.axes, ...options });
}

export const logSoftmaxGradOp = defineOp<RowAttrs>({
  name: 'logSoftmaxGrad',
  doc: {
    family: 'attention',
    summary: 'Gradient of the logarithm of softmax with respect to its input, from its output.',
    equation: '\\bar x_i = \\bar y_i - e^{y_i} \\textstyle\\sum_j \\bar y_j',
    shapes: 'f32[…], f32[…] → same',
    numerics:
      'Masked elements (y = −∞) are constants: they get 0 and do not count in the sum. Rows that were ' +
      'masked altogether (all y = 0) get zeros.',
    source: 'Goodfellow et al. 2016, section 6.2.2.3',
  },
  infer: ([y, g], { axis }) => {
    requireFloat('logSoftmaxGrad', 'y', y);
    requireFloat('logSoftmaxGrad', 'the gradient', g);
    requireShape('logSoftmaxGrad', 'the gradient', g, y.shape, 'y');
    rowsAlong('logSoftmaxGrad', y.shape, axis);
    return y;
  },
  gradient: { notDifferentiable: 'first derivatives only' },
  reference: ({ attrs, output, data: [y, g], out }) => {
    const layout = rowsAlong('logSoftmaxGrad', output.shape, attrs.axis);
    const { rows, length, stride } = layout;
    return () => {
      for (let r = 0; r < rows; r++) {
        const start = rowStart(layout, r);
        let sum = 0;
        let allZero = true;
        for (let j = 0, i = start; j < length; j++, i += stride) {
          if (y[i] !== -Infinity) sum += g[i];
          if (y[i] !== 0) allZero = false;
        }
        for (let j = 0, i = start; j < length; j++, i += stride) {
          out[i] = allZero || y[i] === -Infinity ? 0 : g[i] - Math.exp(y[i]) * sum;
        }
      }
    };
  },
  fast: ({ attrs, output, data: [y, g], out }) => {
    const { rows, length, stride } = rowsAlong('logSoftmaxGrad', output.shape, attrs.axis);
    if (stride > 1) return null;
    return withKernels({ data: [y, g, out], writes: [2] }, (kernels, [at, above, to]) => () => {
      kernels.logSoftmaxGrad(at, above, to, rows, length);
    });
  },
  kernel: ({ attrs, output }) => {
    const layout = rowsAlong('logSoftmaxGrad', output.shape, attrs.axis);
    return {
      shader: 'log-softmax-grad',
      source: gradShader,
      constants: rowConstants(layout),
      ...rowDispatch(layout),
    };
  },
  provenance: ({ attrs, output, flat, value }) => {
    const layout = rowsAlong('logSoftmaxGrad', output.shape, attrs.axis);
    const row = positionsInRow(layout, rowOf(layout, flat));
    const counted = row.filter((i) => value(0, i) !== -Infinity);
    const own = counted.indexOf(flat);
    if (own < 0 || row.every((i) => value(0, i) === 0)) return { terms: [], expr: e.num(0) };
    const gradients = counted.map((_, i) => e.term(i));
    return {
      terms: [...counted.map((i) => ({ input: 1, flat: i })), { input: 0, flat }],
      expr: e.sub(gradients[own], e.mul(e.exp(e.term(counted.length)), e.add(...gradients))),
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
      title: 'masked elements and a masked row',
      attrs: { axis: -1 },
      inputs: [
        {
          shape: [2, 4],
          fill: { values: [-1.5, -Infinity, -0.5, -2.1, 0, 0, 0, 0] },
        },
        { shape: [2, 4] },
      ],
    },
  ],
  tolerance: { abs: 1e-5, rel: 5e-6 },
});

/**
 * Gradient of logSoftmax, given its output y and the gradient of that. `f32[…], f32[…] → same`
 *
 * @param attrs.axis  the axis of the softmax
 */
function logSoftmaxGrad(b: Builder, y: Node, g: Node, attrs: RowAttrs): Node {
  return b.apply(logSoftmaxGradOp, [y, g], attrs, { axes: y.axes });
}
