import gradShader from '../../shaders/ctc-loss-grad.wgsl?raw';
import shader from '../../shaders/ctc-loss.wgsl?raw';
import type { Builder, NodeOptions } from '../graph/builder';
import { type Expr, e } from '../graph/expr';
import type { Node } from '../graph/node';
import { defineOp, type OpSample, type ProvenanceTerm } from '../graph/op';
import { sizeOf } from '../tensor/shape';
import { ctcForward } from './ctc-forward';
import { logSoftmax } from './log-softmax';
import { requireFloat, requireShape } from './shared/check';
import type { Reduction } from './shared/classes';
import { clampLength, type CtcSizes, requireLengths, requireStates } from './shared/ctc';
import { exponentialsOf } from './shared/exponentials';
import { grid } from './shared/grid';

type CtcLossAttrs = { readonly reduction: Reduction };

export const ctcLossOp = defineOp<CtcLossAttrs>({
  name: 'ctcLoss',
  doc: {
    family: 'loss',
    summary:
      'Loss of connectionist temporal classification from its forward variables: minus the log-probability of each target, in nats.',
    equation: '\\ell = -\\log \\big(e^{\\alpha_{T-1,2S}} + e^{\\alpha_{T-1,2S-1}}\\big)',
    shapes: 'f32[B,T,2S+1], i32[B], i32[B] → f32[], or f32[B] without reduction',
    numerics:
      'T and S are the lengths of each input and target. A target that the input is too short for has ' +
      'loss ∞; an empty target of an empty input has loss 0. The mean is over the batch, of losses that ' +
      'are divided by the length of their target first (by 1 where it is empty).',
    source: 'Graves et al. 2006, section 4.1; the mean: PyTorch reference, CTCLoss',
  },
  infer: ([alpha, inputLengths, targetLengths], { reduction }) => {
    const { batch } = requireStates('ctcLoss', 'the forward variables', alpha);
    requireLengths('ctcLoss', inputLengths, targetLengths, batch);
    return { dtype: 'f32', shape: reduction === 'none' ? [batch] : [] };
  },
  gradient: ({ b, attrs, inputs: [alpha, inputLengths, targetLengths], grad }) => [
    b.apply(ctcLossGradOp, [alpha, inputLengths, targetLengths, grad], attrs, { axes: alpha.axes }),
    null,
    null,
  ],
  reference: ({ attrs: { reduction }, inputs, data, out }) => {
    const [alpha, inputLengths, targetLengths] = data;
    const sizes = requireStates('ctcLoss', 'α', inputs[0]);
    return () => {
      let total = 0;
      for (let b = 0; b < sizes.batch; b++) {
        const symbols = clampLength(targetLengths[b], sizes.symbols);
        const end = endOf(sizes, b, inputLengths[b], symbols);
        let loss = symbols === 0 ? 0 : Infinity;
        if (end >= 0) {
          const blank = alpha[end];
          const symbol = symbols === 0 ? -Infinity : alpha[end - 1];
          const largest = Math.max(blank, symbol);
          loss = Infinity;
          if (largest !== -Infinity) {
            loss = -(largest + Math.log(Math.exp(blank - largest) + Math.exp(symbol - largest)));
          }
        }
        if (reduction === 'none') out[b] = loss;
        total += reduction === 'mean' ? loss / (Math.max(symbols, 1) * sizes.batch) : loss;
      }
      if (reduction !== 'none') out[0] = total;
    };
  },
  kernel: ({ attrs: { reduction }, inputs }) => {
    const { batch, time, symbols } = requireStates('ctcLoss', 'α', inputs[0]);
    const perItem = reduction === 'none';
    return {
      shader: 'ctc-loss',
      source: shader,
      entryPoint: perItem ? 'per_item' : 'total',
      constants: {
        batch,
        time,
        symbols,
        ...(perItem ? {} : { mean: reduction === 'mean' ? 1 : 0 }),
      },
      workgroups: perItem ? grid(batch) : [1, 1, 1],
    };
  },
  provenance: ({ attrs: { reduction }, inputs, flat, value }) => {
    const sizes = requireStates('ctcLoss', 'α', inputs[0]);
    const items = reduction === 'none' ? [flat] : Array.from({ length: sizes.batch }, (_, b) => b);
    const terms: ProvenanceTerm[] = [];
    const losses = items.map((b): Expr => {
      const symbols = clampLength(value(2, b), sizes.symbols);
      const end = endOf(sizes, b, value(1, b), symbols);
      if (end < 0) return e.num(symbols === 0 ? 0 : Infinity);
      const ends = symbols === 0 ? [end] : [end - 1, end];
      const first = terms.length;
      terms.push(...ends.map((at) => ({ input: 0, flat: at })));
      const values = ends.map((at) => value(0, at));
      if (values.every((v) => v === -Infinity)) return e.num(Infinity);
      const { shift, exps } = exponentialsOf(values, first);
      const sum = e.log(e.add(...exps));
      const loss = e.neg(shift === 0 ? sum : e.add(e.num(shift), sum));
      return reduction === 'mean' && symbols > 1 ? e.div(loss, e.num(symbols)) : loss;
    });
    const sum = losses.length === 1 ? losses[0] : e.add(...losses);
    const mean = reduction === 'mean' && sizes.batch > 1;
    return { terms, expr: mean ? e.div(sum, e.num(sizes.batch)) : sum };
  },
  samples: lossSamples(),
  tolerance: { abs: 1e-6, rel: 5e-6 },
});

/** Position of the last blank's cell at the end of an input, or −1 where the input is empty. */
function endOf(
  { time, states }: CtcSizes,
  b: number,
  inputLength: number,
  symbols: number,
): number {
  const length = clampLength(inputLength, time);
  return length === 0 ? -1 : (b * time + length - 1) * states + 2 * symbols;
}

export const ctcLossGradOp = defineOp<CtcLossAttrs>({
  name: 'ctcLossGrad',
  doc: {
    family: 'loss',
    summary:
      'Gradient of the loss of connectionist temporal classification with respect to its forward variables, which is 0 but for the cells in which a target can end.',
    equation:
      '\\bar\\alpha_{T-1,s} = -\\bar\\ell\\,\\frac{e^{\\alpha_{T-1,s}}}{e^{\\alpha_{T-1,2S}} + e^{\\alpha_{T-1,2S-1}}}, \\quad s \\in \\{2S-1, 2S\\}',
    shapes: 'f32[B,T,2S+1], i32[B], i32[B], f32[] or f32[B] → f32[B,T,2S+1]',
    numerics:
      'Zeros for a target that cannot be, whose loss is ∞. Divided by what the loss was divided by.',
    source: 'Graves et al. 2006, section 4.2',
  },
  infer: ([alpha, inputLengths, targetLengths, g], { reduction }) => {
    const { batch } = requireStates('ctcLossGrad', 'the forward variables', alpha);
    requireLengths('ctcLossGrad', inputLengths, targetLengths, batch);
    requireFloat('ctcLossGrad', 'the gradient', g);
    const shape = reduction === 'none' ? [batch] : [];
    requireShape('ctcLossGrad', 'the gradient', g, shape, `the reduction "${reduction}"`);
    return alpha;
  },
  gradient: { notDifferentiable: 'first derivatives only' },
  reference: ({ attrs: { reduction }, inputs, data, out }) => {
    const [alpha, inputLengths, targetLengths, g] = data;
    const sizes = requireStates('ctcLossGrad', 'α', inputs[0]);
    return () => {
      out.fill(0);
      for (let b = 0; b < sizes.batch; b++) {
        const symbols = clampLength(targetLengths[b], sizes.symbols);
        const end = endOf(sizes, b, inputLengths[b], symbols);
        if (end < 0) continue;
        const blank = alpha[end];
        const symbol = symbols === 0 ? -Infinity : alpha[end - 1];
        const largest = Math.max(blank, symbol);
        if (largest === -Infinity) continue;
        const divisor = reduction === 'mean' ? Math.max(symbols, 1) * sizes.batch : 1;
        const slope = -g[reduction === 'none' ? b : 0] / divisor;
        const sum = Math.exp(blank - largest) + Math.exp(symbol - largest);
        out[end] = (slope * Math.exp(blank - largest)) / sum;
        if (symbols > 0) out[end - 1] = (slope * Math.exp(symbol - largest)) / sum;
      }
    };
  },
  kernel: ({ attrs: { reduction }, inputs, output }) => {
    const { batch, time, symbols } = requireStates('ctcLossGrad', 'α', inputs[0]);
    const count = sizeOf(output.shape);
    return {
      shader: 'ctc-loss-grad',
      source: gradShader,
      entryPoint: 'main',
      constants: {
        count,
        batch,
        time,
        symbols,
        mean: reduction === 'mean' ? 1 : 0,
        perItem: reduction === 'none' ? 1 : 0,
      },
      workgroups: grid(count),
    };
  },
  provenance: ({ attrs: { reduction }, inputs, flat, value }) => {
    const sizes = requireStates('ctcLossGrad', 'α', inputs[0]);
    const b = Math.floor(flat / (sizes.time * sizes.states));
    const symbols = clampLength(value(2, b), sizes.symbols);
    const end = endOf(sizes, b, value(1, b), symbols);
    const ends = symbols === 0 ? [end] : [end - 1, end];
    const own = end < 0 ? -1 : ends.indexOf(flat);
    const values = own < 0 ? [] : ends.map((at) => value(0, at));
    if (values.every((v) => v === -Infinity)) return { terms: [], expr: e.num(0) };
    const { exps } = exponentialsOf(values);
    const share = e.mul(e.neg(e.term(ends.length)), e.div(exps[own], e.add(...exps)));
    const divisor = reduction === 'mean' ? Math.max(symbols, 1) * sizes.batch : 1;
    return {
      terms: [
        ...ends.map((at) => ({ input: 0, flat: at })),
        { input: 3, flat: reduction === 'none' ? b : 0 },
      ],
      expr: divisor === 1 ? share : e.div(share, e.num(divisor)),
    };
  },
  samples: lossSamples().map(({ title, attrs, inputs }) => ({
    title,
    attrs,
    inputs: [...inputs, { shape: attrs.reduction === 'none' ? [inputs[0].shape[0]] : [] }],
  })),
  tolerance: { abs: 1e-6, rel: 5e-6 },
});

export interface CtcLossOptions {
  /** The class that stands for no symbol; 0 unless given. */
  readonly blank?: number;
  /**
   * `mean` (over the batch, each loss divided by the length of its target first) unless given, `sum`,
   * or `none`: one loss per sequence.
   */
  readonly reduction?: Reduction;
}

/**
 * Connectionist temporal classification: minus the log-probability, in nats, that the outputs spell
 * the target once repetitions are merged and blanks dropped (Graves et al. 2006, section 4.1).
 * `f32[B,T,K], i32[B,S], i32[B], i32[B] → f32[]`, or `f32[B]` without reduction. When the loss has a
 * name, its steps can be looked at as `NAME.logProbs` and `NAME.alpha`.
 *
 * A target that cannot be spelt has loss ∞ and no gradient.
 *
 * @param logits         scores of the classes at every position; softmax is inside
 * @param targets        symbols without blanks, padded with anything
 * @param inputLengths   positions that count; taken as T where greater, as 0 where negative
 * @param targetLengths  symbols that count, likewise
 */
export function ctcLoss(
  b: Builder,
  logits: Node,
  targets: Node,
  inputLengths: Node,
  targetLengths: Node,
  { blank = 0, reduction = 'mean' }: CtcLossOptions = {},
  options: NodeOptions = {},
): Node {
  const { name, listed } = options;
  const named = (part: string) => (name === undefined ? {} : { name: `${name}.${part}`, listed });
  const logProbs = logSoftmax(b, logits, { axis: -1 }, named('logProbs'));
  const alpha = ctcForward(
    b,
    logProbs,
    targets,
    inputLengths,
    targetLengths,
    { blank },
    named('alpha'),
  );
  const axes = reduction === 'none' ? [logits.axes[0]] : [];
  return b.apply(
    ctcLossOp,
    [alpha, inputLengths, targetLengths],
    { reduction },
    { axes, ...options },
  );
}

/** Reductions, lengths of all kinds, ends that cannot be reached; the gradient's samples add a gradient. */
function lossSamples(): OpSample<CtcLossAttrs>[] {
  const ids = (values: readonly number[]) =>
    ({ shape: [values.length], dtype: 'i32', fill: { values } }) as const;
  return [
    {
      title: 'the mean over a batch',
      attrs: { reduction: 'mean' },
      inputs: [{ shape: [3, 4, 5] }, ids([4, 2, 3]), ids([2, 1, 0])],
    },
    {
      title: 'the sum over more sequences than a workgroup has threads',
      attrs: { reduction: 'sum' },
      inputs: [
        { shape: [131, 2, 3] },
        { shape: [131], dtype: 'i32', fill: { values: new Array<number>(131).fill(2) } },
        { shape: [131], dtype: 'i32', fill: { ids: 2 } },
      ],
    },
    {
      title: 'one loss per sequence: empty inputs, lengths beyond their range',
      attrs: { reduction: 'none' },
      inputs: [{ shape: [5, 3, 5] }, ids([0, 0, 9, -1, 3]), ids([0, 1, 5, 0, -4])],
    },
    {
      title: 'one of everything',
      attrs: { reduction: 'mean' },
      inputs: [{ shape: [1, 1, 3] }, ids([1]), ids([1])],
    },
    {
      title: 'ends that cannot be reached',
      attrs: { reduction: 'none' },
      inputs: [
        {
          shape: [4, 1, 3],
          fill: {
            values: [
              [-Infinity, -Infinity, -Infinity],
              [-1, -Infinity, -300],
              [0, -1e4, -Infinity],
              [-Infinity, -1, -2],
            ].flat(),
          },
        },
        ids([1, 1, 1, 1]),
        ids([1, 1, 1, 0]),
      ],
    },
    {
      title: 'an end that cannot be reached in a batch',
      attrs: { reduction: 'sum' },
      inputs: [
        { shape: [2, 1, 3], fill: { values: [-1, -2, -3, -1, -Infinity, -Infinity] } },
        ids([1, 1]),
        ids([1, 1]),
      ],
    },
    {
      title: 'large logits',
      attrs: { reduction: 'mean' },
      inputs: [
        { shape: [7, 5, 9], fill: 'large' },
        ids([5, 4, 3, 2, 1, 5, 5]),
        ids([4, 3, 2, 1, 0, 1, 2]),
      ],
    },
  ];
}
