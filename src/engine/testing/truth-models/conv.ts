import type { Builder } from '../../graph/builder';
import type { Node } from '../../graph/node';
import { avgPool2d } from '../../ops/avg-pool2d';
import { conv1d } from '../../ops/conv1d';
import { conv2d, convTranspose2d } from '../../ops/conv2d';
import { globalAveragePool } from '../../ops/global-pool';
import { maxPool2d } from '../../ops/max-pool2d';
import { addToMaps } from '../pytorch-cnn';
import { parseTruth, type TruthCase, type TruthModel, type TruthSuite } from '../truth';
import text from '../truth/conv.json?raw';

type Attrs = TruthCase['attrs'];

const both = (value: Attrs[string]) => value as number | readonly number[];

const convolution =
  (op: typeof conv2d | typeof convTranspose2d | typeof conv1d): TruthModel =>
  (b, { x, weight, bias }, { stride, padding, dilation, groups }) => {
    const settings = {
      stride: both(stride),
      padding: both(padding),
      dilation: both(dilation),
      groups: Number(groups),
    };
    // conv1d's settings are the numbers among them.
    return { out: addToMaps(b, op(b, x, weight, settings as object), bias) };
  };

function pooling(pool: (b: Builder, x: Node, settings: { kernel: number }) => Node): TruthModel {
  return (b, { x }, { kernel, stride, padding, count_include_pad }) => {
    const settings = {
      kernel: Number(kernel),
      stride: Number(stride),
      padding: Number(padding),
      countIncludePad: count_include_pad !== false,
    };
    return { out: pool(b, x, settings) };
  };
}

export const conv: TruthSuite = {
  family: 'conv',
  cases: parseTruth(text),
  models: {
    Conv2d: convolution(conv2d),
    Conv1d: convolution(conv1d),
    ConvTranspose2d: convolution(convTranspose2d),
    MaxPool2d: pooling(maxPool2d),
    AvgPool2d: pooling(avgPool2d),
    GlobalAvgPool: (b, { x }) => ({ out: globalAveragePool(b, x) }),
  },
  absent: [],
};
