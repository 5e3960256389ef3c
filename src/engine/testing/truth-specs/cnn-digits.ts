import type { LayerSpec } from '../../models/spec';
import { linearPlaces, type Place, type TruthSpec } from '../truth-specs';

/** Convolution 3 × 3, ReLU, halving by max pooling. */
const halved = (name: string, from: string, out: number): LayerSpec => ({
  layer: 'conv2d',
  name,
  from,
  out,
  kernel: 3,
  padding: 1,
  activation: 'relu',
  pool: 2,
});

/** PyTorch's kernels lie as ours do: [out, in, Y, X]. */
const kernel = (name: string): Record<string, Place> => ({
  [`${name}.W`]: { of: `${name}.weight` },
  [`${name}.b`]: { of: `${name}.bias` },
});

/** A convolutional network reads handwritten digits of 8 × 8 pixels with values from 0 to 16. */
export const cnnDigits: TruthSpec = {
  name: 'cnn_digits',
  spec: {
    layers: [
      { layer: 'scale', name: 'pixels', from: 'picture', by: 1 / 16 },
      halved('conv1', 'pixels', 4),
      halved('conv2', 'conv1', 8),
      { layer: 'flatten', name: 'features', from: 'conv2' },
      { layer: 'linear', name: 'fc1', from: 'features', out: 16, activation: 'relu' },
      { layer: 'linear', name: 'fc2', from: 'fc1', out: 10, as: 'logits', axis: 'K' },
    ],
    loss: { kind: 'crossEntropy', from: 'fc2', target: 'target' },
  },
  inputs: ({ x, y }) => ({ picture: x, target: y }),
  places: {
    ...kernel('conv1'),
    ...kernel('conv2'),
    ...linearPlaces('fc1', 'fc1'),
    ...linearPlaces('fc2', 'fc2'),
  },
};
