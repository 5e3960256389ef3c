import type { Builder } from '../graph/builder';
import type { Node } from '../graph/node';
import { add } from '../ops/add';
import { conv2d } from '../ops/conv2d';
import { maxPool2d } from '../ops/max-pool2d';
import { relu } from '../ops/relu';
import { reshape } from '../ops/reshape';
import { sizeOf } from '../tensor/shape';
import { type LayerParams, linearLayer, part } from './pytorch-layers';

/** A bias, f32[C], added to every element of its map. */
export function addToMaps(b: Builder, x: Node, bias: Node | undefined): Node {
  if (!bias) return x;
  const ones = x.type.shape.slice(2).map(() => 1);
  return add(b, x, reshape(b, bias, [...bias.type.shape, ...ones]));
}

/** Two times conv 3 × 3, ReLU and halving by max pooling; then two linear layers with ReLU between. */
export function smallCnn(b: Builder, params: LayerParams, x: Node) {
  const block = (name: string, maps: Node) => {
    const { weight, bias } = part(params, name);
    const y = addToMaps(b, conv2d(b, maps, weight, { padding: 1 }), bias);
    return maxPool2d(b, relu(b, y), { kernel: 2 });
  };
  const pool1 = block('conv1', x);
  const pool2 = block('conv2', pool1);
  const [batch, ...rest] = pool2.type.shape;
  const fc1 = relu(
    b,
    linearLayer(b, part(params, 'fc1'), reshape(b, pool2, [batch, sizeOf(rest)])),
  );
  return { pool1, pool2, fc1, logits: linearLayer(b, part(params, 'fc2'), fc1) };
}
