import shader from '../../shaders/cumulative-sum.wgsl?raw';
import type { Builder, NodeOptions } from '../graph/builder';
import type { Node } from '../graph/node';
import { defineOp, type OpDef } from '../graph/op';
import { requireFloat } from './shared/check';
import { grid } from './shared/grid';
import { type RowAttrs, rowConstants, rowOf, rowStart, rowsAlong } from './shared/rows';

type CumulativeSumAttrs = RowAttrs & {
  /** Whether each element is the sum of itself and what follows it, rather than of what comes before. */
  readonly reverse: boolean;
};

export const cumulativeSumOp: OpDef<CumulativeSumAttrs> = defineOp<CumulativeSumAttrs>({
  name: 'cumulativeSum',
  doc: {
    family: 'reduction',
    summary: 'Running sums along an axis, from its start or from its end.',
    equation:
      'y_i = \\sum_{j \\le i} x_j \\quad (\\text{reversed: } \\textstyle\\sum_{j \\ge i} x_j)',
    shapes: 'f32[…] → same',
    numerics: 'Added one by one in the order of the axis, in single precision on the GPU.',
    source: 'NumPy reference, numpy.cumsum; Blelloch 1990, section 1.1 (prefix sums)',
  },
  infer: ([x], { axis }) => {
    requireFloat('cumulativeSum', 'x', x);
    rowsAlong('cumulativeSum', x.shape, axis);
    return x;
  },
  gradient: ({ b, attrs, grad }) => [
    cumulativeSum(b, grad, { axis: attrs.axis, reverse: !attrs.reverse }),
  ],
  reference: ({ attrs, output, data: [x], out }) => {
    const layout = rowsAlong('cumulativeSum', output.shape, attrs.axis);
    const { rows, length, stride } = layout;
    const step = attrs.reverse ? -stride : stride;
    return () => {
      for (let r = 0; r < rows; r++) {
        let i = rowStart(layout, r) + (attrs.reverse ? (length - 1) * stride : 0);
        for (let k = 0, sum = 0; k < length; k++, i += step) {
          sum += x[i];
          out[i] = sum;
        }
      }
    };
  },
  kernel: ({ attrs, output }) => {
    const layout = rowsAlong('cumulativeSum', output.shape, attrs.axis);
    return {
      shader: 'cumulative-sum',
      source: shader,
      entryPoint: 'main',
      constants: { ...rowConstants(layout), reverse: attrs.reverse ? 1 : 0 },
      workgroups: grid(layout.rows),
    };
  },
  provenance: ({ attrs, output, flat }) => {
    const layout = rowsAlong('cumulativeSum', output.shape, attrs.axis);
    const { length, stride } = layout;
    const start = rowStart(layout, rowOf(layout, flat));
    const own = (flat - start) / stride;
    const [first, count] = attrs.reverse ? [own, length - own] : [0, own + 1];
    return {
      terms: Array.from({ length: count }, (_, j) => ({
        input: 0,
        flat: start + (first + j) * stride,
      })),
    };
  },
  samples: [
    { title: 'rows', attrs: { axis: -1, reverse: false }, inputs: [{ shape: [3, 5] }] },
    { title: 'columns, reversed', attrs: { axis: 0, reverse: true }, inputs: [{ shape: [7, 19] }] },
    { title: 'a middle axis', attrs: { axis: 1, reverse: false }, inputs: [{ shape: [2, 5, 3] }] },
    { title: 'rows of one', attrs: { axis: 1, reverse: true }, inputs: [{ shape: [3, 1] }] },
    {
      title: 'more rows than a workgroup has threads',
      attrs: { axis: 1, reverse: true },
      inputs: [{ shape: [67, 4] }],
    },
  ],
  tolerance: { abs: 1e-6, rel: 2e-6 },
});

/**
 * Running sums along an axis. `f32[…] → same`
 *
 * @param attrs.axis     from the front (0, 1, …) or from the back (−1, −2, …)
 * @param attrs.reverse  whether sums run from the end; false unless given
 */
export function cumulativeSum(
  b: Builder,
  x: Node,
  { axis, reverse = false }: { readonly axis: number; readonly reverse?: boolean },
  options?: NodeOptions,
): Node {
  return b.apply(cumulativeSumOp, [x], { axis, reverse }, { axes: x.axes, ...options });
}
