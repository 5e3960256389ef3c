import { conv1dLayer } from '../../layers/convolution';
import { maxPool1d } from '../../ops/pool1d';
import { mul } from '../../ops/mul';
import { relu } from '../../ops/relu';
import { reshape } from '../../ops/reshape';
import { transpose } from '../../ops/transpose';
import { block } from '../block';

interface Conv1dSettings {
  readonly out: number;
  /** Positions that a filter sees, an odd number; the sequence keeps its length. */
  readonly kernel: number;
  /** Of so many positions side by side only the largest of each filter goes on; 1 unless given. */
  readonly pool?: number;
  /** Which sequence the positions ahead of pooling are those of. */
  readonly sequence?: string;
}

/**
 * Convolution along a sequence, max pooling, ReLU; 0 where there is no position, so that padding has
 * no effect on what is before it. Inputs: x, where there are positions.
 * `f32[B,T,C], f32[B,T] → f32[B,T',F]`; where there are positions afterwards: `.present`, f32[B,T']
 * Parameters: `NAME.W`, f32[F,C,k], `NAME.b`. Tensors: `NAME.out`, f32[B,F,T], `NAME.relu`.
 * Source: Waibel et al. 1989 (time-delay neural network), section II, with max pooling and ReLU.
 */
export const conv1d = block<Conv1dSettings>(
  [2, 2],
  ({ m, name, inputs: [x, present], settings: { out, kernel, pool = 1, sequence } }) => {
    const { b } = m;
    m.section(name, 'convolution', sequence ? { sequence } : {});
    const channels = transpose(b, x, { order: [0, 2, 1] }, { axes: ['B', 'C', 'T'] });
    const fit = conv1dLayer(m, name, channels, { features: out, kernel, padding: 'same' });
    const [batch, length] = present.type.shape;
    const there = reshape(b, present, [batch, 1, length], { axes: ['B', '1', 'T'] });
    // A filter's bias must not win where there is nothing, and the largest of ReLUs is the ReLU of the largest.
    const active = mul(b, relu(b, fit, { axes: ['B', 'F', 'T'] }), there, {
      axes: ['B', 'F', 'T'],
    });
    const windows = { kernel: pool, ceil: true };
    const best = pool === 1 ? active : maxPool1d(b, active, windows, { axes: ['B', 'F', 'T'] });
    const left = pool === 1 ? there : maxPool1d(b, there, windows, { axes: ['B', '1', 'T'] });
    m.section(`${name}.relu`, 'convolution');
    const steps = left.type.shape[2];
    return {
      out: transpose(
        b,
        best,
        { order: [0, 2, 1] },
        { name: `${name}.relu`, axes: ['B', 'T', 'F'] },
      ),
      present: reshape(b, left, [batch, steps], { axes: ['B', 'T'], kind: 'mask' }),
    };
  },
);
