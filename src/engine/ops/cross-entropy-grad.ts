import gradShader from '../../shaders/cross-entropy-grad.wgsl?raw';
import weightedShader from '../../shaders/weighted-cross-entropy-grad.wgsl?raw';
import { e } from '../graph/expr';
import { defineOp, type OpSample, type ProvenanceTerm } from '../graph/op';
import type { TensorType } from '../tensor/types';
import { requireFloat, requireShape } from './shared/check';
import {
  countsFor,
  IGNORE_INDEX,
  type Reduction,
  requireClasses,
  requireSmoothing,
} from './shared/classes';
import { exponentialsOf } from './shared/exponentials';
import {
  positionsInRow,
  rowConstants,
  rowDispatch,
  rowOf,
  type Rows,
  rowStart,
  rowsAlong,
} from './shared/rows';
import { withKernels } from './shared/kernels';

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
export const DEFAULTS: CrossEntropyAttrs = {
  axis: -1,
  ignoreIndex: IGNORE_INDEX,
  labelSmoothing: 0,
  reduction: 'mean',
};

/**
 * Checks the optional weights of the classes: one number a class.
 * @throws ShapeError
 */
export function requireWeights(
  op: string,
  weight: TensorType | undefined,
  logits: TensorType,
  axis: number,
): void {
  if (!weight) return;
  const classes = rowsAlong(op, logits.shape, axis).length;
  requireFloat(op, 'the class weights', weight);
  requireShape(op, 'the class weights', weight, [classes], `${classes} classes`);
}

export const crossEntropyGradOp = defineOp<CrossEntropyAttrs>({
  name: 'crossEntropyGrad',
  doc: {
    family: 'loss',
    summary: 'Gradient of cross-entropy: the predicted distribution less the wanted one.',
    equation:
      '\\bar x_{i,c} = \\bar\\ell_i\\,\\big(p_{i,c} \\textstyle\\sum_k q_{i,k} - q_{i,c}\\big), \\quad q_{i,c} = w_c\\,\\big((1-\\varepsilon)\\,[c = t_i] + \\tfrac{\\varepsilon}{C}\\big), \\quad p_i = \\operatorname{softmax}(x_i)',
    shapes:
      'f32[…,C,…], i32[… without C] (, f32[C]), f32[] or f32[… without C] → shape of the logits',
    numerics:
      'Ignored items and masked classes (−∞) get 0. Divided by the number of items that count, or by ' +
      'the summed weights of their classes, where the loss was.',
    source: 'Goodfellow et al. 2016, section 6.2.2.3',
  },
  infer: ([logits, target, ...rest], { axis, labelSmoothing, reduction }) => {
    const g = rest[rest.length - 1];
    requireClasses('crossEntropyGrad', logits, target, axis);
    requireWeights('crossEntropyGrad', rest.length > 1 ? rest[0] : undefined, logits, axis);
    requireSmoothing('crossEntropyGrad', labelSmoothing);
    requireFloat('crossEntropyGrad', 'the gradient', g);
    const shape = reduction === 'none' ? target.shape : [];
    requireShape('crossEntropyGrad', 'the gradient', g, shape, `the reduction "${reduction}"`);
    return logits;
  },
  gradient: { notDifferentiable: 'first derivatives only' },
  reference: ({ attrs, output, data: [logits, target, ...rest], out }) => {
    const { ignoreIndex, labelSmoothing, reduction } = attrs;
    const weight = rest.length > 1 ? rest[0] : null;
    const g = rest[rest.length - 1];
    const layout = rowsAlong('crossEntropyGrad', output.shape, attrs.axis);
    const { rows, length, stride } = layout;
    const smooth = labelSmoothing / length;
    const exps = new Float64Array(length);
    return () => {
      let divisor = 1;
      if (reduction === 'mean') {
        let counted = 0;
        for (let r = 0; r < rows; r++) {
          if (countsFor(target[r], length, ignoreIndex)) counted += weight ? weight[target[r]] : 1;
        }
        divisor = counted === 0 ? 1 : counted;
      }
      let spread = 1;
      if (weight) {
        spread = 0;
        for (let c = 0; c < length; c++) spread += weight[c] / length;
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
        const mass = weight
          ? (1 - labelSmoothing) * weight[target[r]] + labelSmoothing * spread
          : 1;
        for (let c = 0, i = start; c < length; c++, i += stride) {
          let wanted = c === target[r] ? smooth + 1 - labelSmoothing : smooth;
          if (weight) wanted *= weight[c];
          const masked = logits[i] === -Infinity;
          out[i] = masked ? 0 : slope * (mass * (exps[c] / sum) - wanted);
        }
      }
    };
  },
  fast: ({ attrs, output, data: [logits, target, ...rest], out }) => {
    const { ignoreIndex, labelSmoothing, reduction } = attrs;
    const { rows, length, stride } = rowsAlong('crossEntropyGrad', output.shape, attrs.axis);
    const plain = rest.length === 1 && labelSmoothing === 0 && reduction !== 'none';
    if (!plain || stride > 1) return null;
    const [g] = rest;
    const operands = { data: [logits, target, out], writes: [2] };
    return withKernels(operands, (kernels, [from, classes, to]) => () => {
      let counted = 0;
      for (let r = 0; r < rows; r++) if (countsFor(target[r], length, ignoreIndex)) counted++;
      const slope = reduction === 'mean' ? g[0] / Math.max(1, counted) : g[0];
      kernels.crossEntropyGrad(from, classes, to, rows, length, ignoreIndex, slope);
    });
  },
  kernel: ({ attrs, inputs, output }) => {
    const layout = rowsAlong('crossEntropyGrad', output.shape, attrs.axis);
    const weighted = inputs.length > 3;
    return {
      shader: weighted ? 'weighted-cross-entropy-grad' : 'cross-entropy-grad',
      source: weighted ? weightedShader : gradShader,
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
    const last = inputs.length - 1;
    const terms: ProvenanceTerm[] = [
      ...row.map((i) => ({ input: 0, flat: i })),
      { input: last, flat: attrs.reduction === 'none' ? item : 0 },
      { input: 1, flat: item },
    ];
    const share = e.div(exps[own], e.add(...exps));
    const g = e.term(row.length);
    const smooth = attrs.labelSmoothing / layout.length;
    const counted = attrs.reduction === 'mean' ? itemsThatCount(layout, attrs, value) : [];
    if (last < 3) {
      const wanted = smooth + (own === label ? 1 - attrs.labelSmoothing : 0);
      const product = e.mul(g, e.sub(share, e.num(wanted)));
      const count = counted.length;
      return { terms, expr: count > 1 ? e.div(product, e.num(count)) : product };
    }
    const weights = row.map((_, c) => e.term(terms.length + c));
    terms.push(...row.map((_, c) => ({ input: 2, flat: c })));
    const wanted = weights.map((weight, c) =>
      e.mul(e.num(smooth + (c === label ? 1 - attrs.labelSmoothing : 0)), weight),
    );
    const product = e.mul(g, e.sub(e.mul(share, e.add(...wanted)), wanted[own]));
    const labels = counted.map((r) => value(1, r));
    const total = labels.reduce((sum, c) => sum + value(2, c), 0);
    if (total === 0) return { terms, expr: product };
    return { terms, expr: e.div(product, e.add(...labels.map((c) => weights[c]))) };
  },
  samples: lossSamples().map(({ title, attrs, inputs }) => ({
    title,
    attrs,
    inputs: [...inputs, { shape: attrs.reduction === 'none' ? inputs[1].shape : [] }],
  })),
  tolerance: { abs: 1e-6, rel: 5e-6 },
});

/** The items that the mean is over. */
function itemsThatCount(
  { rows, length }: Rows,
  { ignoreIndex }: CrossEntropyAttrs,
  value: (input: number, flat: number) => number,
): number[] {
  return Array.from({ length: rows }, (_, r) => r).filter((r) =>
    countsFor(value(1, r), length, ignoreIndex),
  );
}

/** Reductions, axes, ignored items and smoothing; the gradient's samples add a gradient of the loss. */
export function lossSamples(): OpSample<CrossEntropyAttrs>[] {
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
    {
      title: 'class weights',
      attrs: DEFAULTS,
      inputs: [
        { shape: [6, 4] },
        { shape: [6], dtype: 'i32', fill: { values: [1, 3, -100, 0, 2, 2] } },
        { shape: [4], fill: 'positive' },
      ],
    },
    {
      title: 'class weights, smoothing and classes in the middle, one loss per item',
      attrs: { ...DEFAULTS, axis: 1, labelSmoothing: 0.1, reduction: 'none' },
      inputs: [
        { shape: [2, 6, 5] },
        { shape: [2, 5], dtype: 'i32', fill: { ids: 6 } },
        { shape: [6], fill: 'positive' },
      ],
    },
    {
      title: 'class weights and smoothing, more classes and items than a workgroup has threads',
      attrs: { ...DEFAULTS, labelSmoothing: 0.2 },
      inputs: [
        { shape: [67, 131] },
        { shape: [67], dtype: 'i32', fill: { ids: 131 } },
        { shape: [131], fill: 'positive' },
      ],
    },
    {
      title: 'class weights of 0, the sum',
      attrs: { ...DEFAULTS, labelSmoothing: 0.1, reduction: 'sum' },
      inputs: [
        { shape: [3, 4], fill: 'large' },
        { shape: [3], dtype: 'i32', fill: { values: [1, 2, 0] } },
        { shape: [4], fill: { values: [0, 1, 0, 2] } },
      ],
    },
  ];
}
