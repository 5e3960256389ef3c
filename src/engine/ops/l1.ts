import type { Builder } from '../graph/builder';
import { e } from '../graph/expr';
import type { Node } from '../graph/node';
import { applyLoss, defineLoss, type LossAttrs, type LossOptions } from './shared/pointwise-loss';

const DEFAULTS: LossAttrs = { reduction: 'mean' };

export const { op: l1Op, gradOp: l1GradOp } = defineLoss<LossAttrs>({
  name: 'l1',
  code: 1,
  doc: {
    summary: 'Mean of the absolute differences from a target, or their sum, or each.',
    equation: '\\ell = \\frac{1}{n} \\sum_i |x_i - t_i|',
    numerics: 'The derivative where x and target are equal is taken as 0.',
    source: 'Boyd & Vandenberghe 2004, section 6.1.2',
  },
  gradient: {
    name: 'l1Grad',
    equation: '\\bar x_i = \\frac{1}{n}\\,\\operatorname{sign}(x_i - t_i)\\,\\bar\\ell',
  },
  defaults: DEFAULTS,
  loss: () => (x, t, _, out) => {
    for (let i = 0; i < x.length; i++) out[i] = Math.abs(x[i] - t[i]);
  },
  slope: () => (x, t, _, g, step, out) => {
    for (let i = 0; i < x.length; i++) out[i] = Math.sign(x[i] - t[i]) * g[i * step];
  },
  explain: (x, t) => e.abs(e.sub(x.expr, t.expr)),
  explainSlope: (x, t) => e.num(Math.sign(x.value - t.value)),
  gradSamples: [
    {
      title: 'equal elements',
      attrs: { reduction: 'mean', of: 'x' },
      inputs: [
        { shape: [4], fill: { values: [1, 2, -3, 0] } },
        { shape: [4], fill: { values: [1, 3, -3, 0] } },
        { shape: [] },
      ],
    },
  ],
});

/**
 * Mean of the absolute differences. `f32[…], f32[same] → f32[]`, or one per element without reduction
 *
 * @param options.reduction  `mean` unless given, `sum`, `batchmean` or `none`
 */
export function l1(b: Builder, x: Node, target: Node, options?: LossOptions<LossAttrs>): Node {
  return applyLoss(b, l1Op, DEFAULTS, [x, target], options);
}
