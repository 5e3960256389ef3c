import type { Builder } from '../graph/builder';
import { e } from '../graph/expr';
import type { Node } from '../graph/node';
import { applyLoss, defineLoss, type LossAttrs, type LossOptions } from './shared/pointwise-loss';

const DEFAULTS: LossAttrs = { reduction: 'mean' };

export const { op: mseOp, gradOp: mseGradOp } = defineLoss<LossAttrs>({
  name: 'mse',
  code: 0,
  doc: {
    summary: 'Mean of the squared differences from a target, or their sum, or each.',
    equation: '\\ell = \\frac{1}{n} \\sum_i (x_i - t_i)^2',
    numerics: '',
    source: 'Goodfellow et al. 2016, equation 5.4',
  },
  gradient: { name: 'mseGrad', equation: '\\bar x_i = \\frac{2}{n}\\,(x_i - t_i)\\,\\bar\\ell' },
  defaults: DEFAULTS,
  loss: () => (x, t, _, out) => {
    for (let i = 0; i < x.length; i++) {
      const d = x[i] - t[i];
      out[i] = d * d;
    }
  },
  slope: () => (x, t, _, g, step, out) => {
    for (let i = 0; i < x.length; i++) out[i] = 2 * g[i * step] * (x[i] - t[i]);
  },
  explain: (x, t) => {
    const difference = e.sub(x.expr, t.expr);
    return e.mul(difference, difference);
  },
  explainSlope: (x, t) => e.mul(e.num(2), e.sub(x.expr, t.expr)),
});

/**
 * Mean of the squared differences. `f32[…], f32[same] → f32[]`, or one per element without reduction
 *
 * @param options.reduction  `mean` unless given, `sum`, `batchmean` or `none`
 */
export function mse(b: Builder, x: Node, target: Node, options?: LossOptions<LossAttrs>): Node {
  return applyLoss(b, mseOp, DEFAULTS, [x, target], options);
}
