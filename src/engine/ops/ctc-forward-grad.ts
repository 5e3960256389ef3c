import shader from '../../shaders/ctc-forward-grad.wgsl?raw';
import { type Expr, e } from '../graph/expr';
import { defineOp, type OpSample, type ProvenanceTerm } from '../graph/op';
import { requireFloat, requireShape, requireWhole } from './shared/check';
import {
  clampLength,
  ctcDispatch,
  mayPass,
  requireLengths,
  requireStates,
  requireTargets,
} from './shared/ctc';
import { exponentialsOf } from './shared/exponentials';

type CtcForwardGradAttrs = { readonly blank: number };

export const ctcForwardGradOp = defineOp<CtcForwardGradAttrs>({
  name: 'ctcForwardGrad',
  doc: {
    family: 'loss',
    summary:
      'Gradient of the forward variables of connectionist temporal classification with respect to each of them, backwards in time.',
    equation:
      "\\gamma_{t,s} = \\bar\\alpha_{t,s} + \\sum_{s' \\leftarrow s} \\gamma_{t+1,s'}\\, \\frac{e^{\\alpha_{t,s}}}{\\sum_{r \\to s'} e^{\\alpha_{t,r}}}",
    shapes: 'f32[B,T,2S+1], i32[B,S], i32[B], i32[B], f32[B,T,2S+1] → f32[B,T,2S+1]',
    numerics:
      'The share of a state in its successor is taken from the differences of the forward variables at ' +
      'one position, which stay exact where the variables themselves are large. 0 where nothing leads. ' +
      'For the loss, γ is minus the probability of being in the state, given the target.',
    source: 'Graves et al. 2006, section 4.2; Griewank & Walther 2008, chapter 3',
  },
  infer: ([alpha, targets, inputLengths, targetLengths, g], { blank }) => {
    const op = 'ctcForwardGrad';
    const { batch, symbols } = requireStates(op, 'the forward variables', alpha);
    requireTargets(op, targets, batch);
    requireShape(op, 'the targets', targets, [batch, symbols], `${2 * symbols + 1} states`);
    requireLengths(op, inputLengths, targetLengths, batch);
    requireFloat(op, 'the gradient', g);
    requireShape(op, 'the gradient', g, alpha.shape, 'the forward variables');
    requireWhole(op, 'the blank', blank, 0);
    return alpha;
  },
  gradient: { notDifferentiable: 'first derivatives only' },
  reference: ({ attrs: { blank }, inputs, data, out }) => {
    const [alpha, targets, inputLengths, targetLengths, g] = data;
    const { batch, time, states, symbols } = requireStates('ctcForwardGrad', 'α', inputs[0]);
    return () => {
      out.fill(0);
      for (let b = 0; b < batch; b++) {
        const length = clampLength(inputLengths[b], time);
        const last = 2 * clampLength(targetLengths[b], symbols);
        const first = b * symbols;
        for (let t = length - 1; t >= 0; t--) {
          const row = (b * time + t) * states;
          for (let s = 0; s <= last; s++) {
            const own = alpha[row + s];
            if (own === -Infinity) continue;
            // NaN stays NaN.
            let total = g[row + s] + (own - own);
            const end = t + 1 < length ? Math.min(s + 2, last) : -1;
            for (let to = s; to <= end; to++) {
              const passes = mayPass(targets, first, to, blank);
              if ((to === s + 2 && !passes) || alpha[row + states + to] === -Infinity) continue;
              let sum = Math.exp(alpha[row + to] - own);
              if (to > 0) sum += Math.exp(alpha[row + to - 1] - own);
              if (passes) sum += Math.exp(alpha[row + to - 2] - own);
              total += out[row + states + to] / sum;
            }
            out[row + s] = total;
          }
        }
      }
    };
  },
  kernel: ({ attrs, inputs }) => {
    const { batch, time, states, symbols } = requireStates('ctcForwardGrad', 'α', inputs[0]);
    return {
      shader: 'ctc-forward-grad',
      source: shader,
      constants: { batch, time, symbols, blank: attrs.blank },
      ...ctcDispatch(batch, states),
    };
  },
  provenance: ({ attrs: { blank }, inputs, flat, value }) => {
    const { time, states, symbols } = requireStates('ctcForwardGrad', 'α', inputs[0]);
    const s = flat % states;
    const at = Math.floor(flat / states);
    const b = Math.floor(at / time);
    const t = at % time;
    const length = clampLength(value(2, b), time);
    const last = 2 * clampLength(value(3, b), symbols);
    if (t >= length || s > last || value(0, flat) === -Infinity) {
      return { terms: [{ input: 0, flat }], expr: e.num(0) };
    }
    const target = Array.from({ length: symbols }, (_, k) => value(1, b * symbols + k));
    const terms: ProvenanceTerm[] = [{ input: 4, flat }];
    const shares: Expr[] = [e.term(0)];
    const row = flat - s;
    const end = t + 1 < length ? Math.min(s + 2, last) : -1;
    for (let to = s; to <= end; to++) {
      const passes = mayPass(target, 0, to, blank);
      const after = row + states + to;
      if ((to === s + 2 && !passes) || value(0, after) === -Infinity) continue;
      const sources = [to, to - 1, to - 2].filter(
        (r, back) => r >= 0 && (back < 2 || passes) && value(0, row + r) !== -Infinity,
      );
      const values = sources.map((r) => value(0, row + r));
      const { exps } = exponentialsOf(values, terms.length + 1);
      shares.push(e.div(e.mul(e.term(terms.length), exps[sources.indexOf(s)]), e.add(...exps)));
      terms.push(
        { input: 'output', flat: after },
        ...sources.map((r) => ({ input: 0, flat: row + r })),
      );
    }
    return { terms, expr: shares.length > 1 ? e.add(...shares) : shares[0] };
  },
  samples: [
    sample('one sequence', [1, 4, 5], [2, 1], [4], [2]),
    sample(
      'repeated symbols, inputs of several lengths',
      [2, 5, 7],
      [1, 1, 2, 2, 1, 0],
      [5, 3],
      [3, 2],
    ),
    sample('one state at one position', [1, 1, 3], [1], [1], [0]),
    sample(
      'an empty input, and lengths beyond their range',
      [3, 3, 5],
      [1, 2, 2, 2, 1, 2],
      [0, 8, 3],
      [1, 2, 9],
    ),
    {
      title: 'more states than a workgroup has threads',
      attrs: { blank: 0 },
      inputs: [
        { shape: [2, 9, 131] },
        { shape: [2, 65], dtype: 'i32', fill: { ids: 3 } },
        { shape: [2], dtype: 'i32', fill: { values: [9, 7] } },
        { shape: [2], dtype: 'i32', fill: { values: [65, 40] } },
        { shape: [2, 9, 131] },
      ],
    },
    {
      title: 'states that nothing leads to',
      attrs: { blank: 0 },
      inputs: [
        {
          shape: [1, 3, 3],
          fill: { values: [-1, -2, -Infinity, -3, -Infinity, -2, -5, -90, -1e4] },
        },
        { shape: [1, 1], dtype: 'i32', fill: { values: [1] } },
        { shape: [1], dtype: 'i32', fill: { values: [3] } },
        { shape: [1], dtype: 'i32', fill: { values: [1] } },
        { shape: [1, 3, 3] },
      ],
    },
    {
      title: 'variables far apart, more sequences than a workgroup has threads',
      attrs: { blank: 0 },
      inputs: [
        { shape: [66, 4, 5], fill: 'large' },
        { shape: [66, 2], dtype: 'i32', fill: { ids: 3 } },
        { shape: [66], dtype: 'i32', fill: { ids: 5 } },
        { shape: [66], dtype: 'i32', fill: { ids: 3 } },
        { shape: [66, 4, 5] },
      ],
    },
  ],
  tolerance: { abs: 2e-6, rel: 5e-6 },
});

function sample(
  title: string,
  shape: readonly [number, number, number],
  targets: readonly number[],
  inputLengths: readonly number[],
  targetLengths: readonly number[],
): OpSample<CtcForwardGradAttrs> {
  const ids = (values: readonly number[], shape: readonly number[] = [values.length]) =>
    ({ shape, dtype: 'i32', fill: { values } }) as const;
  return {
    title,
    attrs: { blank: 0 },
    inputs: [
      { shape },
      ids(targets, [shape[0], (shape[2] - 1) / 2]),
      ids(inputLengths),
      ids(targetLengths),
      { shape },
    ],
  };
}
