import shader from '../../shaders/ctc-forward.wgsl?raw';
import type { Builder, NodeOptions } from '../graph/builder';
import { e } from '../graph/expr';
import type { Node } from '../graph/node';
import { defineOp, type OpSample } from '../graph/op';
import { ShapeError } from '../tensor/errors';
import { showType } from '../tensor/shape';
import { ctcForwardGradOp } from './ctc-forward-grad';
import { ctcOccupancyOp } from './ctc-occupancy';
import { requireFloat, requireWhole } from './shared/check';
import { clampLength, ctcDispatch, mayPass, requireLengths, requireTargets } from './shared/ctc';
import { exponentialsOf } from './shared/exponentials';

export type CtcForwardAttrs = {
  /** The class that stands for no symbol. */
  readonly blank: number;
};

export const ctcForwardOp = defineOp<CtcForwardAttrs>({
  name: 'ctcForward',
  doc: {
    family: 'loss',
    summary:
      'Forward variables of connectionist temporal classification: for every position and every state of a target, the log-probability of all ways that lead there.',
    equation:
      '\\alpha_{t,s} = \\log p_{t,\\ell_s} + \\log \\big(e^{\\alpha_{t-1,s}} + e^{\\alpha_{t-1,s-1}} + [\\ell_s \\ne \\text{blank}, \\ell_s \\ne \\ell_{s-2}]\\, e^{\\alpha_{t-1,s-2}}\\big)',
    shapes: 'f32[B,T,K], i32[B,S], i32[B], i32[B] → f32[B,T,2S+1]',
    numerics:
      'All in logarithms, so nothing underflows. States are the symbols with a blank before, between ' +
      'and after them; state 0 and 1 can be first. −∞ where nothing leads, in the states of padding, ' +
      'and from the end of an input on. Lengths count from 0 to what there is room for. A symbol ' +
      'outside 0…K−1 cannot be emitted.',
    source: 'Graves et al. 2006, section 4.1',
  },
  infer: ([logProbs, targets, inputLengths, targetLengths], { blank }) => {
    const op = 'ctcForward';
    requireFloat(op, 'the log-probabilities', logProbs);
    const { shape } = logProbs;
    if (shape.length !== 3) {
      throw new ShapeError(
        `${op}: the log-probabilities must be f32[B,T,K], but they are ${showType(logProbs)}.`,
      );
    }
    requireTargets(op, targets, shape[0]);
    requireLengths(op, inputLengths, targetLengths, shape[0]);
    requireWhole(op, 'the blank', blank, 0);
    if (blank >= shape[2]) {
      throw new ShapeError(`${op}: the blank is class ${blank}, but there are only ${shape[2]}.`);
    }
    return { dtype: 'f32', shape: [shape[0], shape[1], 2 * targets.shape[1] + 1] };
  },
  gradient: ({ b, attrs, inputs, output, grad }) => {
    const [logProbs, targets, inputLengths, targetLengths] = inputs;
    const gamma = b.apply(
      ctcForwardGradOp,
      [output, targets, inputLengths, targetLengths, grad],
      attrs,
      { axes: output.axes },
    );
    const classes = logProbs.type.shape[2];
    const own = { axes: logProbs.axes };
    const share = b.apply(ctcOccupancyOp, [gamma, targets], { ...attrs, classes }, own);
    return [share, null, null, null];
  },
  reference: ({ attrs: { blank }, inputs, data, out }) => {
    const [logProbs, targets, inputLengths, targetLengths] = data;
    const [batch, time, classes] = inputs[0].shape;
    const symbols = inputs[1].shape[1];
    const states = 2 * symbols + 1;
    return () => {
      out.fill(-Infinity);
      for (let b = 0; b < batch; b++) {
        const length = clampLength(inputLengths[b], time);
        const last = 2 * clampLength(targetLengths[b], symbols);
        const first = b * symbols;
        for (let t = 0; t < length; t++) {
          const row = (b * time + t) * states;
          for (let s = 0; s <= last; s++) {
            const symbol = s % 2 === 0 ? blank : targets[first + (s - 1) / 2];
            if (symbol < 0 || symbol >= classes) continue;
            const emitted = logProbs[(b * time + t) * classes + symbol];
            if (t === 0) {
              if (s < 2) out[row + s] = emitted;
              continue;
            }
            const before = row - states + s;
            const stayed = out[before];
            const moved = s > 0 ? out[before - 1] : -Infinity;
            const passed = mayPass(targets, first, s, blank) ? out[before - 2] : -Infinity;
            const largest = Math.max(stayed, moved, passed);
            if (largest === -Infinity) continue;
            const sum =
              Math.exp(stayed - largest) + Math.exp(moved - largest) + Math.exp(passed - largest);
            out[row + s] = emitted + largest + Math.log(sum);
          }
        }
      }
    };
  },
  kernel: ({ attrs, inputs }) => {
    const [batch, time, classes] = inputs[0].shape;
    const symbols = inputs[1].shape[1];
    return {
      shader: 'ctc-forward',
      source: shader,
      constants: { batch, time, classes, symbols, blank: attrs.blank },
      ...ctcDispatch(batch, 2 * symbols + 1),
    };
  },
  provenance: ({ attrs: { blank }, inputs, flat, value }) => {
    const [, time, classes] = inputs[0].shape;
    const symbols = inputs[1].shape[1];
    const states = 2 * symbols + 1;
    const s = flat % states;
    const row = Math.floor(flat / states);
    const t = row % time;
    const b = Math.floor(row / time);
    const impossible = { terms: [], expr: e.num(-Infinity) };
    if (t >= clampLength(value(2, b), time)) return impossible;
    if (s > 2 * clampLength(value(3, b), symbols)) return impossible;
    const target = Array.from({ length: symbols }, (_, k) => value(1, b * symbols + k));
    const symbol = s % 2 === 0 ? blank : target[(s - 1) / 2];
    if (symbol < 0 || symbol >= classes || (t === 0 && s > 1)) return impossible;
    const emitted = { input: 0, flat: row * classes + symbol };
    if (t === 0) return { terms: [emitted], expr: e.term(0) };
    const before = flat - states;
    const sources = [before];
    if (s > 0) sources.push(before - 1);
    if (mayPass(target, 0, s, blank)) sources.push(before - 2);
    const terms = [emitted, ...sources.map((at) => ({ input: 'output' as const, flat: at }))];
    const values = sources.map((at) => value('output', at));
    if (values.every((v) => v === -Infinity)) return { terms, expr: e.num(-Infinity) };
    const { shift, exps } = exponentialsOf(values, 1);
    const arrived = e.log(e.add(...exps));
    return {
      terms,
      expr: shift === 0 ? e.add(e.term(0), arrived) : e.add(e.term(0), e.num(shift), arrived),
    };
  },
  samples: ctcSamples(),
  tolerance: { abs: 1e-5, rel: 2e-6 },
});

/**
 * Forward variables of connectionist temporal classification.
 * `f32[B,T,K], i32[B,S], i32[B], i32[B] → f32[B,T,2S+1]`
 *
 * @param logProbs       log-probabilities of the classes at every position
 * @param targets        symbols without blanks, padded with anything
 * @param inputLengths   positions that count, from the first
 * @param targetLengths  symbols that count, from the first
 * @param attrs.blank    the class that stands for no symbol; 0 unless given
 */
export function ctcForward(
  b: Builder,
  logProbs: Node,
  targets: Node,
  inputLengths: Node,
  targetLengths: Node,
  { blank = 0 }: Partial<CtcForwardAttrs> = {},
  options?: NodeOptions,
): Node {
  const [batch, time] = logProbs.axes;
  return b.apply(
    ctcForwardOp,
    [logProbs, targets, inputLengths, targetLengths],
    { blank },
    { axes: [batch, time, 'S'], ...options },
  );
}

/** Repeated symbols, short inputs, empty targets, lengths beyond their range, strange symbols. */
function ctcSamples(): OpSample<CtcForwardAttrs>[] {
  const ids = (shape: readonly number[], values: readonly number[]) =>
    ({ shape, dtype: 'i32', fill: { values } }) as const;
  return [
    {
      title: 'two targets, one with a symbol twice',
      attrs: { blank: 0 },
      inputs: [
        { shape: [2, 8, 5] },
        ids([2, 3], [4, 2, 2, 3, 3, 4]),
        ids([2], [8, 6]),
        ids([2], [3, 2]),
      ],
    },
    {
      title: 'one output, one symbol',
      attrs: { blank: 1 },
      inputs: [{ shape: [1, 1, 2] }, ids([1, 1], [0]), ids([1], [1]), ids([1], [1])],
    },
    {
      title: 'an empty target, an empty input, and lengths beyond their range',
      attrs: { blank: 0 },
      inputs: [
        { shape: [4, 3, 4] },
        ids([4, 2], [1, 2, 1, 1, 3, 2, 2, 3]),
        ids([4], [3, 0, 9, 2]),
        ids([4], [0, 1, 7, -1]),
      ],
    },
    {
      title: 'a target that is too long, and symbols that do not exist',
      attrs: { blank: 2 },
      inputs: [
        { shape: [3, 3, 4] },
        ids([3, 4], [1, 1, 3, 0, 9, 1, 0, 0, 1, -1, 0, 0]),
        ids([3], [3, 3, 3]),
        ids([3], [4, 1, 2]),
      ],
    },
    {
      title: 'more states than a workgroup has threads',
      attrs: { blank: 3 },
      inputs: [
        { shape: [2, 50, 7] },
        {
          shape: [2, 40],
          dtype: 'i32',
          fill: { values: Array.from({ length: 80 }, (_, i) => (i * i + (i >> 2)) % 7) },
        },
        ids([2], [50, 47]),
        ids([2], [40, 36]),
      ],
    },
    {
      title: 'large logits, a sequence for every thread and more',
      attrs: { blank: 0 },
      inputs: [
        { shape: [66, 4, 3], fill: 'large' },
        { shape: [66, 3], dtype: 'i32', fill: { ids: 3 } },
        { shape: [66], dtype: 'i32', fill: { ids: 5 } },
        { shape: [66], dtype: 'i32', fill: { ids: 4 } },
      ],
    },
    {
      title: 'classes that cannot be',
      attrs: { blank: 0 },
      inputs: [
        {
          shape: [1, 3, 3],
          fill: { values: [-1, -Infinity, -0.5, -Infinity, -0.2, -1.7, -0.7, -0.7, -Infinity] },
        },
        ids([1, 2], [1, 2]),
        ids([1], [3]),
        ids([1], [2]),
      ],
    },
  ];
}
