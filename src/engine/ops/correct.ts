import shader from '../../shaders/correct.wgsl?raw';
import type { Builder, NodeOptions } from '../graph/builder';
import { e } from '../graph/expr';
import type { Node } from '../graph/node';
import { defineOp, type ProvenanceTerm } from '../graph/op';
import { countsFor, IGNORE_INDEX, requireClasses } from './shared/classes';
import { positionsInRow, rowStart, rowsAlong } from './shared/rows';

export type CorrectAttrs = {
  /** Axis of the logits that holds the classes. */
  readonly axis: number;
  /** Items of this class take no part. */
  readonly ignoreIndex: number;
  /** The fraction of the items that count, or how many. */
  readonly reduction: 'mean' | 'sum';
};

export const correctOp = defineOp<CorrectAttrs>({
  name: 'correct',
  doc: {
    family: 'loss',
    summary: 'How often the largest logit is that of the right class: the accuracy.',
    equation: 'a = \\frac{1}{n} \\sum_i [\\operatorname{argmax}_c x_{i,c} = t_i]',
    shapes: 'f32[…,C,…], i32[… without C] → f32[]',
    numerics:
      'The first of several largest logits counts. Items whose class is `ignoreIndex`, or no class at ' +
      'all, count for nothing; the fraction is 0 when there are no others.',
    source: 'Manning, Raghavan & Schütze 2008, section 8.3 (accuracy)',
  },
  infer: ([logits, target], { axis }) => {
    requireClasses('correct', logits, target, axis);
    return { dtype: 'f32', shape: [] };
  },
  gradient: { notDifferentiable: 'it counts' },
  reference: ({ attrs, inputs, data: [logits, target], out }) => {
    const layout = rowsAlong('correct', inputs[0].shape, attrs.axis);
    const { rows, length, stride } = layout;
    return () => {
      let hits = 0;
      let counted = 0;
      for (let r = 0; r < rows; r++) {
        if (!countsFor(target[r], length, attrs.ignoreIndex)) continue;
        counted++;
        const start = rowStart(layout, r);
        let best = 0;
        let largest = logits[start];
        for (let c = 1, i = start + stride; c < length; c++, i += stride) {
          if (logits[i] > largest) {
            largest = logits[i];
            best = c;
          }
        }
        if (best === target[r]) hits++;
      }
      out[0] = attrs.reduction === 'mean' ? hits / Math.max(counted, 1) : hits;
    };
  },
  kernel: ({ attrs, inputs }) => {
    const { rows, length, stride } = rowsAlong('correct', inputs[0].shape, attrs.axis);
    return {
      shader: 'correct',
      source: shader,
      entryPoint: 'main',
      constants: {
        items: rows,
        classes: length,
        classStride: stride,
        ignoreIndex: attrs.ignoreIndex,
        mean: attrs.reduction === 'mean' ? 1 : 0,
      },
      workgroups: [1, 1, 1],
    };
  },
  provenance: ({ attrs, inputs, value }) => {
    const layout = rowsAlong('correct', inputs[0].shape, attrs.axis);
    const terms: ProvenanceTerm[] = [];
    const hits: number[] = [];
    for (let r = 0; r < layout.rows; r++) {
      const label = value(1, r);
      if (!countsFor(label, layout.length, attrs.ignoreIndex)) continue;
      const row = positionsInRow(layout, r);
      const values = row.map((i) => value(0, i));
      hits.push(values.indexOf(Math.max(...values)) === label ? 1 : 0);
      terms.push(...row.map((i) => ({ input: 0, flat: i })), { input: 1, flat: r });
    }
    const sum = e.add(...hits.map((hit) => e.num(hit)));
    return {
      terms,
      expr: attrs.reduction === 'mean' && hits.length > 0 ? e.div(sum, e.num(hits.length)) : sum,
    };
  },
  samples: [
    {
      title: 'the fraction of a batch',
      attrs: { axis: -1, ignoreIndex: IGNORE_INDEX, reduction: 'mean' },
      inputs: [{ shape: [5, 4] }, { shape: [5], dtype: 'i32', fill: { ids: 4 } }],
    },
    {
      title: 'how many of more items than a workgroup has threads',
      attrs: { axis: -1, ignoreIndex: IGNORE_INDEX, reduction: 'sum' },
      inputs: [{ shape: [261, 3] }, { shape: [261], dtype: 'i32', fill: { ids: 3 } }],
    },
    {
      title: 'ignored items, classes in front, several largest',
      attrs: { axis: 0, ignoreIndex: 2, reduction: 'mean' },
      inputs: [
        { shape: [3, 5], fill: { values: [1, 0, 2, 2, 5, 1, 0, 2, 3, 5, 0, 0, 1, 1, 5] } },
        { shape: [5], dtype: 'i32', fill: { values: [0, 1, 0, 2, -1] } },
      ],
    },
    {
      title: 'nothing that counts',
      attrs: { axis: -1, ignoreIndex: -1, reduction: 'mean' },
      inputs: [{ shape: [2, 3] }, { shape: [2], dtype: 'i32', fill: { values: [-1, 3] } }],
    },
  ],
  tolerance: { abs: 0, rel: 1e-6 },
});

/**
 * Accuracy: the fraction of items whose largest logit is the right class, or their number.
 * `f32[…,C,…], i32[… without C] → f32[]`
 *
 * @param attrs.axis         axis of the classes; −1 unless given
 * @param attrs.ignoreIndex  items of this class take no part; −100 unless given
 * @param attrs.reduction    `mean` (over items that count) unless given, or `sum`
 */
export function correct(
  b: Builder,
  logits: Node,
  target: Node,
  attrs: Partial<CorrectAttrs> = {},
  options?: NodeOptions,
): Node {
  return b.apply(
    correctOp,
    [logits, target],
    { axis: -1, ignoreIndex: IGNORE_INDEX, reduction: 'mean', ...attrs },
    options,
  );
}
