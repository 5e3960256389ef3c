import shader from '../../shaders/sequential-batch.wgsl?raw';
import type { Builder, NodeOptions } from '../graph/builder';
import type { Node } from '../graph/node';
import { defineOp, type Runtime } from '../graph/op';
import { requireWhole } from './shared/check';
import { grid } from './shared/grid';

type SequentialBatchAttrs = {
  /** Size of the data set. */
  readonly count: number;
  /** Examples in a batch. */
  readonly batch: number;
};

export const sequentialBatchOp = defineOp<SequentialBatchAttrs>({
  name: 'sequentialBatch',
  doc: {
    family: 'source',
    summary: 'The next examples in order, for going through a data set once; −1 past its end.',
    equation:
      'y_i = \\begin{cases} p & p < N \\\\ -1 & \\text{else} \\end{cases}, \\quad p = \\text{cursor} \\cdot B + i',
    shapes: '→ i32[B]',
    numerics: 'p must stay below 2^31.',
    source: 'Goodfellow et al. 2016, section 8.1.3 (minibatches)',
  },
  infer: (_, { count, batch }) => {
    requireWhole('sequentialBatch', 'the size of the data set', count, 1);
    requireWhole('sequentialBatch', 'the batch size', batch, 1);
    return { dtype: 'i32', shape: [batch] };
  },
  gradient: () => [],
  reference: ({ attrs, out, runtime }) => {
    return () => {
      for (let i = 0; i < out.length; i++) out[i] = next(attrs, i, runtime);
    };
  },
  kernel: ({ attrs: { count, batch } }) => ({
    shader: 'sequential-batch',
    source: shader,
    entryPoint: 'main',
    constants: { count: batch, population: count },
    workgroups: grid(batch),
    usesRuntime: true,
  }),
  provenance: ({ attrs, flat, runtime }) => ({
    terms: [],
    expr: { kind: 'number', value: next(attrs, flat, runtime) },
  }),
  samples: [
    { title: 'within the data', attrs: { count: 100, batch: 5 }, inputs: [] },
    { title: 'past the end', attrs: { count: 3, batch: 7 }, inputs: [] },
    { title: 'one example', attrs: { count: 1, batch: 1 }, inputs: [] },
    { title: 'more than one workgroup', attrs: { count: 1000, batch: 133 }, inputs: [] },
  ],
  tolerance: { abs: 0, rel: 0 },
});

function next({ count, batch }: SequentialBatchAttrs, i: number, runtime: Runtime): number {
  const position = runtime.cursor * batch + i;
  return position < count ? position : -1;
}

/**
 * Positions of the examples of this batch of an evaluation, −1 past the end of the data. `→ i32[B]`
 *
 * @param attrs.count  examples in the data set
 * @param attrs.batch  examples in a batch
 */
export function sequentialBatch(
  b: Builder,
  attrs: { readonly count: number; readonly batch: number },
  options?: NodeOptions,
): Node {
  return b.apply(sequentialBatchOp, [], attrs, { axes: ['B'], ...options });
}
