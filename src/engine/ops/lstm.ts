import shader from '../../shaders/lstm.wgsl?raw';
import type { Builder, NodeOptions } from '../graph/builder';
import { e } from '../graph/expr';
import type { Node } from '../graph/node';
import { defineOp, type OpDef } from '../graph/op';
import { lstmGrad } from './lstm-grad';
import { previousState } from './previous-state';
import { multiplyMatrices } from './shared/multiply';
import {
  keepSample,
  nameTotalGradient,
  positionOf,
  quickRecurrent,
  type RecurrentAttrs,
  recurrentConstants,
  recurrentDispatch,
  recurrentSamples,
  recurrentSizes,
  requireOperand,
  scratch,
  slotAt,
  Terms,
  traceCell,
  traceSlots,
  weightGradient,
} from './shared/recurrent';

/** Slots of the trace: the gates i, f, g, o, the cell state c and the hidden state h. */
const SLOTS = 6;
const [I, F, G, O, C, H] = [0, 1, 2, 3, 4, 5];

export const lstmOp: OpDef<RecurrentAttrs> = defineOp<RecurrentAttrs>({
  name: 'lstm',
  doc: {
    family: 'recurrence',
    summary:
      'Long short-term memory over whole sequences: every gate and state of every position, side by side.',
    equation:
      '\\begin{aligned} i, f, o &= \\sigma(x_t + h_{t-1} U) \\\\ g &= \\tanh(x_t + h_{t-1} U) \\\\ ' +
      'c_t &= f \\circ c_{t-1} + i \\circ g \\\\ h_t &= o \\circ \\tanh(c_t) \\end{aligned}',
    shapes:
      'x f32[B,T,4H], U f32[H,4H], h₀ f32[B,H], c₀ f32[B,H], keep f32[B,T] → f32[B,T,6H]: i|f|g|o|c|h',
    numerics:
      'x is the input times its weights, plus the biases; its blocks and those of U are in the order ' +
      'i, f, g, o. Where keep is 0, the gates are 0 and both states stay what they were, in either direction.',
    source:
      'Hochreiter & Schmidhuber 1997; forget gate: Gers et al. 2000; PyTorch reference, torch.nn.LSTM',
  },
  infer: ([x, u, h0, c0, keep]) => {
    const { batch, steps, hidden } = recurrentSizes('lstm', 'x', x, 4);
    requireOperand('lstm', 'U', u, [hidden, 4 * hidden]);
    requireOperand('lstm', 'h₀', h0, [batch, hidden]);
    requireOperand('lstm', 'c₀', c0, [batch, hidden]);
    requireOperand('lstm', 'keep', keep, [batch, steps]);
    return { dtype: 'f32', shape: [batch, steps, SLOTS * hidden] };
  },
  gradient: ({ b, attrs, inputs: [, u, h0, c0, keep], output, grad }) => {
    const [hidden] = u.type.shape;
    const steps = grad.type.shape[1];
    const all = lstmGrad(b, output, u, c0, keep, grad, attrs);
    const pre = traceSlots(b, all, hidden, 0, 4);
    nameTotalGradient(b, { ...attrs, output, grad, slot: H, all, beforeSlot: H, hidden });
    const before = previousState(b, output, h0, { ...attrs, offset: H * hidden });
    const first = positionOf(attrs, steps, 0);
    return [
      pre,
      weightGradient(b, before, pre),
      slotAt(b, all, hidden, H, first),
      slotAt(b, all, hidden, C, first),
      null,
    ];
  },
  reference: ({ attrs, inputs, data: [x, u, h0, c0, keep], out }) => {
    const { batch, steps, hidden } = recurrentSizes('lstm', 'x', inputs[0], 4);
    const width = SLOTS * hidden;
    const product = scratch(batch * 4 * hidden);
    const common = { rows: batch, inner: hidden, cols: 4 * hidden, aInner: 1 };
    const loop = { ...common, aRow: steps * width, bInner: 4 * hidden, bCol: 1 };
    const firstLoop = { ...loop, aRow: hidden };
    return () => {
      for (let step = 0; step < steps; step++) {
        const t = positionOf(attrs, steps, step);
        const before = positionOf(attrs, steps, step - 1);
        const first = step === 0;
        if (first) multiplyMatrices(firstLoop, h0, 0, u, 0, product, 0);
        else multiplyMatrices(loop, out, before * width + H * hidden, u, 0, product, 0);
        for (let row = 0; row < batch; row++) {
          const place = row * steps + t;
          const at = place * width;
          const previous = (row * steps + before) * width;
          const kept = keep[place] !== 0;
          for (let j = 0; j < hidden; j++) {
            const cBefore = first ? c0[row * hidden + j] : out[previous + C * hidden + j];
            const s = at + j;
            if (!kept) {
              for (let gate = 0; gate < 4; gate++) out[s + gate * hidden] = 0;
              out[s + C * hidden] = cBefore;
              out[s + H * hidden] = first ? h0[row * hidden + j] : out[previous + H * hidden + j];
              continue;
            }
            const p = row * 4 * hidden + j;
            const q = place * 4 * hidden + j;
            const i = 1 / (1 + Math.exp(-(x[q] + product[p])));
            const f = 1 / (1 + Math.exp(-(x[q + hidden] + product[p + hidden])));
            const g = Math.tanh(x[q + 2 * hidden] + product[p + 2 * hidden]);
            const o = 1 / (1 + Math.exp(-(x[q + 3 * hidden] + product[p + 3 * hidden])));
            const c = f * cBefore + i * g;
            out[s] = i;
            out[s + hidden] = f;
            out[s + 2 * hidden] = g;
            out[s + 3 * hidden] = o;
            out[s + 4 * hidden] = c;
            out[s + 5 * hidden] = o * Math.tanh(c);
          }
        }
      }
    };
  },
  fast: (use) => {
    const sizes = recurrentSizes('lstm', 'x', use.inputs[0], 4);
    const products = [{ inner: sizes.hidden, columns: 4 * sizes.hidden }];
    return quickRecurrent('lstm', use, sizes, use.attrs, products);
  },
  kernel: ({ attrs, inputs }) => {
    const sizes = recurrentSizes('lstm', 'x', inputs[0], 4);
    return {
      shader: 'lstm',
      source: shader,
      constants: recurrentConstants(sizes, attrs),
      ...recurrentDispatch(sizes),
    };
  },
  provenance: ({ attrs, inputs, flat, value }) => {
    const sizes = recurrentSizes('lstm', 'x', inputs[0], 4);
    const { hidden } = sizes;
    const { row, slot, unit, place, before } = traceCell(sizes, attrs, SLOTS, flat);
    const terms = new Terms();
    const own = (of: number) => terms.of('output', (place * SLOTS + of) * hidden + unit);
    const earlier = (of: number, k: number) =>
      before < 0
        ? ({ input: of === H ? 2 : 3, flat: row * hidden + k } as const)
        : ({ input: 'output', flat: (before * SLOTS + of) * hidden + k } as const);
    const state = (of: number) => {
      const { input, flat: at } = earlier(of, unit);
      return terms.of(input, at);
    };
    const kept = value(4, place) !== 0;
    if (!kept) {
      const expr = slot < C ? e.num(0) : state(slot);
      terms.of(4, place);
      return { terms: terms.list, expr };
    }
    if (slot === C) {
      const kept = e.mul(own(F), state(C));
      return { terms: terms.list, expr: e.add(kept, e.mul(own(I), own(G))) };
    }
    if (slot === H) return { terms: terms.list, expr: e.mul(own(O), e.tanh(own(C))) };
    const x = terms.of(0, (place * 4 + slot) * hidden + unit);
    const products = Array.from({ length: hidden }, (_, k) => {
      const { input, flat: at } = earlier(H, k);
      return terms.product(input, at, { input: 1, flat: (k * 4 + slot) * hidden + unit });
    });
    const pre = e.add(x, ...products);
    return { terms: terms.list, expr: slot === G ? e.tanh(pre) : e.sigmoid(pre) };
  },
  samples: recurrentSamples(
    (use) => [
      { shape: [use.batch, use.steps, 4 * use.hidden], fill: use.large ? 'large' : 'normal' },
      { shape: [use.hidden, 4 * use.hidden] },
      { shape: [use.batch, use.hidden] },
      { shape: [use.batch, use.hidden] },
      keepSample(use),
    ],
    ({ reverse }) => ({ reverse }),
  ),
  tolerance: { abs: 2e-6, rel: 1e-5 },
});

export interface LstmInputs {
  /** f32[B,T,4H]: the input times its weights, plus both biases; blocks i, f, g, o. */
  readonly projected: Node;
  /** Recurrent weights, f32[H,4H]. */
  readonly u: Node;
  /** f32[B,H] */
  readonly h0: Node;
  /** f32[B,H] */
  readonly c0: Node;
  /** f32[B,T], 1 where there is a word; elsewhere the states are carried on unchanged. */
  readonly keep: Node;
}

/**
 * A layer of long short-term memory in one direction. i, f, o = σ(x + h'·U), g = tanh(x + h'·U),
 * c = f∘c' + i∘g, h = o∘tanh(c). → `f32[B,T,6H]`, per position i|f|g|o|c|h.
 *
 * @param attrs.reverse  whether it walks from the last position to the first
 */
export function lstm(
  b: Builder,
  { projected, u, h0, c0, keep }: LstmInputs,
  attrs: RecurrentAttrs,
  options?: NodeOptions,
): Node {
  const axes = [projected.axes[0], projected.axes[1], 'G'] as const;
  return b.apply(lstmOp, [projected, u, h0, c0, keep], attrs, { axes, ...options });
}
