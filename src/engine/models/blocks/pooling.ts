import { additivePool as additivePoolLayer } from '../../layers/additive-attention';
import {
  attentionMean as attentionMeanLayer,
  attentionPool as attentionPoolLayer,
} from '../../layers/attention';
import { div } from '../../ops/div';
import { maximum } from '../../ops/maximum';
import { fill } from '../../ops/fill';
import { max } from '../../ops/max';
import { mul } from '../../ops/mul';
import { reshape } from '../../ops/reshape';
import { sum } from '../../ops/sum';
import { block } from '../block';

interface AttentionPoolSettings {
  /** Which sequence the attended positions are those of, where they have names of their own. */
  readonly keys?: string;
}

/** One learned query attends the words. Inputs: x, optionally where there are words. `f32[B,T,C] (, f32[B,T]) → f32[B,C]` */
export const attentionPool = block<AttentionPoolSettings>(
  [1, 2],
  ({ m, name, inputs: [x, mask], settings: { keys } }) => {
    m.section(name, 'pool', keys ? { keys } : {});
    return attentionPoolLayer(m, name, x, mask ? { mask } : {});
  },
);

interface AttentionMeanSettings extends AttentionPoolSettings {
  /** Name of the output; `NAME.out` unless given. */
  readonly as?: string;
}

/**
 * The mean of values, weighed by how a learned query attends what goes with them; the values stay as
 * they are. Inputs: keys, values. `f32[B,T,C], f32[B,T,D] → f32[B,D]`
 * Parameters: `.query`, f32[1,C], `.Wk`. Tensors: `.k`, `.scores`, `.scaled`, `.pattern`, `.out`.
 */
export const attentionMean = block<AttentionMeanSettings>(
  [2, 2],
  ({ m, name, inputs: [x, values], settings: { keys, as } }) => {
    m.section(name, 'pool', keys ? { keys } : {});
    return attentionMeanLayer(m, name, x, values, as);
  },
);

interface AdditivePoolSettings {
  /** Width of the hidden layer that scores a word. */
  readonly hidden: number;
}

/** Words weighed by tanh(x·W + b)·query. Inputs: x, where there are words. `f32[B,T,C], f32[B,T] → f32[B,C]` */
export const additivePool = block<AdditivePoolSettings>(
  [2, 2],
  ({ m, name, inputs: [x, mask], settings: { hidden } }) => {
    m.section(name, 'pool');
    return additivePoolLayer(m, name, x, { hidden, mask }).out;
  },
);

/** The mean of the words that are there. Inputs: x, where there are words. `f32[B,T,C], f32[B,T] → f32[B,C]` */
export const meanPool = block<object>([2, 2], ({ m, name, inputs: [x, mask] }) => {
  m.section(name, 'pool');
  const { b } = m;
  const [batch, length] = x.type.shape;
  const kept = mul(b, x, reshape(b, mask, [batch, length, 1], { axes: ['B', 'T', '1'] }), {
    axes: x.axes,
  });
  const total = sum(b, kept, { axes: [1] }, { name: `${name}.sum`, axes: ['B', 'C'] });
  const words = sum(b, mask, { axes: [1], keepDims: true }, { axes: ['B', '1'] });
  // A text without words has a mean of 0 rather than none.
  const count = maximum(b, words, fill(b, [], 1), { name: `${name}.count`, axes: ['B', '1'] });
  return div(b, total, count, { name: `${name}.out`, axes: ['B', 'C'] });
});

/**
 * The largest number of each feature over all positions ("max over time"). What is not there has to be
 * 0 and all else at least 0, as `conv1d` gives it. `f32[B,T,F] → f32[B,F]`
 * Source: Collobert et al. 2011, section 3.3.2.
 */
export const maxPool = block<object>([1, 1], ({ m, name, inputs: [x] }) => {
  m.section(name, 'pool');
  return max(m.b, x, { axes: [1] }, { name: `${name}.out`, axes: ['B', 'F'] });
});
