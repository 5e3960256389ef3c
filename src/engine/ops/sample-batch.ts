import shader from '../../shaders/random.wgsl?raw';
import type { Builder, NodeOptions } from '../graph/builder';
import type { Node } from '../graph/node';
import { defineOp, type Runtime } from '../graph/op';
import { ShapeError } from '../tensor/errors';
import { requireWhole } from './shared/check';
import { grid } from './shared/grid';
import { halfBits, shuffledIndex } from './shared/shuffle';

type SampleBatchAttrs = {
  /** Size of the data set. */
  readonly count: number;
  /** Examples in a batch. */
  readonly batch: number;
  /** The sampler's own stream of numbers: `keyOf` its name. */
  readonly key: number;
};

export const sampleBatchOp = defineOp<SampleBatchAttrs>({
  name: 'sampleBatch',
  doc: {
    family: 'source',
    summary:
      'Chooses the examples of a training step: every epoch goes through the data once, in an order of its own.',
    equation:
      'y_i = \\pi_{\\lfloor p/N \\rfloor}(p \\bmod N), \\quad p = \\text{step} \\cdot B + i',
    shapes: '→ i32[B]',
    numerics:
      'Whole numbers only: the same on every backend. The permutation π of an epoch is computed ' +
      'element by element from (seed, key, epoch), so nothing is stored. p is a 32-bit number: after ' +
      '2^32 examples the sequence starts again.',
    source:
      'Black & Rogaway 2002, section 4 (cycle walking); Luby & Rackoff 1988 (Feistel network)',
  },
  infer: (_, { count, batch, key }) => {
    requireWhole('sampleBatch', 'the size of the data set', count, 1);
    requireWhole('sampleBatch', 'the batch size', batch, 1);
    requireWhole('sampleBatch', 'the key', key, 0);
    if (count > 2 ** 31) {
      throw new ShapeError(`sampleBatch: ${count} examples are more than it can number (2^31).`);
    }
    return { dtype: 'i32', shape: [batch] };
  },
  gradient: () => [],
  reference: ({ attrs, out, runtime }) => {
    return () => {
      for (let i = 0; i < out.length; i++) out[i] = sampled(attrs, i, runtime);
    };
  },
  kernel: ({ attrs: { count, batch, key } }) => ({
    shader: 'random',
    source: shader,
    entryPoint: 'sample_batch',
    constants: { count: batch, key, population: count, halfBits: halfBits(count) },
    workgroups: grid(batch),
    usesRuntime: true,
  }),
  provenance: ({ attrs, flat, runtime }) => ({
    terms: [],
    expr: { kind: 'number', value: sampled(attrs, flat, runtime) },
  }),
  samples: [
    { title: 'a data set of one', attrs: { count: 1, batch: 3, key: 1 }, inputs: [] },
    { title: 'a batch of one', attrs: { count: 5, batch: 1, key: 2 }, inputs: [] },
    { title: 'a batch of several epochs', attrs: { count: 37, batch: 133, key: 3 }, inputs: [] },
    {
      title: 'a large data set',
      attrs: { count: 100_003, batch: 70, key: 0xffffffff },
      inputs: [],
    },
  ],
  tolerance: { abs: 0, rel: 0 },
});

function sampled({ count, batch, key }: SampleBatchAttrs, i: number, runtime: Runtime): number {
  const position = (Math.imul(runtime.step, batch) + i) >>> 0;
  const epoch = Math.floor(position / count);
  return shuffledIndex(position % count, count, epoch, runtime.seed, key);
}

/**
 * Positions of the examples of this training step: without replacement within an epoch. `→ i32[B]`
 *
 * @param attrs.count  examples in the data set
 * @param attrs.batch  examples in a batch
 * @param attrs.key    the sampler's own stream of numbers: `keyOf` its name
 */
export function sampleBatch(
  b: Builder,
  attrs: { readonly count: number; readonly batch: number; readonly key: number },
  options?: NodeOptions,
): Node {
  return b.apply(sampleBatchOp, [], attrs, { axes: ['B'], ...options });
}
