import type { Builder } from '../graph/builder';
import { type Expr, e } from '../graph/expr';
import type { Node } from '../graph/node';
import { sameShape } from '../tensor/shape';
import {
  applyLoss,
  defineLoss,
  type LossAttrs,
  type LossOptions,
  type Operand,
} from './shared/pointwise-loss';
import { expand } from './sum';

const DEFAULTS: LossAttrs = { reduction: 'mean' };

export const { op: bceWithLogitsOp, gradOp: bceWithLogitsGradOp } = defineLoss<LossAttrs>({
  name: 'bceWithLogits',
  code: 3,
  doc: {
    summary:
      'Cross-entropy of the sigmoid of logits with targets from 0 to 1, in nats; positive targets may be weighted.',
    equation:
      '\\ell_i = w_i\\,t_i \\log(1 + e^{-x_i}) + (1 - t_i) \\log(1 + e^{x_i}) = -w_i\\,t_i \\log \\sigma(x_i) - (1-t_i) \\log(1 - \\sigma(x_i))',
    numerics:
      'log(1 + e^z) is max(z, 0) + log(1 + e^−|z|): no overflow, and both parts are positive, so that ' +
      'nothing cancels. The weights w, 1 unless given, have no gradient.',
    source: 'Goodfellow et al. 2016, section 6.2.2.2; PyTorch reference, BCEWithLogitsLoss',
  },
  gradient: {
    name: 'bceWithLogitsGrad',
    equation:
      '\\bar x_i = \\tfrac1n\\big((1-t_i)\\,\\sigma(x_i) - w_i\\,t_i\\,\\sigma(-x_i)\\big)\\,\\bar\\ell',
  },
  defaults: DEFAULTS,
  weight: 'the weight of positive targets',
  loss: () => (x, t, w, out) => {
    for (let i = 0; i < x.length; i++) {
      const tail = Math.log1p(Math.exp(-Math.abs(x[i])));
      const positive = t[i] * (Math.max(-x[i], 0) + tail);
      const negative = (1 - t[i]) * (Math.max(x[i], 0) + tail);
      out[i] = (w ? w[i] * positive : positive) + negative;
    }
  },
  slope: () => (x, t, w, g, step, out) => {
    for (let i = 0; i < x.length; i++) {
      const on = 1 / (1 + Math.exp(-x[i]));
      const off = 1 / (1 + Math.exp(x[i]));
      const positive = t[i] * off;
      out[i] = ((1 - t[i]) * on - (w ? w[i] * positive : positive)) * g[i * step];
    }
  },
  targetSlope: () => (x, _, w, g, step, out) => {
    for (let i = 0; i < x.length; i++) {
      const tail = Math.log1p(Math.exp(-Math.abs(x[i])));
      const positive = Math.max(-x[i], 0) + tail;
      const negative = Math.max(x[i], 0) + tail;
      out[i] = ((w ? w[i] * positive : positive) - negative) * g[i * step];
    }
  },
  explain: (x, t, w) => {
    const positive = e.mul(t.expr, softplus(e.neg(x.expr), -x.value));
    const negative = e.mul(e.sub(e.num(1), t.expr), softplus(x.expr, x.value));
    return e.add(weighted(w, positive), negative);
  },
  explainSlope: (x, t, w) =>
    e.sub(
      e.mul(e.sub(e.num(1), t.expr), e.sigmoid(x.expr)),
      weighted(w, e.mul(t.expr, e.sigmoid(e.neg(x.expr)))),
    ),
  explainTargetSlope: (x, _, w) =>
    e.sub(weighted(w, softplus(e.neg(x.expr), -x.value)), softplus(x.expr, x.value)),
  target: 'mask',
  samples: [
    {
      title: 'logits of ±10,000 and targets in between',
      attrs: { reduction: 'none' },
      inputs: [
        { shape: [6], fill: { values: [1e4, -1e4, 1e4, -1e4, 100, -0.001] } },
        { shape: [6], fill: { values: [0, 0, 1, 1, 0.25, 0.75] } },
      ],
    },
  ],
});

const weighted = (w: Operand | null, positive: Expr) => (w ? e.mul(w.expr, positive) : positive);

/** log(1 + e^z), which is z and a tail where e^z is large. */
const softplus = (z: Expr, value: number) =>
  value > 0 ? e.add(z, e.log1p(e.exp(e.neg(z)))) : e.log1p(e.exp(z));

/**
 * Binary cross-entropy of logits with targets from 0 to 1, in nats.
 * `f32[…], f32[same] → f32[]`, or one per element without reduction
 *
 * @param options.posWeight  `f32[broadcastable to the logits]`, e.g. one number a class: how much a
 *                           positive target weighs against a negative one; has no gradient
 * @param options.reduction  `mean` unless given, `sum`, `batchmean` or `none`
 */
export function bceWithLogits(
  b: Builder,
  logits: Node,
  target: Node,
  { posWeight, ...options }: LossOptions<LossAttrs> & { readonly posWeight?: Node } = {},
): Node {
  const { shape } = logits.type;
  const same = !posWeight || sameShape(posWeight.type.shape, shape);
  const weight = same ? posWeight : expand(b, posWeight, shape);
  return applyLoss(b, bceWithLogitsOp, DEFAULTS, [logits, target, weight], options);
}
