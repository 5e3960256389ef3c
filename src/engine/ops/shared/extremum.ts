import type { Builder, NodeOptions } from '../../graph/builder';
import { e } from '../../graph/expr';
import type { Node } from '../../graph/node';
import { defineOp, type OpDef } from '../../graph/op';
import { div } from '../div';
import { equal } from '../equal';
import { mul } from '../mul';
import { reshape } from '../reshape';
import { sum } from '../sum';
import {
  extremumReference,
  inferReduce,
  keptShape,
  REDUCE_SAMPLES,
  type ReduceAttrs,
  type ReduceOptions,
  reducedAxes,
  reduceKernel,
  reduceTerms,
} from './reduce';

/** The reduction to the largest (`max`) or the smallest (`min`) element. */
export function defineExtremum(name: 'max' | 'min'): OpDef<ReduceAttrs> {
  const isMax = name === 'max';
  return defineOp<ReduceAttrs>({
    name,
    doc: {
      family: 'reduction',
      summary: `The ${isMax ? 'largest' : 'smallest'} of all elements along some axes.`,
      equation: `y_o = \\${name}_{k} x_{o,k}`,
      shapes: 'f32[…] → f32[… without the axes, or with length 1]',
      numerics:
        'The result is one of the elements, unrounded; a NaN among them wins. Equal extrema share ' +
        'the gradient evenly; where the result is NaN, so is the gradient.',
      source: `PyTorch reference, torch.${isMax ? 'amax' : 'amin'}`,
    },
    infer: ([x], attrs) => inferReduce(name, x, attrs),
    gradient: ({ b, attrs, inputs: [x], output, grad }) => {
      const kept = keptShape(name, x.type.shape, attrs.axes);
      const winners = equal(b, x, reshape(b, output, kept));
      const count = sum(b, winners, { axes: attrs.axes, keepDims: true });
      return [mul(b, winners, div(b, reshape(b, grad, kept), count))];
    },
    reference: (use) => extremumReference(name, use, isMax ? 1 : -1),
    kernel: (use) => reduceKernel(name, use, 1, name),
    provenance: (call) => {
      const terms = reduceTerms(name, call, call.flat);
      return { terms, expr: e[name](...terms.map((_, i) => e.term(i))) };
    },
    samples: REDUCE_SAMPLES,
    tolerance: { abs: 0, rel: 0 },
  });
}

/** Applies the reduction over `axes`, all when omitted. */
export function applyExtremum(
  b: Builder,
  op: OpDef<ReduceAttrs>,
  x: Node,
  { axes = x.axes.map((_, i) => i), keepDims = false }: ReduceOptions,
  options?: NodeOptions,
): Node {
  const attrs = { axes, keepDims };
  return b.apply(op, [x], attrs, { axes: reducedAxes(op.name, x, attrs), ...options });
}
