import { crossEntropy } from '../../ops/cross-entropy';
import { mse } from '../../ops/mse';
import { parseTruth, type TruthCase, type TruthSuite } from '../truth';
import text from '../truth/losses.json?raw';

/** Class weights, soft targets and sums of squares, which the engine does not have. */
const ABSENT_CASES = new Set(['ce_weight', 'ce_soft', 'mse_sum']);

export const losses: TruthSuite = {
  family: 'losses',
  cases: parseTruth(text)
    .filter(({ name }) => !ABSENT_CASES.has(name))
    .map(withUpstream),
  models: {
    cross_entropy: (b, { logits, target }, attrs) => {
      const reduction = (attrs.reduction ?? 'mean') as 'mean' | 'sum' | 'none';
      const loss = crossEntropy(b, logits, target, {
        axis: Number(attrs.classes_axis),
        ignoreIndex: Number(attrs.ignore_index ?? -100),
        labelSmoothing: Number(attrs.label_smoothing ?? 0),
        reduction,
      });
      return { out: loss, loss, per_item: loss };
    },
    mse: (b, { x, target }) => {
      const loss = mse(b, x, target);
      return { out: loss, loss };
    },
  },
  absent: ['l1', 'smooth_l1 (beta=1)', 'bce_with_logits', 'ctc_loss'],
};

/** Losses per item come with the weights that made one number of them among the outputs. */
function withUpstream(truth: TruthCase): TruthCase {
  const { upstream_used: upstream, per_item: losses } = truth.outputs;
  if (!upstream) return truth;
  return { ...truth, outputs: { per_item: losses }, upstream: { per_item: upstream } };
}
