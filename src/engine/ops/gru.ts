import shader from '../../shaders/gru.wgsl?raw';
import type { Builder, NodeOptions } from '../graph/builder';
import { e } from '../graph/expr';
import type { Node } from '../graph/node';
import { defineOp, type OpDef } from '../graph/op';
import { concat } from './concat';
import { gruGrad } from './gru-grad';
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
import { sum } from './sum';

/** Slots of the trace: the gates r and z, the candidate n, its recurrent part m, the state h. */
const SLOTS = 5;
const [R, Z, N, M, H] = [0, 1, 2, 3, 4];

export const gruOp: OpDef<RecurrentAttrs> = defineOp<RecurrentAttrs>({
  name: 'gru',
  doc: {
    family: 'recurrence',
    summary:
      'Gated recurrent units over whole sequences: every gate and state of every position, side by side.',
    equation:
      '\\begin{aligned} r, z &= \\sigma(x_t + h_{t-1} U + b) \\\\ m &= h_{t-1} U_n + b_n \\\\ ' +
      'n &= \\tanh(x_t + r \\circ m) \\\\ h_t &= (1 - z) \\circ n + z \\circ h_{t-1} \\end{aligned}',
    shapes:
      'x f32[B,T,3H], U f32[H,3H], b f32[3H], h₀ f32[B,H], keep f32[B,T] → f32[B,T,5H]: r|z|n|m|h',
    numerics:
      'x is the input times its weights, plus their bias; its blocks and those of U and b are in the ' +
      'order r, z, n. The reset gate acts after the recurrent product. Where keep is 0, everything ' +
      'but the state is 0, and the state stays what it was, in either direction.',
    source:
      'Cho et al. 2014, equations 5–8; reset after the product: PyTorch reference, torch.nn.GRU',
  },
  infer: ([x, u, bias, h0, keep]) => {
    const { batch, steps, hidden } = recurrentSizes('gru', 'x', x, 3);
    requireOperand('gru', 'U', u, [hidden, 3 * hidden]);
    requireOperand('gru', 'b', bias, [3 * hidden]);
    requireOperand('gru', 'h₀', h0, [batch, hidden]);
    requireOperand('gru', 'keep', keep, [batch, steps]);
    return { dtype: 'f32', shape: [batch, steps, SLOTS * hidden] };
  },
  gradient: ({ b, attrs, inputs: [, u, , h0, keep], output, grad }) => {
    const [hidden] = u.type.shape;
    const steps = grad.type.shape[1];
    const all = gruGrad(b, output, u, h0, keep, grad, attrs);
    nameTotalGradient(b, { ...attrs, output, grad, slot: H, all, beforeSlot: H, hidden });
    const before = previousState(b, output, h0, { ...attrs, offset: H * hidden });
    // r and z have one sum for input and state; the candidate keeps the state's part by itself.
    const gates = traceSlots(b, all, hidden, R, 2);
    const product = concat(b, [gates, traceSlots(b, all, hidden, M)], { axis: 2 });
    return [
      traceSlots(b, all, hidden, R, 3),
      weightGradient(b, before, product),
      sum(b, product, { axes: [0, 1] }),
      slotAt(b, all, hidden, H, positionOf(attrs, steps, 0)),
      null,
    ];
  },
  reference: ({ attrs, inputs, data: [x, u, bias, h0, keep], out }) => {
    const { batch, steps, hidden } = recurrentSizes('gru', 'x', inputs[0], 3);
    const width = SLOTS * hidden;
    const product = scratch(batch * 3 * hidden);
    const loop = {
      rows: batch,
      inner: hidden,
      cols: 3 * hidden,
      aRow: steps * width,
      aInner: 1,
      bInner: 3 * hidden,
      bCol: 1,
    };
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
          const previous = (row * steps + before) * width + H * hidden;
          const kept = keep[place] !== 0;
          for (let j = 0; j < hidden; j++) {
            const hBefore = first ? h0[row * hidden + j] : out[previous + j];
            const s = place * width + j;
            if (!kept) {
              for (let slot = 0; slot < H; slot++) out[s + slot * hidden] = 0;
              out[s + H * hidden] = hBefore;
              continue;
            }
            const p = row * 3 * hidden + j;
            const q = place * 3 * hidden + j;
            const r = 1 / (1 + Math.exp(-(x[q] + product[p] + bias[j])));
            const z = 1 / (1 + Math.exp(-(x[q + hidden] + product[p + hidden] + bias[hidden + j])));
            const m = product[p + 2 * hidden] + bias[2 * hidden + j];
            const n = Math.tanh(x[q + 2 * hidden] + r * m);
            out[s] = r;
            out[s + hidden] = z;
            out[s + 2 * hidden] = n;
            out[s + 3 * hidden] = m;
            out[s + 4 * hidden] = (1 - z) * n + z * hBefore;
          }
        }
      }
    };
  },
  fast: (use) => {
    const sizes = recurrentSizes('gru', 'x', use.inputs[0], 3);
    const products = [{ inner: sizes.hidden, columns: 3 * sizes.hidden }];
    return quickRecurrent('gru', use, sizes, use.attrs, products);
  },
  kernel: ({ attrs, inputs }) => {
    const sizes = recurrentSizes('gru', 'x', inputs[0], 3);
    return {
      shader: 'gru',
      source: shader,
      constants: recurrentConstants(sizes, attrs),
      ...recurrentDispatch(sizes),
    };
  },
  provenance: ({ attrs, inputs, flat, value }) => {
    const sizes = recurrentSizes('gru', 'x', inputs[0], 3);
    const { hidden } = sizes;
    const { row, slot, unit, place, before } = traceCell(sizes, attrs, SLOTS, flat);
    const terms = new Terms();
    const own = (of: number) => terms.of('output', (place * SLOTS + of) * hidden + unit);
    const earlier = (k: number) =>
      before < 0
        ? ({ input: 3, flat: row * hidden + k } as const)
        : ({ input: 'output', flat: (before * SLOTS + H) * hidden + k } as const);
    const state = () => {
      const { input, flat: at } = earlier(unit);
      return terms.of(input, at);
    };
    if (value(4, place) === 0) {
      const expr = slot < H ? e.num(0) : state();
      terms.of(4, place);
      return { terms: terms.list, expr };
    }
    if (slot === H) {
      const z = own(Z);
      const candidate = e.mul(e.sub(e.num(1), z), own(N));
      return { terms: terms.list, expr: e.add(candidate, e.mul(z, state())) };
    }
    const x = (block: number) => terms.of(0, (place * 3 + block) * hidden + unit);
    if (slot === N) {
      const expr = e.tanh(e.add(x(N), e.mul(own(R), own(M))));
      return { terms: terms.list, expr };
    }
    const block = slot === M ? N : slot;
    const given = slot === M ? [] : [x(block)];
    const products = Array.from({ length: hidden }, (_, k) => {
      const { input, flat: at } = earlier(k);
      return terms.product(input, at, { input: 1, flat: (k * 3 + block) * hidden + unit });
    });
    const pre = e.add(...given, ...products, terms.of(2, block * hidden + unit));
    return { terms: terms.list, expr: slot === M ? pre : e.sigmoid(pre) };
  },
  samples: recurrentSamples(
    (use) => [
      { shape: [use.batch, use.steps, 3 * use.hidden], fill: use.large ? 'large' : 'normal' },
      { shape: [use.hidden, 3 * use.hidden] },
      { shape: [3 * use.hidden] },
      { shape: [use.batch, use.hidden] },
      keepSample(use),
    ],
    ({ reverse }) => ({ reverse }),
  ),
  tolerance: { abs: 2e-6, rel: 1e-5 },
});

export interface GruInputs {
  /** f32[B,T,3H]: the input times its weights, plus their bias; blocks r, z, n. */
  readonly projected: Node;
  /** Recurrent weights, f32[H,3H]. */
  readonly u: Node;
  /** Recurrent bias, f32[3H]: the reset gate acts on it too. */
  readonly bias: Node;
  /** f32[B,H] */
  readonly h0: Node;
  /** f32[B,T], 1 where there is a word; elsewhere the state is carried on unchanged. */
  readonly keep: Node;
}

/**
 * A layer of gated recurrent units in one direction. r, z = σ(x + h'·U + b), m = h'·U_n + b_n,
 * n = tanh(x + r∘m), h = (1 − z)∘n + z∘h'. → `f32[B,T,5H]`, per position r|z|n|m|h.
 *
 * @param attrs.reverse  whether it walks from the last position to the first
 */
export function gru(
  b: Builder,
  { projected, u, bias, h0, keep }: GruInputs,
  attrs: RecurrentAttrs,
  options?: NodeOptions,
): Node {
  const axes = [projected.axes[0], projected.axes[1], 'G'] as const;
  return b.apply(gruOp, [projected, u, bias, h0, keep], attrs, { axes, ...options });
}
