import type * as Tfjs from '@tensorflow/tfjs-core';
import { linear } from '../../src/engine/layers/linear';
import { add } from '../../src/engine/ops/add';
import { conv2d } from '../../src/engine/ops/conv2d';
import { crossEntropy } from '../../src/engine/ops/cross-entropy';
import { maxPool2d } from '../../src/engine/ops/max-pool2d';
import { relu } from '../../src/engine/ops/relu';
import { reshape } from '../../src/engine/ops/reshape';
import * as jaxLayers from '../models/jax';
import * as tfjsLayers from '../models/tfjs';
import { filled, ids, normal, weight, type Workload } from '../workload';

const B = 16;
/** Side of the picture, and of a convolution's window. */
const [SIDE, KERNEL] = [32, 3];
/** Channels from layer to layer; each convolution is followed by pooling over 2 × 2. */
const CHANNELS = [3, 32, 64];
const LAYERS = [1, 2];
const [MAPS, END] = [CHANNELS[2], SIDE / 4];
const [FLAT, HIDDEN, K] = [MAPS * END * END, 512, 10];

const MAP_OPERATIONS = LAYERS.reduce(
  (sum, n) => sum + (SIDE / n) ** 2 * CHANNELS[n] * CHANNELS[n - 1] * KERNEL ** 2,
  0,
);

/** Two convolutions with pooling, two dense layers: pictures of 3 × 32 × 32 in ten classes. */
export const convolutional: Workload = {
  id: 'W4',
  title: `CNN ${CHANNELS.join('→')}→${HIDDEN}→${K}, ${CHANNELS[0]}×${SIDE}×${SIDE}, B ${B}`,
  kind: 'training',
  parameters: {
    ...Object.fromEntries(
      LAYERS.flatMap((n) => {
        const window = CHANNELS[n - 1] * KERNEL ** 2;
        const shape = [CHANNELS[n], CHANNELS[n - 1], KERNEL, KERNEL];
        return [
          [`conv${n}.W`, normal(shape, 1 / Math.sqrt(window))],
          [`conv${n}.b`, filled([CHANNELS[n]], 0)],
        ];
      }),
    ),
    'hidden.W': weight(FLAT, HIDDEN),
    'hidden.b': filled([HIDDEN], 0),
    'head.W': weight(HIDDEN, K),
    'head.b': filled([K], 0),
  },
  inputs: { x: normal([B, CHANNELS[0], SIDE, SIDE]), y: ids([B], K) },
  operations: 3 * 2 * B * (MAP_OPERATIONS + FLAT * HIDDEN + HIDDEN * K),

  heed: (m, input) => {
    let x = input('x');
    for (const n of LAYERS) {
      const shape = [CHANNELS[n], CHANNELS[n - 1], KERNEL, KERNEL];
      const init = { kind: 'uniform', limit: 1 } as const;
      const W = m.parameter(`conv${n}.W`, shape, ['F', 'C', 'Y', 'X'], init);
      const bias = m.parameter(`conv${n}.b`, [CHANNELS[n]], ['F'], init);
      const maps = conv2d(m.b, x, W, { padding: 1 });
      const biased = add(m.b, maps, reshape(m.b, bias, [CHANNELS[n], 1, 1]));
      x = maxPool2d(m.b, relu(m.b, biased), { kernel: 2 });
    }
    const hidden = linear(
      m,
      reshape(m.b, x, [B, FLAT], { axes: ['B', 'C'] }),
      { weight: 'hidden.W', bias: 'hidden.b', out: HIDDEN, outAxis: 'F' },
      { name: 'hidden' },
    );
    const logits = linear(
      m,
      relu(m.b, hidden),
      { weight: 'head.W', bias: 'head.b', out: K, outAxis: 'K' },
      { name: 'logits' },
    );
    return crossEntropy(m.b, logits, input('y'), {}, { name: 'loss' });
  },

  tfjs: (tf, tensor) => {
    let x = tensor('x') as Tfjs.Tensor4D;
    for (const n of LAYERS) {
      const maps = tf.fused.conv2d({
        x,
        filter: tensor(`conv${n}.W`) as Tfjs.Tensor4D,
        strides: 1,
        pad: 'same',
        bias: tensor(`conv${n}.b`),
        activation: 'relu',
      });
      x = tf.maxPool(maps, 2, 2, 'valid');
    }
    const flat = tf.reshape(x, [B, FLAT]);
    const hidden = tfjsLayers.dense(tf, flat, tensor('hidden.W'), tensor('hidden.b'), 'relu');
    const logits = tfjsLayers.dense(tf, hidden, tensor('head.W'), tensor('head.b'));
    return tfjsLayers.crossEntropy(tf, logits, tensor('y'));
  },
  tfjsForm: {
    x: (tf, x) => tf.transpose(x, [0, 2, 3, 1]),
    'conv1.W': (tf, x) => tf.transpose(x, [2, 3, 1, 0]),
    'conv2.W': (tf, x) => tf.transpose(x, [2, 3, 1, 0]),
    'hidden.W': (tf, x) => {
      const maps = tf.transpose(tf.reshape(x, [MAPS, END, END, HIDDEN]), [1, 2, 0, 3]);
      return tf.reshape(maps, [FLAT, HIDDEN]);
    },
  },

  jax: (jax, tensor) => {
    const { lax, nn } = jax;
    let x = tensor('x');
    for (const n of LAYERS) {
      const maps = lax.convGeneralDilated(x, tensor(`conv${n}.W`), [1, 1], 'SAME');
      const [, features, side] = maps.shape;
      const lit = nn.relu(maps.add(tensor(`conv${n}.b`).reshape([features, 1, 1])));
      x = lit.reshape([B, features, side / 2, 2, side / 2, 2]).max([3, 5]);
    }
    const hidden = nn.relu(
      jaxLayers.dense(jax, x.reshape([B, FLAT]), tensor('hidden.W'), tensor('hidden.b')),
    );
    const logits = jaxLayers.dense(jax, hidden, tensor('head.W'), tensor('head.b'));
    return jaxLayers.crossEntropy(jax, logits, tensor('y'));
  },

  impossible: { 'tfjs-wasm': 'no gradient of a convolution by its filter' },
};
