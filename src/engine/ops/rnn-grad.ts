import shader from '../../shaders/rnn-grad.wgsl?raw';
import type { Builder } from '../graph/builder';
import { type Expr, e } from '../graph/expr';
import type { Node } from '../graph/node';
import { defineOp, type OpDef } from '../graph/op';
import { ShapeError } from '../tensor/errors';
import { multiplyMatrices } from './shared/multiply';
import {
  keepSample,
  positionOf,
  quickRecurrent,
  type RecurrentAttrs,
  recurrentConstants,
  recurrentDispatch,
  recurrentSamples,
  recurrentSizes,
  requireOperand,
  scratch,
  tanhSlope,
  Terms,
  traceCell,
} from './shared/recurrent';

export type RnnAttrs = RecurrentAttrs & { readonly activation: 'tanh' | 'relu' };

/** @throws ShapeError when an activation from outside is neither */
export function requireActivation(op: string, activation: string): void {
  if (activation !== 'tanh' && activation !== 'relu') {
    throw new ShapeError(`${op}: the activation is "${activation}"; it must be "tanh" or "relu".`);
  }
}

/** Slots of the gradient: that before φ, and that of the state before the step. */
const SLOTS = 2;

export const rnnGradOp: OpDef<RnnAttrs> = defineOp<RnnAttrs>({
  name: 'rnnGrad',
  doc: {
    family: 'recurrence',
    summary:
      'Backpropagation through time of rnn: gradients before φ, and of the state before every step.',
    equation:
      "\\bar h \\mathrel{+}= \\bar h^{\\text{next}}, \\quad \\bar z = \\bar h \\circ \\varphi', \\quad " +
      "\\bar h' = \\bar z\\, U^\\top",
    shapes:
      "h f32[B,T,H], U f32[H,H], keep f32[B,T], gradient f32[B,T,H] → f32[B,T,2H]: before φ|h'",
    numerics:
      'The slope of ReLU at 0 is taken as 0. Where keep is 0, the gradient of the state passes through.',
    source: 'Werbos 1990; Goodfellow et al. 2016, section 10.2.2',
  },
  infer: ([h, u, keep, g], { activation }) => {
    const { batch, steps, hidden } = recurrentSizes('rnnGrad', 'the states', h, 1);
    requireOperand('rnnGrad', 'U', u, [hidden, hidden]);
    requireOperand('rnnGrad', 'keep', keep, [batch, steps]);
    requireOperand('rnnGrad', 'the gradient', g, h.shape);
    requireActivation('rnnGrad', activation);
    return { dtype: 'f32', shape: [batch, steps, SLOTS * hidden] };
  },
  gradient: { notDifferentiable: 'first derivatives only' },
  reference: ({ attrs, inputs, data: [h, u, keep, g], out }) => {
    const { batch, steps, hidden } = recurrentSizes('rnnGrad', 'the states', inputs[0], 1);
    const width = SLOTS * hidden;
    const tanh = attrs.activation === 'tanh';
    const product = scratch(batch * hidden);
    const loop = {
      rows: batch,
      inner: hidden,
      cols: hidden,
      aRow: steps * width,
      aInner: 1,
      bInner: 1,
      bCol: hidden,
    };
    return () => {
      for (let step = steps - 1; step >= 0; step--) {
        const t = positionOf(attrs, steps, step);
        const after = positionOf(attrs, steps, step + 1);
        const last = step === steps - 1;
        for (let row = 0; row < batch; row++) {
          const place = row * steps + t;
          const next = (row * steps + after) * width + hidden;
          const kept = keep[place] !== 0;
          for (let j = 0; j < hidden; j++) {
            const dh = g[place * hidden + j] + (last ? 0 : out[next + j]);
            const y = h[place * hidden + j];
            const o = place * width + j;
            if (!kept) {
              out[o] = 0;
              out[o + hidden] = dh;
            } else if (tanh) out[o] = dh * (1 - y * y);
            else out[o] = y <= 0 ? 0 : dh;
          }
        }
        multiplyMatrices(loop, out, t * width, u, 0, product, 0);
        for (let row = 0; row < batch; row++) {
          const place = row * steps + t;
          if (keep[place] === 0) continue;
          const o = place * width + hidden;
          for (let k = 0; k < hidden; k++) out[o + k] = product[row * hidden + k];
        }
      }
    };
  },
  fast: (use) => {
    const sizes = recurrentSizes('rnnGrad', 'the states', use.inputs[0], 1);
    const products = [{ inner: sizes.hidden, columns: sizes.hidden }];
    return quickRecurrent('rnnGrad', use, sizes, use.attrs, products, [
      Number(use.attrs.activation === 'tanh'),
    ]);
  },
  kernel: ({ attrs, inputs }) => {
    const sizes = recurrentSizes('rnnGrad', 'the states', inputs[0], 1);
    return {
      shader: 'rnn-grad',
      source: shader,
      constants: {
        ...recurrentConstants(sizes, attrs),
        relu: Number(attrs.activation === 'relu'),
      },
      ...recurrentDispatch(sizes),
    };
  },
  provenance: ({ attrs, inputs, flat, value }) => {
    const sizes = recurrentSizes('rnnGrad', 'the states', inputs[0], 1);
    const { hidden } = sizes;
    const { slot, unit, place, after } = traceCell(sizes, attrs, SLOTS, flat);
    const terms = new Terms();
    const kept = value(2, place) !== 0;
    if (kept && slot === 1) {
      const products = Array.from({ length: hidden }, (_, j) =>
        terms.product('output', place * SLOTS * hidden + j, {
          input: 1,
          flat: unit * hidden + j,
        }),
      );
      return { terms: terms.list, expr: e.add(...products) };
    }
    let expr: Expr = e.num(0);
    if (kept || slot === 1) {
      expr = terms.of(3, place * hidden + unit);
      if (after >= 0) expr = e.add(expr, terms.of('output', (after * SLOTS + 1) * hidden + unit));
    }
    if (!kept) {
      terms.of(2, place);
      return { terms: terms.list, expr };
    }
    const at = place * hidden + unit;
    const y = terms.of(0, at);
    const slope = attrs.activation === 'tanh' ? tanhSlope(y) : e.num(value(0, at) <= 0 ? 0 : 1);
    return { terms: terms.list, expr: e.mul(expr, slope) };
  },
  samples: (['tanh', 'relu'] as const).flatMap((activation) =>
    recurrentSamples(
      (use) => [
        { shape: [use.batch, use.steps, use.hidden] },
        { shape: [use.hidden, use.hidden] },
        keepSample(use),
        { shape: [use.batch, use.steps, use.hidden], fill: use.large ? 'large' : 'normal' },
      ],
      ({ reverse }) => ({ reverse, activation }),
    ).map((sample) => ({ ...sample, title: `${activation}: ${sample.title}` })),
  ),
  tolerance: { abs: 2e-6, rel: 1e-5 },
});

/**
 * Gradients through rnn, given its states and the gradient of them: per position that before φ,
 * then that of the state before the step. `→ f32[B,T,2H]`
 */
export function rnnGrad(b: Builder, h: Node, u: Node, keep: Node, g: Node, attrs: RnnAttrs): Node {
  const axes = [h.axes[0], h.axes[1], 'G'] as const;
  return b.apply(rnnGradOp, [h, u, keep, g], attrs, { axes });
}
