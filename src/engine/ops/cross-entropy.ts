import shader from '../../shaders/cross-entropy.wgsl?raw';
import weightedShader from '../../shaders/weighted-cross-entropy.wgsl?raw';
import type { Builder, NodeOptions } from '../graph/builder';
import { type Expr, e } from '../graph/expr';
import type { Node } from '../graph/node';
import { defineOp, type ProvenanceTerm } from '../graph/op';
import type { TensorData } from '../tensor/types';
import {
  type CrossEntropyAttrs,
  crossEntropyGradOp,
  DEFAULTS,
  lossSamples,
  requireWeights,
} from './cross-entropy-grad';
import { countsFor, requireClasses, requireSmoothing } from './shared/classes';
import { exponentialsOf } from './shared/exponentials';
import { grid } from './shared/grid';
import { positionsInRow, rowStart, rowsAlong } from './shared/rows';
import { withKernels } from './shared/kernels';

export const crossEntropyOp = defineOp<CrossEntropyAttrs>({
  name: 'crossEntropy',
  doc: {
    family: 'loss',
    summary: 'Cross-entropy of the softmax of logits with the right classes, in nats.',
    equation:
      '\\ell_i = -\\sum_c w_c\\,\\big((1-\\varepsilon)\\,[c = t_i] + \\tfrac{\\varepsilon}{C}\\big) \\log \\operatorname{softmax}(x_i)_c',
    shapes:
      'f32[…,C,…], i32[… without C] (, f32[C]) → f32[], or f32[… without C] without reduction',
    numerics:
      'The largest logit is subtracted first. Items whose class is `ignoreIndex`, or no class at all, ' +
      'count for nothing; the mean is over the others, and 0 when there are none. Logits of −∞ are ' +
      'masked classes; an item with nothing but those has loss 0. With class weights w (1 unless given) ' +
      'the mean divides by the summed weights of the wanted classes; the weights have no gradient.',
    source:
      'Goodfellow et al. 2016, section 6.2.2.3; label smoothing: Szegedy et al. 2016, section 7; ' +
      'weights: PyTorch reference, CrossEntropyLoss',
  },
  infer: ([logits, target, weight], { axis, labelSmoothing, reduction }) => {
    requireClasses('crossEntropy', logits, target, axis);
    requireWeights('crossEntropy', weight, logits, axis);
    requireSmoothing('crossEntropy', labelSmoothing);
    return { dtype: 'f32', shape: reduction === 'none' ? target.shape : [] };
  },
  gradient: ({ b, attrs, inputs, grad }) => [
    b.apply(crossEntropyGradOp, [...inputs, grad], attrs, { axes: inputs[0].axes }),
    ...inputs.slice(1).map(() => null),
  ],
  reference: ({ attrs, inputs, data: [logits, target, weight = null], out }) => {
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
      if (weight) return weightedLoss(r, logSum, weight);
      const loss = logSum - logits[start + target[r] * stride];
      if (labelSmoothing === 0) return loss;
      return (1 - labelSmoothing) * loss + labelSmoothing * (logSum - all / length);
    };

    const weightedLoss = (r: number, logSum: number, w: TensorData): number => {
      const start = rowStart(layout, r);
      const own = w[target[r]];
      const loss = own === 0 ? 0 : own * (logSum - logits[start + target[r] * stride]);
      if (labelSmoothing === 0) return loss;
      let all = 0;
      for (let c = 0, i = start; c < length; c++, i += stride) {
        if (w[c] !== 0) all += w[c] * (logSum - logits[i]);
      }
      return (1 - labelSmoothing) * loss + (labelSmoothing / length) * all;
    };

    return () => {
      let total = 0;
      let counted = 0;
      for (let r = 0; r < rows; r++) {
        const counts = countsFor(target[r], length, ignoreIndex);
        const loss = counts ? lossOf(r) : 0;
        if (reduction === 'none') out[r] = loss;
        total += loss;
        if (counts) counted += weight ? weight[target[r]] : 1;
      }
      if (reduction === 'sum') out[0] = total;
      if (reduction === 'mean') out[0] = total / (counted === 0 ? 1 : counted);
    };
  },
  fast: ({ attrs, inputs, data: [logits, target, weight], out }) => {
    const { ignoreIndex, labelSmoothing, reduction } = attrs;
    const { rows, length, stride } = rowsAlong('crossEntropy', inputs[0].shape, attrs.axis);
    if (weight || labelSmoothing > 0 || stride > 1) return null;
    return withKernels({ data: [logits], writes: [] }, (kernels, [from]) => () => {
      let total = 0;
      let counted = 0;
      for (let r = 0; r < rows; r++) {
        const row = from + r * length * 4;
        let loss = 0;
        if (countsFor(target[r], length, ignoreIndex)) {
          counted++;
          const largest = kernels.largest(row, length);
          const sum = kernels.sumExp(row, length, largest === -Infinity ? 0 : largest);
          if (sum !== 0) loss = largest + Math.log(sum) - logits[r * length + target[r]];
        }
        if (reduction === 'none') out[r] = loss;
        total += loss;
      }
      if (reduction === 'sum') out[0] = total;
      if (reduction === 'mean') out[0] = total / Math.max(1, counted);
    });
  },
  kernel: ({ attrs, inputs }) => {
    const { rows, length, stride } = rowsAlong('crossEntropy', inputs[0].shape, attrs.axis);
    const perItem = attrs.reduction === 'none';
    const weighted = inputs.length > 2;
    return {
      shader: weighted ? 'weighted-cross-entropy' : 'cross-entropy',
      source: weighted ? weightedShader : shader,
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
    const weighted = inputs.length > 2;
    const terms: ProvenanceTerm[] = weighted
      ? Array.from({ length: layout.length }, (_, c) => ({ input: 2, flat: c }))
      : [];
    const losses: Expr[] = [];
    const labels: number[] = [];
    for (const item of items) {
      const label = value(1, item);
      if (!countsFor(label, layout.length, attrs.ignoreIndex)) continue;
      labels.push(label);
      const row = positionsInRow(layout, item);
      const values = row.map((i) => value(0, i));
      const weights = weighted ? row.map((_, c) => value(2, c)) : null;
      losses.push(explainLoss(values, label, attrs.labelSmoothing, terms.length, weights));
      terms.push(...row.map((i) => ({ input: 0, flat: i })), { input: 1, flat: item });
    }
    if (losses.length === 0) return { terms, expr: e.num(0) };
    const sum = losses.length === 1 ? losses[0] : e.add(...losses);
    if (attrs.reduction !== 'mean') return { terms, expr: sum };
    if (weighted) {
      const total = labels.reduce((all, c) => all + value(2, c), 0);
      const weights = e.add(...labels.map((c) => e.term(c)));
      return { terms, expr: total === 0 ? sum : e.div(sum, weights) };
    }
    return { terms, expr: losses.length > 1 ? e.div(sum, e.num(losses.length)) : sum };
  },
  samples: lossSamples(),
  tolerance: { abs: 2e-6, rel: 5e-6 },
});

/**
 * The loss of one item over the terms from number `first` on.
 * @param weights  the values of the classes' weights, which are then the first terms
 */
function explainLoss(
  values: readonly number[],
  label: number,
  smoothing: number,
  first: number,
  weights: readonly number[] | null,
): Expr {
  if (values.every((v) => v === -Infinity)) return e.num(0);
  const { shift, exps } = exponentialsOf(values, first);
  const logOfSum = e.log(e.add(...exps));
  const logSum = shift === 0 ? logOfSum : e.add(e.num(shift), logOfSum);
  if (weights) {
    const share = (c: number) => e.mul(e.term(c), e.sub(logSum, e.term(first + c)));
    const own = weights[label] === 0 ? e.num(0) : share(label);
    if (smoothing === 0) return own;
    const shares = weights.flatMap((w, c) => (w === 0 ? [] : [share(c)]));
    const spread = e.num(smoothing / values.length);
    return e.add(e.mul(e.num(1 - smoothing), own), e.mul(spread, e.add(...shares)));
  }
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
 * @param attrs.weight          `f32[C]`: weight of each class, without a gradient; 1 unless given. The
 *                              mean then divides by the summed weights of the wanted classes
 */
export function crossEntropy(
  b: Builder,
  logits: Node,
  target: Node,
  { weight, ...attrs }: Partial<CrossEntropyAttrs> & { readonly weight?: Node } = {},
  options?: NodeOptions,
): Node {
  const all = { ...DEFAULTS, ...attrs };
  const axes = all.reduction === 'none' ? target.axes : [];
  const inputs = weight ? [logits, target, weight] : [logits, target];
  return b.apply(crossEntropyOp, inputs, all, { axes, ...options });
}
