import type { Builder } from '../graph/builder';
import { e } from '../graph/expr';
import type { Node } from '../graph/node';
import { ShapeError } from '../tensor/errors';
import { applyLoss, defineLoss, type LossAttrs, type LossOptions } from './shared/pointwise-loss';

export type HuberAttrs = LossAttrs & {
  /** The difference at which the square turns into a line. */
  readonly delta: number;
};

const DEFAULTS: HuberAttrs = { reduction: 'mean', delta: 1 };

export const { op: huberOp, gradOp: huberGradOp } = defineLoss<HuberAttrs>({
  name: 'huber',
  code: 2,
  doc: {
    summary: 'Half the squared difference where it is small, and a line of slope δ beyond δ.',
    equation:
      '\\ell_i = \\begin{cases} \\tfrac12 d_i^2 & |d_i| \\le \\delta \\\\ \\delta\\,(|d_i| - \\tfrac12\\delta) & \\text{else} \\end{cases}, \\quad d = x - t',
    numerics:
      'Value and slope are continuous at δ. PyTorch’s smooth_l1 with beta β is this with δ = β, divided ' +
      'by β; at β = 1 they are the same.',
    source: 'Huber 1964; Hastie et al. 2009, section 10.6',
  },
  gradient: {
    name: 'huberGrad',
    equation: '\\bar x_i = \\frac1n\\,\\max(-\\delta, \\min(x_i - t_i, \\delta))\\,\\bar\\ell',
  },
  defaults: DEFAULTS,
  check: ({ delta }) => {
    if (!(delta > 0 && delta < Infinity)) {
      throw new ShapeError(`huber: delta is ${delta}; it must be positive.`);
    }
  },
  constants: ({ delta }) => ({ delta }),
  loss:
    ({ delta }) =>
    (x, t, _, out) => {
      for (let i = 0; i < x.length; i++) {
        const d = Math.abs(x[i] - t[i]);
        out[i] = d <= delta ? 0.5 * d * d : delta * (d - 0.5 * delta);
      }
    },
  slope:
    ({ delta }) =>
    (x, t, _, g, step, out) => {
      for (let i = 0; i < x.length; i++) {
        const d = x[i] - t[i];
        out[i] = (Math.abs(d) > delta ? delta * Math.sign(d) : d) * g[i * step];
      }
    },
  explain: (x, t, _, { delta }) => {
    const d = e.sub(x.expr, t.expr);
    return Math.abs(x.value - t.value) <= delta
      ? e.mul(e.num(0.5), d, d)
      : e.mul(e.num(delta), e.sub(e.abs(d), e.num(0.5 * delta)));
  },
  explainSlope: (x, t, _, { delta }) =>
    e.max(e.num(-delta), e.min(e.sub(x.expr, t.expr), e.num(delta))),
  samples: [
    {
      title: 'another delta, and differences of exactly delta',
      attrs: { reduction: 'none', delta: 0.5 },
      inputs: [
        { shape: [5], fill: { values: [0.5, -0.5, 0.25, 3, 0] } },
        { shape: [5], fill: { values: [0, 0, 0, 0, 0] } },
      ],
    },
  ],
});

/**
 * Huber's loss: half the squared difference up to `delta`, a line of slope `delta` beyond.
 * `f32[…], f32[same] → f32[]`, or one per element without reduction. With delta 1 it is PyTorch's
 * smooth_l1 with beta 1; in general smooth_l1 with beta β is huber with delta β divided by β.
 *
 * @param options.delta      positive; 1 unless given
 * @param options.reduction  `mean` unless given, `sum`, `batchmean` or `none`
 * @throws ShapeError when delta is not positive
 */
export function huber(b: Builder, x: Node, target: Node, options?: LossOptions<HuberAttrs>): Node {
  return applyLoss(b, huberOp, DEFAULTS, [x, target], options);
}
