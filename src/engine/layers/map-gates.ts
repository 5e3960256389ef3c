import type { Node } from '../graph/node';
import { add } from '../ops/add';
import { concat } from '../ops/concat';
import { conv2d } from '../ops/conv2d';
import { matmul } from '../ops/matmul';
import { max } from '../ops/max';
import { mean } from '../ops/mean';
import { mul } from '../ops/mul';
import { relu } from '../ops/relu';
import { reshape } from '../ops/reshape';
import { sigmoid } from '../ops/sigmoid';
import { glorot, type ModelContext } from './context';
import { refuse, requireCount, requireRank } from './settings';

/** What a gate gives: the weights, from 0 to 1, and the maps multiplied by them. */
export interface Gated {
  readonly gate: Node;
  /** f32[B,C,Y,X]. */
  readonly out: Node;
}

const MAPS = ['B', 'C', 'Y', 'X'] as const;

export interface ChannelGateOptions {
  /** How many times narrower the hidden layer is than the channels; 16 unless given. */
  readonly reduction?: number;
}

/**
 * Attention over channels: each is weighed by what a shared perceptron makes of its mean and maximum.
 * gate = σ(f(mean) + f(max)), f(c) = relu(c W_0) W_1. `f32[B,C,Y,X] → same`
 * Parameters: `.W0`, `.W1`. Tensors: `.mean`, `.max`, `.gate`, f32[B,C,1,1], `.out`.
 * Source: Woo et al. 2018 (CBAM), equation 2.
 * @throws GraphError when the input has no four axes or nothing is left of the hidden layer
 */
export function channelGate(
  m: ModelContext,
  path: string,
  x: Node,
  { reduction = 16 }: ChannelGateOptions = {},
): Gated {
  requireRank(path, 'the feature maps', x, 'B,C,Y,X');
  const [batch, channels] = x.type.shape;
  requireCount(path, 'the reduction', reduction, 1);
  const hidden = Math.floor(channels / reduction);
  if (hidden < 1) {
    refuse(
      path,
      `a reduction of ${reduction} leaves nothing of ${channels} channels; choose at most ${channels}.`,
    );
  }
  const narrow = m.parameter(
    `${path}.W0`,
    [channels, hidden],
    ['C', 'F'],
    glorot(channels, hidden),
  );
  const widen = m.parameter(`${path}.W1`, [hidden, channels], ['F', 'C'], glorot(hidden, channels));
  const perceptron = (summary: Node) => matmul(m.b, relu(m.b, matmul(m.b, summary, narrow)), widen);
  const reduce = { axes: [2, 3] };
  const middle = mean(m.b, x, reduce, { name: `${path}.mean`, axes: ['B', 'C'] });
  const largest = max(m.b, x, reduce, { name: `${path}.max`, axes: ['B', 'C'] });
  const weights = sigmoid(m.b, add(m.b, perceptron(middle), perceptron(largest)));
  const gate = reshape(m.b, weights, [batch, channels, 1, 1], {
    name: `${path}.gate`,
    axes: ['B', 'C', '1', '1'],
    kind: 'probability',
  });
  return { gate, out: mul(m.b, x, gate, { name: `${path}.out`, axes: MAPS }) };
}

export interface SpatialGateOptions {
  /** Side of the convolution's kernel; odd; 7 unless given. */
  readonly size?: number;
}

/**
 * Attention over places: each is weighed by what a convolution makes of the mean and the maximum of
 * the channels around it. gate = σ(conv([mean; max])). `f32[B,C,Y,X] → same`
 * Parameter: `.W`, f32[1,2,size,size]. Tensors: `.mean` and `.max`, f32[B,1,Y,X], `.gate`, `.out`.
 * Source: Woo et al. 2018 (CBAM), equation 3.
 * @throws GraphError when the input has no four axes or the size is even
 */
export function spatialGate(
  m: ModelContext,
  path: string,
  x: Node,
  { size = 7 }: SpatialGateOptions = {},
): Gated {
  requireRank(path, 'the feature maps', x, 'B,C,Y,X');
  requireCount(path, 'the size of the kernel', size, 1);
  if (size % 2 === 0) {
    refuse(path, `the size of the kernel is ${size}; it must be odd, to have a middle.`);
  }
  const reduce = { axes: [1], keepDims: true };
  const axes = ['B', '1', 'Y', 'X'] as const;
  const middle = mean(m.b, x, reduce, { name: `${path}.mean`, axes });
  const largest = max(m.b, x, reduce, { name: `${path}.max`, axes });
  const both = concat(m.b, [middle, largest], { axis: 1 }, { axes: MAPS });
  const places = size * size;
  const weight = m.parameter(
    `${path}.W`,
    [1, 2, size, size],
    ['1', 'C', 'Y', 'X'],
    glorot(2 * places, places),
  );
  const response = conv2d(m.b, both, weight, { padding: (size - 1) / 2 }, { axes });
  const named = { name: `${path}.gate`, axes, kind: 'probability' } as const;
  const gate = sigmoid(m.b, response, named);
  return { gate, out: mul(m.b, x, gate, { name: `${path}.out`, axes: MAPS }) };
}
