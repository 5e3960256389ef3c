import type { Builder } from '../graph/builder';
import { e } from '../graph/expr';
import type { Node } from '../graph/node';
import { applyLoss, defineLoss, type LossAttrs, type LossOptions } from './shared/pointwise-loss';

const DEFAULTS: LossAttrs = { reduction: 'batchmean' };

export const { op: klOp, gradOp: klGradOp } = defineLoss<LossAttrs>({
  name: 'kl',
  code: 4,
  doc: {
    summary:
      'Kullback–Leibler divergence of a target distribution from a predicted one, which is given by its log-probabilities.',
    equation: '\\ell = \\frac1B \\sum_i t_i\\,(\\log t_i - x_i), \\quad x = \\log q',
    numerics:
      'What the target excludes (t = 0) contributes 0, whatever is predicted; something the target ' +
      'has and the prediction excludes (x = −∞) makes it ∞. In nats.',
    source: 'Cover & Thomas 2006, section 2.3; PyTorch reference, KLDivLoss',
  },
  gradient: { name: 'klGrad', equation: '\\bar x_i = -\\tfrac1B\\,t_i\\,\\bar\\ell' },
  defaults: DEFAULTS,
  loss: () => (x, t, _, out) => {
    for (let i = 0; i < x.length; i++) {
      out[i] = t[i] <= 0 ? 0 : t[i] * (Math.log(t[i]) - x[i]);
    }
  },
  slope: () => (_x, t, _w, g, step, out) => {
    for (let i = 0; i < t.length; i++) out[i] = t[i] <= 0 ? 0 : -t[i] * g[i * step];
  },
  targetSlope: () => (x, t, _, g, step, out) => {
    for (let i = 0; i < x.length; i++) {
      out[i] = t[i] <= 0 ? 0 : (Math.log(t[i]) + 1 - x[i]) * g[i * step];
    }
  },
  explain: (x, t) => (t.value <= 0 ? e.num(0) : e.mul(t.expr, e.sub(e.log(t.expr), x.expr))),
  explainSlope: (_, t) => (t.value <= 0 ? e.num(0) : e.neg(t.expr)),
  explainTargetSlope: (x, t) =>
    t.value <= 0 ? e.num(0) : e.sub(e.add(e.log(t.expr), e.num(1)), x.expr),
  target: 'positive',
  gradSamples: (['x', 'target'] as const).map((of) => ({
    title: of === 'x' ? 'a target with zeros' : 'a target with zeros, for the target',
    attrs: { reduction: 'batchmean', of },
    inputs: [
      { shape: [2, 3] },
      { shape: [2, 3], fill: { values: [0, 0.25, 0.75, 1, 0, 0] } },
      { shape: [] },
    ],
  })),
});

/**
 * Divergence KL(target ‖ prediction) in nats, from the prediction's log-probabilities (PyTorch's
 * argument order). `f32[…], f32[same] → f32[]`, or one share per element without reduction
 *
 * @param logProbs           log-probabilities, as logSoftmax gives them
 * @param target             probabilities
 * @param options.reduction  `batchmean` (the sum over everything divided by the length of the first
 *                           axis) unless given; `sum`, `none`, or `mean` over all elements, which is
 *                           no divergence
 */
export function kl(
  b: Builder,
  logProbs: Node,
  target: Node,
  options?: LossOptions<LossAttrs>,
): Node {
  return applyLoss(b, klOp, DEFAULTS, [logProbs, target], options);
}
