import shader from '../../shaders/lstm-grad.wgsl?raw';
import type { Builder } from '../graph/builder';
import { e } from '../graph/expr';
import type { Node } from '../graph/node';
import { defineOp, type OpDef } from '../graph/op';
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
  sigmoidSlope,
  tanhSlope,
  Terms,
  traceCell,
} from './shared/recurrent';

/** Slots of the trace: i, f, g, o, c, h; of the gradient: those before σ and tanh, then c', h'. */
const SLOTS = 6;
const [I, F, G, O, C, H] = [0, 1, 2, 3, 4, 5];

export const lstmGradOp: OpDef<RecurrentAttrs> = defineOp<RecurrentAttrs>({
  name: 'lstmGrad',
  doc: {
    family: 'recurrence',
    summary:
      'Backpropagation through time of lstm: gradients of every gate before its σ or tanh, and of the states before every step.',
    equation:
      '\\begin{aligned} \\bar h &\\mathrel{+}= \\bar h^{\\text{next}}, \\quad ' +
      '\\bar c \\mathrel{+}= \\bar c^{\\text{next}} + \\bar h \\circ o \\circ (1 - \\tanh^2 c) \\\\ ' +
      "\\bar z &= \\big(\\bar i + \\bar c \\circ g,\\ \\bar f + \\bar c \\circ c',\\ \\bar g + \\bar c \\circ i,\\ " +
      "\\bar o + \\bar h \\circ \\tanh c\\big) \\circ (\\sigma', \\sigma', \\tanh', \\sigma') \\\\ " +
      "\\bar c' &= \\bar c \\circ f, \\quad \\bar h' = \\bar z\\, U^\\top \\end{aligned}",
    shapes:
      "trace f32[B,T,6H], U f32[H,4H], c₀ f32[B,H], keep f32[B,T], gradient f32[B,T,6H] → f32[B,T,6H]: the gates'|c'|h'",
    numerics: 'Where keep is 0, the gates have no gradient and those of the states pass through.',
    source: 'Werbos 1990; Greff et al. 2017, section II.B',
  },
  infer: ([trace, u, c0, keep, g]) => {
    const { batch, steps, hidden } = recurrentSizes('lstmGrad', 'the trace', trace, SLOTS);
    requireOperand('lstmGrad', 'U', u, [hidden, 4 * hidden]);
    requireOperand('lstmGrad', 'c₀', c0, [batch, hidden]);
    requireOperand('lstmGrad', 'keep', keep, [batch, steps]);
    requireOperand('lstmGrad', 'the gradient', g, trace.shape);
    return trace;
  },
  gradient: { notDifferentiable: 'first derivatives only' },
  reference: ({ attrs, inputs, data: [trace, u, c0, keep, g], out }) => {
    const { batch, steps, hidden } = recurrentSizes('lstmGrad', 'the trace', inputs[0], SLOTS);
    const width = SLOTS * hidden;
    const product = scratch(batch * hidden);
    const loop = {
      rows: batch,
      inner: 4 * hidden,
      cols: hidden,
      aRow: steps * width,
      aInner: 1,
      bInner: 1,
      bCol: 4 * hidden,
    };
    const [cAt, hAt] = [C * hidden, H * hidden];
    return () => {
      for (let step = steps - 1; step >= 0; step--) {
        const t = positionOf(attrs, steps, step);
        const before = positionOf(attrs, steps, step - 1);
        const after = positionOf(attrs, steps, step + 1);
        const last = step === steps - 1;
        for (let row = 0; row < batch; row++) {
          const at = (row * steps + t) * width;
          const next = (row * steps + after) * width;
          const previous = (row * steps + before) * width;
          const kept = keep[row * steps + t] !== 0;
          for (let j = 0, s = at; j < hidden; j++, s++) {
            const dh = g[s + hAt] + (last ? 0 : out[next + hAt + j]);
            let dc = g[s + cAt] + (last ? 0 : out[next + cAt + j]);
            if (!kept) {
              for (let gate = 0; gate < 4; gate++) out[s + gate * hidden] = 0;
              out[s + cAt] = dc;
              out[s + hAt] = dh;
              continue;
            }
            const i = trace[s];
            const f = trace[s + hidden];
            const cell = trace[s + 2 * hidden];
            const o = trace[s + 3 * hidden];
            const squashed = Math.tanh(trace[s + cAt]);
            const cBefore = step === 0 ? c0[row * hidden + j] : trace[previous + cAt + j];
            dc += dh * o * (1 - squashed * squashed);
            out[s] = (g[s] + dc * cell) * i * (1 - i);
            out[s + hidden] = (g[s + hidden] + dc * cBefore) * f * (1 - f);
            out[s + 2 * hidden] = (g[s + 2 * hidden] + dc * i) * (1 - cell * cell);
            out[s + 3 * hidden] = (g[s + 3 * hidden] + dh * squashed) * o * (1 - o);
            out[s + cAt] = dc * f;
          }
        }
        multiplyMatrices(loop, out, t * width, u, 0, product, 0);
        for (let row = 0; row < batch; row++) {
          if (keep[row * steps + t] === 0) continue;
          const o = (row * steps + t) * width + hAt;
          for (let k = 0; k < hidden; k++) out[o + k] = product[row * hidden + k];
        }
      }
    };
  },
  fast: (use) => {
    const sizes = recurrentSizes('lstmGrad', 'the trace', use.inputs[0], SLOTS);
    const products = [{ inner: 4 * sizes.hidden, columns: sizes.hidden }];
    return quickRecurrent('lstmGrad', use, sizes, use.attrs, products);
  },
  kernel: ({ attrs, inputs }) => {
    const sizes = recurrentSizes('lstmGrad', 'the trace', inputs[0], SLOTS);
    return {
      shader: 'lstm-grad',
      source: shader,
      constants: recurrentConstants(sizes, attrs),
      ...recurrentDispatch(sizes),
    };
  },
  provenance: ({ attrs, inputs, flat, value }) => {
    const sizes = recurrentSizes('lstmGrad', 'the trace', inputs[0], SLOTS);
    const { hidden } = sizes;
    const { row, slot, unit, place, before, after } = traceCell(sizes, attrs, SLOTS, flat);
    const terms = new Terms();
    const at = (position: number, of: number) => (position * SLOTS + of) * hidden + unit;
    const traced = (of: number) => terms.of(0, at(place, of));
    const above = (of: number) => terms.of(4, at(place, of));
    /** What comes from above and from the step after this one. */
    const arriving = (of: number) =>
      after < 0 ? above(of) : e.add(above(of), terms.of('output', at(after, of)));
    if (value(3, place) === 0) {
      const expr = slot < C ? e.num(0) : arriving(slot);
      terms.of(3, place);
      return { terms: terms.list, expr };
    }
    if (slot === H) {
      const products = Array.from({ length: 4 * hidden }, (_, j) =>
        terms.product('output', place * SLOTS * hidden + j, {
          input: 1,
          flat: unit * 4 * hidden + j,
        }),
      );
      return { terms: terms.list, expr: e.add(...products) };
    }
    if (slot === O) {
      const o = traced(O);
      const inner = e.add(above(O), e.mul(arriving(H), e.tanh(traced(C))));
      return { terms: terms.list, expr: e.mul(inner, sigmoidSlope(o)) };
    }
    const dc = e.add(arriving(C), e.mul(arriving(H), traced(O), tanhSlope(e.tanh(traced(C)))));
    if (slot === C) return { terms: terms.list, expr: e.mul(dc, traced(F)) };
    const own = traced(slot);
    const factor = {
      [I]: () => traced(G),
      [F]: () => (before < 0 ? terms.of(2, row * hidden + unit) : terms.of(0, at(before, C))),
      [G]: () => traced(I),
    }[slot]?.();
    const inner = e.add(above(slot), e.mul(dc, factor ?? e.num(0)));
    const slope = slot === G ? tanhSlope(own) : sigmoidSlope(own);
    return { terms: terms.list, expr: e.mul(inner, slope) };
  },
  samples: recurrentSamples(
    (use) => [
      { shape: [use.batch, use.steps, SLOTS * use.hidden] },
      { shape: [use.hidden, 4 * use.hidden] },
      { shape: [use.batch, use.hidden] },
      keepSample(use),
      { shape: [use.batch, use.steps, SLOTS * use.hidden], fill: use.large ? 'large' : 'normal' },
    ],
    ({ reverse }) => ({ reverse }),
  ),
  tolerance: { abs: 2e-6, rel: 1e-5 },
});

/**
 * Gradients through lstm, given its trace and the gradient of that: per position those of
 * i, f, g, o before σ and tanh, then those of the cell and hidden state before the step.
 * `→ f32[B,T,6H]`
 */
export function lstmGrad(
  b: Builder,
  trace: Node,
  u: Node,
  c0: Node,
  keep: Node,
  g: Node,
  attrs: RecurrentAttrs,
): Node {
  return b.apply(lstmGradOp, [trace, u, c0, keep, g], attrs, { axes: trace.axes });
}
