import shader from '../../shaders/gru-grad.wgsl?raw';
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

/** Slots of the trace: r, z, n, m, h; of the gradient: r, z, n before σ and tanh, m, and h'. */
const SLOTS = 5;
const [R, Z, N, M, H] = [0, 1, 2, 3, 4];

export const gruGradOp: OpDef<RecurrentAttrs> = defineOp<RecurrentAttrs>({
  name: 'gruGrad',
  doc: {
    family: 'recurrence',
    summary:
      'Backpropagation through time of gru: gradients of every gate before its σ or tanh, and of the state before every step.',
    equation:
      '\\begin{aligned} \\bar h &\\mathrel{+}= \\bar h^{\\text{next}} \\\\ ' +
      '\\bar n_{\\text{pre}} &= (\\bar n + \\bar h \\circ (1 - z)) \\circ (1 - n^2), \\quad ' +
      '\\bar m \\mathrel{+}= \\bar n_{\\text{pre}} \\circ r \\\\ ' +
      '\\bar r_{\\text{pre}} &= (\\bar r + \\bar n_{\\text{pre}} \\circ m) \\circ r (1 - r), \\quad ' +
      "\\bar z_{\\text{pre}} = (\\bar z + \\bar h \\circ (h' - n)) \\circ z (1 - z) \\\\ " +
      "\\bar h' &= \\bar h \\circ z + (\\bar r_{\\text{pre}}, \\bar z_{\\text{pre}}, \\bar m)\\, U^\\top \\end{aligned}",
    shapes:
      "trace f32[B,T,5H], U f32[H,3H], h₀ f32[B,H], keep f32[B,T], gradient f32[B,T,5H] → f32[B,T,5H]: r|z|n|m|h'",
    numerics: 'Where keep is 0, the gates have no gradient and that of the state passes through.',
    source: 'Werbos 1990; Goodfellow et al. 2016, section 10.2.2',
  },
  infer: ([trace, u, h0, keep, g]) => {
    const { batch, steps, hidden } = recurrentSizes('gruGrad', 'the trace', trace, SLOTS);
    requireOperand('gruGrad', 'U', u, [hidden, 3 * hidden]);
    requireOperand('gruGrad', 'h₀', h0, [batch, hidden]);
    requireOperand('gruGrad', 'keep', keep, [batch, steps]);
    requireOperand('gruGrad', 'the gradient', g, trace.shape);
    return trace;
  },
  gradient: { notDifferentiable: 'first derivatives only' },
  reference: ({ attrs, inputs, data: [trace, u, h0, keep, g], out }) => {
    const { batch, steps, hidden } = recurrentSizes('gruGrad', 'the trace', inputs[0], SLOTS);
    const width = SLOTS * hidden;
    const gates = scratch(batch * hidden);
    const candidate = scratch(batch * hidden);
    const direct = scratch(batch * hidden);
    const candidateLoop = {
      rows: batch,
      inner: hidden,
      cols: hidden,
      aRow: steps * width,
      aInner: 1,
      bInner: 1,
      bCol: 3 * hidden,
    };
    const gatesLoop = { ...candidateLoop, inner: 2 * hidden };
    const hAt = H * hidden;
    return () => {
      for (let step = steps - 1; step >= 0; step--) {
        const t = positionOf(attrs, steps, step);
        const before = positionOf(attrs, steps, step - 1);
        const after = positionOf(attrs, steps, step + 1);
        const last = step === steps - 1;
        for (let row = 0; row < batch; row++) {
          const at = (row * steps + t) * width;
          const next = (row * steps + after) * width + hAt;
          const previous = (row * steps + before) * width + hAt;
          const kept = keep[row * steps + t] !== 0;
          for (let j = 0, s = at; j < hidden; j++, s++) {
            const dh = g[s + hAt] + (last ? 0 : out[next + j]);
            if (!kept) {
              for (let slot = 0; slot < H; slot++) out[s + slot * hidden] = 0;
              out[s + hAt] = dh;
              continue;
            }
            const r = trace[s];
            const z = trace[s + hidden];
            const n = trace[s + 2 * hidden];
            const m = trace[s + 3 * hidden];
            const hBefore = step === 0 ? h0[row * hidden + j] : trace[previous + j];
            const dn = (g[s + 2 * hidden] + dh * (1 - z)) * (1 - n * n);
            out[s] = (g[s] + dn * m) * r * (1 - r);
            out[s + hidden] = (g[s + hidden] + dh * (hBefore - n)) * z * (1 - z);
            out[s + 2 * hidden] = dn;
            out[s + 3 * hidden] = g[s + 3 * hidden] + dn * r;
            direct[row * hidden + j] = dh * z;
          }
        }
        multiplyMatrices(gatesLoop, out, t * width, u, 0, gates, 0);
        multiplyMatrices(candidateLoop, out, t * width + M * hidden, u, N * hidden, candidate, 0);
        for (let row = 0; row < batch; row++) {
          if (keep[row * steps + t] === 0) continue;
          const o = (row * steps + t) * width + hAt;
          for (let k = 0, p = row * hidden; k < hidden; k++, p++) {
            out[o + k] = direct[p] + gates[p] + candidate[p];
          }
        }
      }
    };
  },
  fast: (use) => {
    const sizes = recurrentSizes('gruGrad', 'the trace', use.inputs[0], SLOTS);
    const products = [
      { inner: 2 * sizes.hidden, columns: sizes.hidden },
      { inner: sizes.hidden, columns: sizes.hidden },
    ];
    return quickRecurrent('gruGrad', use, sizes, use.attrs, products);
  },
  kernel: ({ attrs, inputs }) => {
    const sizes = recurrentSizes('gruGrad', 'the trace', inputs[0], SLOTS);
    return {
      shader: 'gru-grad',
      source: shader,
      constants: recurrentConstants(sizes, attrs),
      ...recurrentDispatch(sizes),
    };
  },
  provenance: ({ attrs, inputs, flat, value }) => {
    const sizes = recurrentSizes('gruGrad', 'the trace', inputs[0], SLOTS);
    const { hidden } = sizes;
    const { row, slot, unit, place, before, after } = traceCell(sizes, attrs, SLOTS, flat);
    const terms = new Terms();
    const at = (position: number, of: number) => (position * SLOTS + of) * hidden + unit;
    const traced = (of: number) => terms.of(0, at(place, of));
    const above = (of: number) => terms.of(4, at(place, of));
    const own = (of: number) => terms.of('output', at(place, of));
    /** What comes to h from above and from the step after this one. */
    const arriving = () =>
      after < 0 ? above(H) : e.add(above(H), terms.of('output', at(after, H)));
    const explained = (expr: ReturnType<typeof own>) => ({ terms: terms.list, expr });
    if (value(3, place) === 0) {
      const expr = slot < H ? e.num(0) : arriving();
      terms.of(3, place);
      return explained(expr);
    }
    switch (slot) {
      case R: {
        const r = traced(R);
        const inner = e.add(above(R), e.mul(own(N), traced(M)));
        return explained(e.mul(inner, sigmoidSlope(r)));
      }
      case Z: {
        const z = traced(Z);
        const state = before < 0 ? terms.of(2, row * hidden + unit) : terms.of(0, at(before, H));
        const inner = e.add(above(Z), e.mul(arriving(), e.sub(state, traced(N))));
        return explained(e.mul(inner, sigmoidSlope(z)));
      }
      case N: {
        const inner = e.add(above(N), e.mul(arriving(), e.sub(e.num(1), traced(Z))));
        return explained(e.mul(inner, tanhSlope(traced(N))));
      }
      case M:
        return explained(e.add(above(M), e.mul(own(N), traced(R))));
      default: {
        const direct = e.mul(arriving(), traced(Z));
        const products = Array.from({ length: 3 * hidden }, (_, j) => {
          const from = j < 2 * hidden ? j : j + hidden;
          return terms.product('output', place * SLOTS * hidden + from, {
            input: 1,
            flat: unit * 3 * hidden + j,
          });
        });
        return explained(e.add(direct, ...products));
      }
    }
  },
  samples: recurrentSamples(
    (use) => [
      { shape: [use.batch, use.steps, SLOTS * use.hidden] },
      { shape: [use.hidden, 3 * use.hidden] },
      { shape: [use.batch, use.hidden] },
      keepSample(use),
      { shape: [use.batch, use.steps, SLOTS * use.hidden], fill: use.large ? 'large' : 'normal' },
    ],
    ({ reverse }) => ({ reverse }),
  ),
  tolerance: { abs: 2e-6, rel: 1e-5 },
});

/**
 * Gradients through gru, given its trace and the gradient of that: per position those of r, z and
 * n before σ and tanh, that of m, then that of the state before the step. `→ f32[B,T,5H]`
 */
export function gruGrad(
  b: Builder,
  trace: Node,
  u: Node,
  h0: Node,
  keep: Node,
  g: Node,
  attrs: RecurrentAttrs,
): Node {
  return b.apply(gruGradOp, [trace, u, h0, keep, g], attrs, { axes: trace.axes });
}
