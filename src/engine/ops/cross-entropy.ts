import gradShader from '../../shaders/cross-entropy-grad.wgsl?raw';
import shader from '../../shaders/cross-entropy.wgsl?raw';
import type { Builder, NodeOptions } from '../graph/builder';
import { type Expr, e } from '../graph/expr';
import type { Node } from '../graph/node';
import { defineOp, type OpSample, type ProvenanceTerm } from '../graph/op';
import { sizeOf } from '../tensor/shape';
import { requireFloat, requireShape } from './shared/check';
import {
  countsFor,
  IGNORE_INDEX,
  type Reduction,
  requireClasses,
  requireSmoothing,
} from './shared/classes';
import { exponentialsOf } from './shared/exponentials';
import { grid } from './shared/grid';
import {
  positionsInRow,
  rowConstants,
  rowDispatch,
  rowOf,
  type Rows,
  rowStart,
  rowsAlong,
} from './shared/rows';

export type CrossEntropyAttrs = {
  /** Axis of the logits that holds the classes. */
  readonly axis: number;
  /** Items of this class take no part. */
  readonly ignoreIndex: number;
  /** Share of the wanted distribution that is spread evenly over all classes. */
  readonly labelSmoothing: number;
  readonly reduction: Reduction;
};

/** Defaults for the builders. */
const DEFAULTS: CrossEntropyAttrs = {
  axis: -1,
  ignoreIndex: IGNORE_INDEX,
  labelSmoothing: 0,
  reduction: 'mean',
};

export const crossEntropyOp = defineOp<CrossEntropyAttrs>({
  name: 'crossEntropy',
  doc: {
    family: 'loss',
    summary: 'Cross-entropy of the softmax of logits with the right classes, in nats.',
    equation:
      '\\ell_i = \\log \\sum_c e^{x_{i,c}} - (1-\\varepsilon)\\,x_{i,t_i} - \\frac{\\varepsilon}{C} \\sum_c x_{i,c}',
    shapes: 'f32[…,C,…], i32[… without C] → f32[], or f32[… without C] without reduction',
    numerics:
      'The largest logit is subtracted first. Items whose class is `ignoreIndex`, or no class at all, ' +
      'count for nothing; the mean is over the others, and 0 when there are none. Logits of −∞ are ' +
      'masked classes; an item with nothing but those has loss 0.',
    source:
      'Goodfellow et al. 2016, section 6.2.2.3; label smoothing: Szegedy et al. 2016, section 7',
  },
  infer: ([logits, target], { axis, labelSmoothing, reduction }) => {
    requireClasses('crossEntropy', logits, target, axis);
    requireSmoothing('crossEntropy', labelSmoothing);
    return { dtype: 'f32', shape: reduction === 'none' ? target.shape : [] };
  },
  gradient: ({ b, attrs, inputs: [logits, target], grad }) => [
    crossEntropyGrad(b, logits, target, grad, attrs),
    null,
  ],
  reference: ({ attrs, inputs, data: [logits, target], out }) => {
    const { ignoreIndex, labelSmoothing, reduction } = attrs;
    const layout = rowsAlong('crossEntropy', inputs[0].shape, attrs.axis);
    const { rows, length, stride } = layout;

    const lossOf = (r: number): number => {
      const start = rowStart(layout, r);
      let largest = -Infinity;
      for (let c = 0, i = start; c < length; c++, i += stride) {
        if (logits[i] > largest) largest = logits[i];
      }
      let sum = 0;
      let all = 0;
      for (let c = 0, i = start; c < length; c++, i += stride) {
        if (logits[i] !== -Infinity) sum += Math.exp(logits[i] - largest);
        all += logits[i];
      }
      if (sum === 0) return 0;
      const logSum = largest + Math.log(sum);
      const loss = logSum - logits[start + target[r] * stride];
      if (labelSmoothing === 0) return loss;
      return (1 - labelSmoothing) * loss + labelSmoothing * (logSum - all / length);
    };

    return () => {
      let total = 0;
      let counted = 0;
      for (let r = 0; r < rows; r++) {
        const counts = countsFor(target[r], length, ignoreIndex);
        const loss = counts ? lossOf(r) : 0;
        if (reduction === 'none') out[r] = loss;
        total += loss;
        if (counts) counted++;
      }
      if (reduction === 'sum') out[0] = total;
      if (reduction === 'mean') out[0] = total / Math.max(counted, 1);
    };
  },
  kernel: ({ attrs, inputs }) => {
    const { rows, length, stride } = rowsAlong('crossEntropy', inputs[0].shape, attrs.axis);
    const perItem = attrs.reduction === 'none';
    return {
      shader: 'cross-entropy',
      source: shader,
      entryPoint: perItem ? 'per_item' : 'total',
      constants: {
        items: rows,
        classes: length,
        classStride: stride,
        ignoreIndex: attrs.ignoreIndex,
        labelSmoothing: attrs.labelSmoothing,
        ...(perItem ? {} : { mean: attrs.reduction === 'mean' ? 1 : 0 }),
      },
      workgroups: perItem ? grid(rows) : [1, 1, 1],
    };
  },
  provenance: ({ attrs, inputs, flat, value }) => {
    const layout = rowsAlong('crossEntropy', inputs[0].shape, attrs.axis);
    const items =
      attrs.reduction === 'none' ? [flat] : Array.from({ length: layout.rows }, (_, r) => r);
    const terms: ProvenanceTerm[] = [];
    const losses: Expr[] = [];
    for (const item of items) {
      const label = value(1, item);
      if (!countsFor(label, layout.length, attrs.ignoreIndex)) continue;
      const row = positionsInRow(layout, item);
      const values = row.map((i) => value(0, i));
      losses.push(explainLoss(values, label, attrs.labelSmoothing, terms.length));
      terms.push(...row.map((i) => ({ input: 0, flat: i })), { input: 1, flat: item });
    }
    if (losses.length === 0) return { terms, expr: e.num(0) };
    const sum = losses.length === 1 ? losses[0] : e.add(...losses);
    const mean = attrs.reduction === 'mean' && losses.length > 1;
    return { terms, expr: mean ? e.div(sum, e.num(losses.length)) : sum };
  },
  samples: lossSamples(),
  tolerance: { abs: 2e-6, rel: 5e-6 },
});

/** The loss of one item over the terms from number `first` on. */
function explainLoss(
  values: readonly number[],
  label: number,
  smoothing: number,
  first: number,
): Expr {
  if (values.every((v) => v === -Infinity)) return e.num(0);
  const { shift, exps } = exponentialsOf(values, first);
  const logOfSum = e.log(e.add(...exps));
  const logSum = shift === 0 ? logOfSum : e.add(e.num(shift), logOfSum);
  const loss = e.sub(logSum, e.term(first + label));
  if (smoothing === 0) return loss;
  const mean = e.div(e.add(...values.map((_, c) => e.term(first + c))), e.num(values.length));
  return e.add(e.mul(e.num(1 - smoothing), loss), e.mul(e.num(smoothing), e.sub(logSum, mean)));
}

/**
 * Cross-entropy of logits with class numbers, in nats.
 * `f32[…,C,…], i32[… without C] → f32[]`, or one loss per item without reduction
 *
 * @param attrs.axis            axis of the classes; −1 unless given
 * @param attrs.ignoreIndex     items of this class take no part; −100 unless given
 * @param attrs.labelSmoothing  share spread evenly over all classes; 0 unless given
 * @param attrs.reduction       `mean` (over items that count) unless given, `sum` or `none`
 */
export function crossEntropy(
  b: Builder,
  logits: Node,
  target: Node,
  attrs: Partial<CrossEntropyAttrs> = {},
  options?: NodeOptions,
): Node {
  const all = { ...DEFAULTS, ...attrs };
  const axes = all.reduction === 'none' ? target.axes : [];
  return b.apply(crossEntropyOp, [logits, target], all, { axes, ...options });
}

export const crossEntropyGradOp = defineOp<CrossEntropyAttrs>({
  name: 'crossEntropyGrad',
  doc: {
    family: 'loss',
    summary: 'Gradient of cross-entropy: the predicted distribution less the wanted one.',
    equation:
      '\\bar x_{i,c} = \\bar\\ell_i\\,\\big(p_{i,c} - (1-\\varepsilon)\\,[c = t_i] - \\tfrac{\\varepsilon}{C}\\big), \\quad p_i = \\operatorname{softmax}(x_i)',
    shapes: 'f32[…,C,…], i32[… without C], f32[] or f32[… without C] → shape of the logits',
    numerics:
      'Ignored items and masked classes (−∞) get 0. Divided by the number of items that count where the loss was.',
    source: 'Goodfellow et al. 2016, section 6.2.2.3',
  },
  infer: ([logits, target, g], { axis, labelSmoothing, reduction }) => {
    requireClasses('crossEntropyGrad', logits, target, axis);
    requireSmoothing('crossEntropyGrad', labelSmoothing);
    requireFloat('crossEntropyGrad', 'the gradient', g);
    const shape = reduction === 'none' ? target.shape : [];
    requireShape('crossEntropyGrad', 'the gradient', g, shape, `the reduction "${reduction}"`);
    return logits;
  },
  gradient: { notDifferentiable: 'first derivatives only' },
  reference: ({ attrs, output, data: [logits, target, g], out }) => {
    const { ignoreIndex, labelSmoothing, reduction } = attrs;
    const layout = rowsAlong('crossEntropyGrad', output.shape, attrs.axis);
    const { rows, length, stride } = layout;
    const smooth = labelSmoothing / length;
    const exps = new Float64Array(length);
    return () => {
      let divisor = 1;
      if (reduction === 'mean') {
        let counted = 0;
        for (let r = 0; r < rows; r++) if (countsFor(target[r], length, ignoreIndex)) counted++;
        divisor = Math.max(counted, 1);
      }
      for (let r = 0; r < rows; r++) {
        const start = rowStart(layout, r);
        if (!countsFor(target[r], length, ignoreIndex)) {
          for (let c = 0, i = start; c < length; c++, i += stride) out[i] = 0;
          continue;
        }
        let largest = -Infinity;
        for (let c = 0, i = start; c < length; c++, i += stride) {
          if (logits[i] > largest) largest = logits[i];
        }
        let sum = 0;
        for (let c = 0, i = start; c < length; c++, i += stride) {
          exps[c] = logits[i] === -Infinity ? 0 : Math.exp(logits[i] - largest);
          sum += exps[c];
        }
        const slope = g[reduction === 'none' ? r : 0] / divisor;
        for (let c = 0, i = start; c < length; c++, i += stride) {
          const wanted = c === target[r] ? smooth + 1 - labelSmoothing : smooth;
          const masked = logits[i] === -Infinity;
          out[i] = masked ? 0 : slope * (exps[c] / sum - wanted);
        }
      }
    };
  },
  kernel: ({ attrs, output }) => {
    const layout = rowsAlong('crossEntropyGrad', output.shape, attrs.axis);
    return {
      shader: 'cross-entropy-grad',
      source: gradShader,
      constants: {
        ...rowConstants(layout),
        ignoreIndex: attrs.ignoreIndex,
        labelSmoothing: attrs.labelSmoothing,
        mean: attrs.reduction === 'mean' ? 1 : 0,
        perItem: attrs.reduction === 'none' ? 1 : 0,
      },
      ...rowDispatch(layout),
    };
  },
  provenance: ({ attrs, inputs, output, flat, value }) => {
    const layout = rowsAlong('crossEntropyGrad', output.shape, attrs.axis);
    const item = rowOf(layout, flat);
    const label = value(1, item);
    const masked = value(0, flat) === -Infinity;
    if (masked || !countsFor(label, layout.length, attrs.ignoreIndex)) {
      return { terms: [{ input: 1, flat: item }], expr: e.num(0) };
    }
    const row = positionsInRow(layout, item);
    const { exps } = exponentialsOf(row.map((i) => value(0, i)));
    const own = row.indexOf(flat);
    const wanted =
      attrs.labelSmoothing / layout.length + (own === label ? 1 - attrs.labelSmoothing : 0);
    const difference = e.sub(e.div(exps[own], e.add(...exps)), e.num(wanted));
    const product = e.mul(e.term(row.length), difference);
    const count =
      attrs.reduction === 'mean' ? itemsThatCount(layout, inputs[1].shape, attrs, value) : 1;
    return {
      terms: [
        ...row.map((i) => ({ input: 0, flat: i })),
        { input: 2, flat: attrs.reduction === 'none' ? item : 0 },
        { input: 1, flat: item },
      ],
      expr: count === 1 ? product : e.div(product, e.num(count)),
    };
  },
  samples: lossSamples().map(({ title, attrs, inputs }) => ({
    title,
    attrs,
    inputs: [...inputs, { shape: attrs.reduction === 'none' ? inputs[1].shape : [] }],
  })),
  tolerance: { abs: 1e-6, rel: 5e-6 },
});

function itemsThatCount(
  { length }: Rows,
  shape: readonly number[],
  { ignoreIndex }: CrossEntropyAttrs,
  value: (input: number, flat: number) => number,
): number {
  let counted = 0;
  for (let r = 0; r < sizeOf(shape); r++) {
    if (countsFor(value(1, r), length, ignoreIndex)) counted++;
  }
  return counted;
}

/** Gradient of crossEntropy with respect to the logits, given the gradient g of the loss. */
function crossEntropyGrad(
  b: Builder,
  logits: Node,
  target: Node,
  g: Node,
  attrs: CrossEntropyAttrs,
): Node {
  return b.apply(crossEntropyGradOp, [logits, target, g], attrs, { axes: logits.axes });
}

/** Reductions, axes, ignored items and smoothing; the gradient's samples add a gradient of the loss. */
function lossSamples(): OpSample<CrossEntropyAttrs>[] {
  return [
    {
      title: 'the mean over a batch',
      attrs: DEFAULTS,
      inputs: [{ shape: [5, 4] }, { shape: [5], dtype: 'i32', fill: { ids: 4 } }],
    },
    {
      title: 'the sum over more items than a workgroup',
      attrs: { ...DEFAULTS, reduction: 'sum' },
      inputs: [{ shape: [261, 3] }, { shape: [261], dtype: 'i32', fill: { ids: 3 } }],
    },
    {
      title: 'one loss per item, classes in the middle',
      attrs: { ...DEFAULTS, axis: 1, reduction: 'none' },
      inputs: [{ shape: [2, 6, 5] }, { shape: [2, 5], dtype: 'i32', fill: { ids: 6 } }],
    },
    {
      title: 'ignored items and label smoothing',
      attrs: { ...DEFAULTS, ignoreIndex: 0, labelSmoothing: 0.1 },
      inputs: [{ shape: [5, 4] }, { shape: [5], dtype: 'i32', fill: { values: [0, 3, 1, 0, -1] } }],
    },
    {
      title: 'nothing but ignored items',
      attrs: DEFAULTS,
      inputs: [{ shape: [2, 3] }, { shape: [2], dtype: 'i32', fill: { values: [-100, 3] } }],
    },
    {
      title: 'more classes than a workgroup has threads',
      attrs: { ...DEFAULTS, labelSmoothing: 0.2 },
      inputs: [{ shape: [3, 131] }, { shape: [3], dtype: 'i32', fill: { ids: 131 } }],
    },
    {
      title: 'large logits',
      attrs: DEFAULTS,
      inputs: [
        { shape: [3, 5], fill: 'large' },
        { shape: [3], dtype: 'i32', fill: { ids: 5 } },
      ],
    },
    {
      title: 'one class, one item, no batch',
      attrs: { ...DEFAULTS, axis: 0 },
      inputs: [{ shape: [1] }, { shape: [], dtype: 'i32', fill: { values: [0] } }],
    },
  ];
}
