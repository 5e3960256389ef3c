import shader from '../../shaders/rnn.wgsl?raw';
import type { Builder, NodeOptions } from '../graph/builder';
import { e } from '../graph/expr';
import type { Node } from '../graph/node';
import { defineOp, type OpDef } from '../graph/op';
import { previousState } from './previous-state';
import { type RnnAttrs, requireActivation, rnnGrad } from './rnn-grad';
import { multiplyMatrices } from './shared/multiply';
import {
  keepSample,
  nameTotalGradient,
  positionOf,
  quickRecurrent,
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

export const rnnOp: OpDef<RnnAttrs> = defineOp<RnnAttrs>({
  name: 'rnn',
  doc: {
    family: 'recurrence',
    summary: 'A simple recurrent network over whole sequences: the state at every position.',
    equation:
      'h_t = \\varphi(x_t + h_{t-1} U), \\quad \\varphi = \\tanh \\text{ or } \\operatorname{ReLU}',
    shapes: 'x f32[B,T,H], U f32[H,H], h₀ f32[B,H], keep f32[B,T] → f32[B,T,H]',
    numerics:
      'x is the input times its weights, plus the biases. Where keep is 0, the state stays what it ' +
      'was, in either direction. With ReLU nothing bounds the state.',
    source:
      'Elman 1990; Goodfellow et al. 2016, equations 10.8–10.9; PyTorch reference, torch.nn.RNN',
  },
  infer: ([x, u, h0, keep], { activation }) => {
    const { batch, steps, hidden } = recurrentSizes('rnn', 'x', x, 1);
    requireOperand('rnn', 'U', u, [hidden, hidden]);
    requireOperand('rnn', 'h₀', h0, [batch, hidden]);
    requireOperand('rnn', 'keep', keep, [batch, steps]);
    requireActivation('rnn', activation);
    return x;
  },
  gradient: ({ b, attrs, inputs: [, u, h0, keep], output, grad }) => {
    const [hidden] = u.type.shape;
    const steps = grad.type.shape[1];
    const all = rnnGrad(b, output, u, keep, grad, attrs);
    const pre = traceSlots(b, all, hidden, 0);
    nameTotalGradient(b, { ...attrs, output, grad, slot: 0, all, beforeSlot: 1, hidden });
    const before = previousState(b, output, h0, { reverse: attrs.reverse, offset: 0 });
    const dh0 = slotAt(b, all, hidden, 1, positionOf(attrs, steps, 0));
    return [pre, weightGradient(b, before, pre), dh0, null];
  },
  reference: ({ attrs, inputs, data: [x, u, h0, keep], out }) => {
    const { batch, steps, hidden } = recurrentSizes('rnn', 'x', inputs[0], 1);
    const tanh = attrs.activation === 'tanh';
    const product = scratch(batch * hidden);
    const loop = {
      rows: batch,
      inner: hidden,
      cols: hidden,
      aRow: steps * hidden,
      aInner: 1,
      bInner: hidden,
      bCol: 1,
    };
    const firstLoop = { ...loop, aRow: hidden };
    return () => {
      for (let step = 0; step < steps; step++) {
        const t = positionOf(attrs, steps, step);
        const before = positionOf(attrs, steps, step - 1);
        const first = step === 0;
        if (first) multiplyMatrices(firstLoop, h0, 0, u, 0, product, 0);
        else multiplyMatrices(loop, out, before * hidden, u, 0, product, 0);
        for (let row = 0; row < batch; row++) {
          const place = row * steps + t;
          const at = place * hidden;
          if (keep[place] === 0) {
            const from = first ? h0 : out;
            const previous = (first ? row : row * steps + before) * hidden;
            for (let j = 0; j < hidden; j++) out[at + j] = from[previous + j];
            continue;
          }
          const p = row * hidden;
          for (let j = 0; j < hidden; j++) {
            const pre = x[at + j] + product[p + j];
            out[at + j] = tanh ? Math.tanh(pre) : Math.max(pre, 0);
          }
        }
      }
    };
  },
  fast: (use) => {
    const sizes = recurrentSizes('rnn', 'x', use.inputs[0], 1);
    const products = [{ inner: sizes.hidden, columns: sizes.hidden }];
    return quickRecurrent('rnn', use, sizes, use.attrs, products, [
      Number(use.attrs.activation === 'tanh'),
    ]);
  },
  kernel: ({ attrs, inputs }) => {
    const sizes = recurrentSizes('rnn', 'x', inputs[0], 1);
    return {
      shader: 'rnn',
      source: shader,
      constants: {
        ...recurrentConstants(sizes, attrs),
        relu: Number(attrs.activation === 'relu'),
      },
      ...recurrentDispatch(sizes),
    };
  },
  provenance: ({ attrs, inputs, flat, value }) => {
    const sizes = recurrentSizes('rnn', 'x', inputs[0], 1);
    const { hidden } = sizes;
    const { row, unit, place, before } = traceCell(sizes, attrs, 1, flat);
    const terms = new Terms();
    const earlier = (k: number) =>
      before < 0
        ? ({ input: 2, flat: row * hidden + k } as const)
        : ({ input: 'output', flat: before * hidden + k } as const);
    if (value(3, place) === 0) {
      const { input, flat: at } = earlier(unit);
      const expr = terms.of(input, at);
      terms.of(3, place);
      return { terms: terms.list, expr };
    }
    const x = terms.of(0, flat);
    const products = Array.from({ length: hidden }, (_, k) => {
      const { input, flat: at } = earlier(k);
      return terms.product(input, at, { input: 1, flat: k * hidden + unit });
    });
    const pre = e.add(x, ...products);
    const expr = attrs.activation === 'tanh' ? e.tanh(pre) : e.max(pre, e.num(0));
    return { terms: terms.list, expr };
  },
  samples: (['tanh', 'relu'] as const).flatMap((activation) =>
    recurrentSamples(
      (use) => [
        { shape: [use.batch, use.steps, use.hidden], fill: use.large ? 'large' : 'normal' },
        { shape: [use.hidden, use.hidden] },
        { shape: [use.batch, use.hidden] },
        keepSample(use),
      ],
      ({ reverse }) => ({ reverse, activation }),
    ).map((sample) => ({ ...sample, title: `${activation}: ${sample.title}` })),
  ),
  tolerance: { abs: 2e-6, rel: 1e-5 },
});

export interface RnnInputs {
  /** f32[B,T,H]: the input times its weights, plus both biases. */
  readonly projected: Node;
  /** Recurrent weights, f32[H,H]. */
  readonly u: Node;
  /** f32[B,H] */
  readonly h0: Node;
  /** f32[B,T], 1 where there is a word; elsewhere the state is carried on unchanged. */
  readonly keep: Node;
}

/**
 * A simple recurrent layer in one direction: h = φ(x + h'·U). → `f32[B,T,H]`
 *
 * @param attrs.reverse     whether it walks from the last position to the first
 * @param attrs.activation  φ: 'tanh' or 'relu'
 */
export function rnn(
  b: Builder,
  { projected, u, h0, keep }: RnnInputs,
  attrs: RnnAttrs,
  options?: NodeOptions,
): Node {
  const axes = [projected.axes[0], projected.axes[1], 'C'] as const;
  return b.apply(rnnOp, [projected, u, h0, keep], attrs, { axes, ...options });
}
