import type { Builder } from '../graph/builder';
import type { Node } from '../graph/node';
import {
  type RecurrentKind,
  type RecurrentResult,
  type RecurrentWeights,
  recurrentStack,
} from '../layers/recurrent';
import { lengthMask } from '../ops/length-mask';
import { transpose } from '../ops/transpose';
import type { LayerParams } from './pytorch-layers';
import type { TruthCase } from './truth';

export interface RecurrentUse {
  readonly kind: RecurrentKind;
  readonly layers: number;
  readonly bidirectional: boolean;
  readonly h0?: Node;
  readonly c0?: Node;
  readonly keep?: Node;
}

/** nn.RNN, nn.LSTM or nn.GRU with the batch first: the product's layers with PyTorch's parameters. */
export function recurrentLayers(
  b: Builder,
  params: LayerParams,
  x: Node,
  use: RecurrentUse,
): RecurrentResult {
  const weights = (layer: number, direction: 'forward' | 'backward'): RecurrentWeights => {
    const suffix = `l${layer}${direction === 'backward' ? '_reverse' : ''}`;
    const turned = (name: string) =>
      transpose(b, params[`weight_${name}_${suffix}`], { order: [1, 0] });
    return {
      W: turned('ih'),
      U: turned('hh'),
      b: params[`bias_ih_${suffix}`],
      bRecurrent: params[`bias_hh_${suffix}`],
    };
  };
  return recurrentStack(b, x, { ...use, weights });
}

/** A case of nn.RNN, nn.LSTM or nn.GRU. */
export function recurrentCase(
  b: Builder,
  tensors: Readonly<Record<string, Node>>,
  attrs: TruthCase['attrs'],
  kind: RecurrentKind,
): Readonly<Record<string, Node>> {
  const { x, lengths, h0, c0 } = tensors;
  const batchFirst = attrs.batch_first !== false;
  const swap = (y: Node) => transpose(b, y, { order: [1, 0, 2] });
  const first = batchFirst ? x : swap(x);
  const { out, hn, cn } = recurrentLayers(b, tensors, first, {
    kind,
    layers: Number(attrs.num_layers),
    bidirectional: attrs.bidirectional === true,
    h0,
    c0,
    keep: lengths && lengthMask(b, lengths, { length: first.type.shape[1] }),
  });
  return { out: batchFirst ? out : swap(out), hn, ...(cn ? { cn } : {}) };
}
