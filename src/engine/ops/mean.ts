import type { Builder, NodeOptions } from '../graph/builder';
import type { Node } from '../graph/node';
import { defineOp, type OpDef } from '../graph/op';
import { reshape } from './reshape';
import { scale } from './scale';
import {
  inferReduce,
  keptShape,
  REDUCE_SAMPLES,
  type ReduceAttrs,
  type ReduceOptions,
  reducedAxes,
  reducedCount,
  reduceKernel,
  quickReduce,
  reduceReference,
  reduceTerms,
} from './shared/reduce';
import { expand } from './sum';

const factorOf = (shape: readonly number[], { axes }: ReduceAttrs) =>
  1 / reducedCount('mean', shape, axes);

export const meanOp: OpDef<ReduceAttrs> = defineOp<ReduceAttrs>({
  name: 'mean',
  doc: {
    family: 'reduction',
    summary: 'The mean of all elements along some axes.',
    equation: 'y_o = \\frac1n \\sum_{k=1}^{n} x_{o,k}',
    shapes: 'f32[…] → f32[… without the axes, or with length 1]',
    numerics: 'The sum is multiplied by 1/n.',
    source: 'NumPy reference, numpy.mean',
  },
  infer: ([x], attrs) => inferReduce('mean', x, attrs),
  gradient: ({ b, attrs, inputs: [x], grad }) => {
    const { shape } = x.type;
    const kept = reshape(b, grad, keptShape('mean', shape, attrs.axes));
    return [expand(b, scale(b, kept, factorOf(shape, attrs)), shape)];
  },
  reference: (use) => reduceReference('mean', use, factorOf(use.inputs[0].shape, use.attrs)),
  fast: (use) => quickReduce('mean', use, factorOf(use.inputs[0].shape, use.attrs)),
  kernel: (use) => reduceKernel('mean', use, factorOf(use.inputs[0].shape, use.attrs)),
  provenance: (call) => ({
    terms: reduceTerms('mean', call, call.flat, factorOf(call.inputs[0].shape, call.attrs)),
  }),
  samples: REDUCE_SAMPLES,
  tolerance: { abs: 1e-6, rel: 2e-6 },
});

/** Mean over `axes` (all when omitted). `f32[…] → f32[… without them]` */
export function mean(
  b: Builder,
  x: Node,
  { axes = x.axes.map((_, i) => i), keepDims = false }: ReduceOptions = {},
  options?: NodeOptions,
): Node {
  const attrs = { axes, keepDims };
  return b.apply(meanOp, [x], attrs, { axes: reducedAxes('mean', x, attrs), ...options });
}
