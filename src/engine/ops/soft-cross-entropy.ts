import type { Builder, NodeOptions } from '../graph/builder';
import { e } from '../graph/expr';
import type { Node } from '../graph/node';
import { axisOf, sizeOf } from '../tensor/shape';
import { logSoftmax } from './log-softmax';
import { scale } from './scale';
import type { Reduction } from './shared/classes';
import { applyLoss, defineLoss, type LossAttrs } from './shared/pointwise-loss';
import { sum } from './sum';

const DEFAULTS: LossAttrs = { reduction: 'sum' };

export const { op: softCrossEntropyOp, gradOp: softCrossEntropyGradOp } = defineLoss<LossAttrs>({
  name: 'softCrossEntropy',
  code: 5,
  doc: {
    summary:
      'Cross-entropy of a target distribution with a prediction given by its log-probabilities.',
    equation: '\\ell = -\\sum_i t_i\\,x_i, \\quad x = \\log q',
    numerics: 'What the target excludes (t = 0) contributes 0, also where x is −∞. In nats.',
    source: 'Cover & Thomas 2006, section 5.4; PyTorch reference, CrossEntropyLoss',
  },
  gradient: { name: 'softCrossEntropyGrad', equation: '\\bar x_i = -t_i\\,\\bar\\ell' },
  defaults: DEFAULTS,
  loss: () => (x, t, _, out) => {
    for (let i = 0; i < x.length; i++) out[i] = t[i] === 0 ? 0 : -t[i] * x[i];
  },
  slope: () => (_x, t, _w, g, step, out) => {
    for (let i = 0; i < t.length; i++) out[i] = -t[i] * g[i * step];
  },
  targetSlope: () => (x, _t, _w, g, step, out) => {
    for (let i = 0; i < x.length; i++) out[i] = -x[i] * g[i * step];
  },
  explain: (x, t) => (t.value === 0 ? e.num(0) : e.neg(e.mul(t.expr, x.expr))),
  explainSlope: (_, t) => e.neg(t.expr),
  explainTargetSlope: (x) => e.neg(x.expr),
  samples: [
    {
      title: 'zeros in the target',
      attrs: { reduction: 'none' },
      inputs: [{ shape: [2, 3] }, { shape: [2, 3], fill: { values: [0, 0.25, 0.75, 1, 0, 0] } }],
    },
  ],
});

export interface SoftCrossEntropyOptions {
  /** Axis of the classes; −1 unless given. */
  readonly axis?: number;
  /** `mean` over the items unless given, `sum`, or `none`: one loss per item. */
  readonly reduction?: Reduction;
}

/**
 * Cross-entropy of logits with a target distribution over the classes, in nats.
 * `f32[…,C,…], f32[same] → f32[]`, or `f32[… without C]` without reduction. Masked classes (−∞) must
 * have probability 0 in the target, or the loss is ∞.
 */
export function softCrossEntropy(
  b: Builder,
  logits: Node,
  target: Node,
  { axis = -1, reduction = 'mean' }: SoftCrossEntropyOptions = {},
  options?: NodeOptions,
): Node {
  const { shape } = logits.type;
  const at = axisOf('softCrossEntropy', shape, axis);
  const pair = [logSoftmax(b, logits, { axis: at }), target] as const;
  if (reduction === 'none') {
    const shares = applyLoss(b, softCrossEntropyOp, DEFAULTS, pair, { reduction: 'none' });
    return sum(b, shares, { axes: [at] }, options);
  }
  if (reduction === 'sum') return applyLoss(b, softCrossEntropyOp, DEFAULTS, pair, options);
  const total = applyLoss(b, softCrossEntropyOp, DEFAULTS, pair);
  return scale(b, total, shape[at] / sizeOf(shape), options);
}
