import type { Builder, NodeOptions } from '../graph/builder';
import type { Node } from '../graph/node';
import { defineOp } from '../graph/op';
import type { NoAttrs } from './shared/binary';
import { requireFloat } from './shared/check';

export const stopGradientOp = defineOp<NoAttrs>({
  name: 'stopGradient',
  doc: {
    family: 'rearrangement',
    summary: 'The same values, taken as constants: no gradient passes.',
    equation: 'y_i = x_i,\\quad \\mathrm dx_i = 0',
    shapes: 'f32[…] → same',
    numerics: '',
    source: 'van den Oord, Vinyals & Kavukcuoglu 2017, section 3.2 (the operator sg)',
  },
  infer: ([x]) => {
    requireFloat('stopGradient', 'the input', x);
    return x;
  },
  gradient: () => [null],
  reference:
    ({ data: [x], out }) =>
    () =>
      out.set(x),
  kernel: 'view',
  provenance: ({ flat }) => ({ terms: [{ input: 0, flat }] }),
  samples: [
    { title: 'a matrix', attrs: {}, inputs: [{ shape: [3, 5] }] },
    { title: 'a scalar', attrs: {}, inputs: [{ shape: [] }] },
    { title: 'one element', attrs: {}, inputs: [{ shape: [1] }] },
    { title: 'more than one workgroup', attrs: {}, inputs: [{ shape: [7, 19], fill: 'large' }] },
  ],
  tolerance: { abs: 0, rel: 0 },
});

/** x as a constant: no gradient reaches it from here; no work is done. `f32[…] → same` */
export function stopGradient(b: Builder, x: Node, options?: NodeOptions): Node {
  return b.apply(stopGradientOp, [x], {}, { axes: x.axes, kind: x.kind, ...options });
}
