import type { Builder } from '../../graph/builder';
import type { Node } from '../../graph/node';
import { bceWithLogits } from '../../ops/bce-with-logits';
import { crossEntropy } from '../../ops/cross-entropy';
import { ctcLoss } from '../../ops/ctc-loss';
import { huber } from '../../ops/huber';
import { l1 } from '../../ops/l1';
import { mse } from '../../ops/mse';
import { softCrossEntropy } from '../../ops/soft-cross-entropy';
import { parseTruth, type TruthCase, type TruthModel, type TruthSuite } from '../truth';
import text from '../truth/losses.json?raw';

export const losses: TruthSuite = {
  family: 'losses',
  cases: parseTruth(text).map(withUpstream),
  models: {
    cross_entropy: (b, { logits, target, weight }, attrs) => {
      const axis = Number(attrs.classes_axis);
      const reduction = reductionOf(attrs);
      const loss = attrs.soft_targets
        ? softCrossEntropy(b, logits, target, { axis, reduction })
        : crossEntropy(b, logits, target, {
            axis,
            ignoreIndex: Number(attrs.ignore_index ?? -100),
            labelSmoothing: Number(attrs.label_smoothing ?? 0),
            reduction,
            weight,
          });
      return { out: loss, loss, per_item: loss };
    },
    mse: pairwise(mse),
    l1: pairwise(l1),
    'smooth_l1 (beta=1)': pairwise(huber),
    bce_with_logits: (b, { x, target, pos_weight: posWeight }, attrs) => {
      const loss = bceWithLogits(b, x, target, { posWeight, reduction: reductionOf(attrs) });
      return { out: loss, loss };
    },
    ctc_loss: (b, { logits, targets, input_lengths, target_lengths }, attrs) => {
      const loss = ctcLoss(b, logits, targets, input_lengths, target_lengths, {
        blank: Number(attrs.blank),
        reduction: reductionOf(attrs),
      });
      return { out: loss, loss };
    },
  },
  absent: [],
};

type PairLoss = (
  b: Builder,
  x: Node,
  target: Node,
  options: { reduction: 'mean' | 'sum' | 'none' },
) => Node;

/** A loss between corresponding elements of two tensors. */
function pairwise(lossOf: PairLoss): TruthModel {
  return (b, { x, target }, attrs) => {
    const loss = lossOf(b, x, target, { reduction: reductionOf(attrs) });
    return { out: loss, loss };
  };
}

function reductionOf(attrs: TruthCase['attrs']): 'mean' | 'sum' | 'none' {
  return (attrs.reduction ?? 'mean') as 'mean' | 'sum' | 'none';
}

/** Losses per item come with the weights that made one number of them among the outputs. */
function withUpstream(truth: TruthCase): TruthCase {
  const { upstream_used: upstream, per_item: losses } = truth.outputs;
  if (!upstream) return truth;
  return { ...truth, outputs: { per_item: losses }, upstream: { per_item: upstream } };
}
