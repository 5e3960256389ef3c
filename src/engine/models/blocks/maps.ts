import { conv2dLayer } from '../../layers/convolution';
import { drop } from '../../layers/drop';
import { mapAttention as mapAttentionLayer } from '../../layers/map-attention';
import {
  channelGate as channelGateLayer,
  spatialGate as spatialGateLayer,
} from '../../layers/map-gates';
import { batchNorm as batchNormLayer } from '../../layers/norms';
import { maxPool2d } from '../../ops/max-pool2d';
import { mean } from '../../ops/mean';
import { relu } from '../../ops/relu';
import { reshape } from '../../ops/reshape';
import { sizeOf } from '../../tensor/shape';
import { block } from '../block';

interface Conv2dSettings {
  readonly out: number;
  /** Side of the kernel. */
  readonly kernel: number;
  readonly stride?: number;
  /** Rows and columns of zeros around the maps, or enough to keep their size; 0 unless given. */
  readonly padding?: number | 'same';
  readonly activation?: 'relu';
  /** Side of the windows of which only the largest element goes on; none unless given. */
  readonly pool?: number;
}

/**
 * Convolution, activation, max pooling. `f32[B,C,Y,X] → f32[B,F,Y',X']`
 * Parameters: `NAME.W`, `NAME.b`. Tensors: `NAME.out`, `NAME.relu`, `NAME.pooled`.
 */
export const conv2d = block<Conv2dSettings>([1, 1], ({ m, name, inputs: [x], settings }) => {
  const { activation, pool, out, ...convolution } = settings;
  m.section(name, 'convolution');
  const axes = ['B', 'F', 'Y', 'X'] as const;
  let y = conv2dLayer(m, name, x, { ...convolution, features: out });
  if (activation) y = relu(m.b, y, { name: `${name}.relu`, axes });
  if (pool) y = maxPool2d(m.b, y, { kernel: pool }, { name: `${name}.pooled`, axes });
  return y;
});

/**
 * Maps normalised over a batch, in evaluation by what training has found, and ReLU. `f32[B,F,Y,X] → same`
 * Parameters: `NAME.gain`, `NAME.bias`. States: `NAME.runningMean`, `NAME.runningVar`. Tensors:
 * `NAME.normalised`, `NAME`, `NAME.relu`.
 */
export const batchNorm = block<object>([1, 1], ({ m, name, inputs: [x] }) =>
  relu(m.b, batchNormLayer(m, name, x), { name: `${name}.relu`, axes: x.axes }),
);

interface FlattenSettings {
  readonly dropout?: number;
}

/** All axes after the batch as one. `f32[B,…] → f32[B,C]` */
export const flatten = block<FlattenSettings>([1, 1], ({ m, name, inputs: [x], settings }) => {
  const [batch, ...rest] = x.type.shape;
  const flat = reshape(m.b, x, [batch, sizeOf(rest)], { name, axes: ['B', 'C'] });
  return drop(m, name, flat, settings.dropout ?? 0);
});

/** The mean of each map. `f32[B,F,Y,X] → f32[B,C]` */
export const globalMean = block<object>([1, 1], ({ m, name, inputs: [x] }) => {
  m.section(name, 'pool');
  return mean(m.b, x, { axes: [2, 3] }, { name, axes: ['B', 'C'] });
});

interface SpatialGateSettings {
  readonly size?: number;
}

/** Attention over places. `f32[B,C,Y,X] → same`; `.gate`, f32[B,1,Y,X] */
export const spatialGate = block<SpatialGateSettings>(
  [1, 1],
  ({ m, name, inputs: [x], settings }) => {
    m.section(name, 'gate');
    const { out, gate } = spatialGateLayer(m, name, x, settings);
    return { out, gate };
  },
);

interface ChannelGateSettings {
  readonly reduction?: number;
}

/** Attention over channels. `f32[B,C,Y,X] → same`; `.gate`, f32[B,C,1,1] */
export const channelGate = block<ChannelGateSettings>(
  [1, 1],
  ({ m, name, inputs: [x], settings }) => {
    m.section(name, 'gate');
    const { out, gate } = channelGateLayer(m, name, x, settings);
    return { out, gate };
  },
);

interface MapAttentionSettings {
  readonly keyWidth?: number;
  readonly valueWidth?: number;
}

/** Self-attention between the places of feature maps, as in SAGAN. `f32[B,C,Y,X] → same` */
export const mapAttention = block<MapAttentionSettings>(
  [1, 1],
  ({ m, name, inputs: [x], settings }) => {
    m.section(name, 'attention');
    const { out, pattern } = mapAttentionLayer(m, name, x, settings);
    return { out, pattern };
  },
);
