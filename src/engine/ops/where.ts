import shader from '../../shaders/where.wgsl?raw';
import type { Builder, NodeOptions } from '../graph/builder';
import type { Node } from '../graph/node';
import { defineOp, type OpUse } from '../graph/op';
import { broadcastShapes, broadcastStrides, indexOf, sizeOf } from '../tensor/shape';
import type { Axis } from '../tensor/types';
import { fill } from './fill';
import type { NoAttrs } from './shared/binary';
import { requireFloat } from './shared/check';
import { grid } from './shared/grid';
import { collapse, loopConstants, offsetsOf } from './shared/loops';
import { sumTo } from './sum';

const loopsOf = ({ inputs, output }: OpUse) =>
  collapse(
    output.shape,
    inputs.map(({ shape }) => broadcastStrides(shape, output.shape)),
  );

export const whereOp = defineOp<NoAttrs>({
  name: 'where',
  doc: {
    family: 'elementwise',
    summary: 'Chooses between two tensors element by element, by whether a third is not 0.',
    equation: 'y_i = \\begin{cases} a_i & c_i \\ne 0 \\\\ b_i & c_i = 0 \\end{cases}',
    shapes: 'c f32[…], a f32[…], b f32[…] → f32[broadcast of all]',
    numerics:
      'Elements are chosen, never multiplied, so no 0·∞ arises; NaN is not 0. The gradient goes to ' +
      'the one that was chosen, and the condition has none.',
    source: 'NumPy reference, numpy.where',
  },
  infer: ([condition, a, b]) => {
    requireFloat('where', 'the condition', condition);
    requireFloat('where', 'the first choice', a);
    requireFloat('where', 'the second choice', b);
    const chosen = broadcastShapes('where', a.shape, b.shape);
    return { dtype: 'f32', shape: broadcastShapes('where', condition.shape, chosen) };
  },
  gradient: ({ b, inputs: [condition, x, y], grad }) => {
    const zero = fill(b, [], 0);
    return [
      null,
      sumTo(b, where(b, condition, grad, zero), x.type.shape),
      sumTo(b, where(b, condition, zero, grad), y.type.shape),
    ];
  },
  reference: (use) => {
    const {
      data: [condition, a, b],
      out,
    } = use;
    const { sizes, strides } = loopsOf(use);
    const last = sizes.length - 1;
    const n = sizes[last];
    const [dc, da, db] = strides.map((s) => s[last]);
    const [startsC, startsA, startsB] = strides.map((s) => offsetsOf(sizes.slice(0, last), s));
    return () => {
      for (let r = 0, o = 0; r < startsC.length; r++) {
        let ic = startsC[r];
        let ia = startsA[r];
        let ib = startsB[r];
        for (const end = o + n; o < end; o++, ic += dc, ia += da, ib += db) {
          out[o] = condition[ic] !== 0 ? a[ia] : b[ib];
        }
      }
    };
  },
  kernel: (use) => ({
    shader: 'where',
    source: shader,
    entryPoint: 'main',
    constants: {
      count: sizeOf(use.output.shape),
      ...loopConstants('where', loopsOf(use), ['c', 'a', 'b'], 6),
    },
    workgroups: grid(sizeOf(use.output.shape)),
  }),
  provenance: ({ inputs, output, flat, value }) => {
    const index = indexOf(output.shape, flat);
    const [c, a, b] = inputs.map(({ shape }) => {
      const strides = broadcastStrides(shape, output.shape);
      return index.reduce((at, i, axis) => at + i * strides[axis], 0);
    });
    const chosen = value(0, c) !== 0 ? { input: 1, flat: a } : { input: 2, flat: b };
    return { terms: [chosen, { input: 0, flat: c }], expr: { kind: 'term', index: 0 } };
  },
  samples: [
    {
      title: 'equal shapes, more than one workgroup',
      attrs: {},
      inputs: [{ shape: [7, 19], fill: 'mask' }, { shape: [7, 19] }, { shape: [7, 19] }],
    },
    {
      title: 'a mask for every row, a row and a scalar',
      attrs: {},
      inputs: [{ shape: [2, 3, 1], fill: 'mask' }, { shape: [5] }, { shape: [] }],
    },
    {
      title: 'every operand repeats along another axis',
      attrs: {},
      inputs: [{ shape: [1, 3, 4], fill: 'mask' }, { shape: [2, 1, 4] }, { shape: [2, 3, 1] }],
    },
    {
      title: 'one element, signed zero',
      attrs: {},
      inputs: [{ shape: [1], fill: { values: [-0] } }, { shape: [1] }, { shape: [] }],
    },
    {
      title: 'infinities, large values',
      attrs: {},
      inputs: [
        { shape: [4], fill: { values: [1, 0, NaN, 0] } },
        { shape: [4], fill: { values: [Infinity, 1, -Infinity, Infinity] } },
        { shape: [4], fill: 'large' },
      ],
    },
  ],
  tolerance: { abs: 0, rel: 0 },
});

/**
 * a where the condition is not 0, elsewhere b, with broadcasting of all three.
 * `f32[…] ×3 → f32[broadcast]`
 */
export function where(b: Builder, condition: Node, x: Node, y: Node, options?: NodeOptions): Node {
  return b.apply(
    whereOp,
    [condition, x, y],
    {},
    { axes: axesOf([x, y, condition]), kind: x.kind, ...options },
  );
}

/** Axis names of the broadcast: of each axis the first name but '1' that an operand gives it. */
function axesOf(operands: readonly Node[]): Axis[] {
  const rank = Math.max(...operands.map(({ axes }) => axes.length));
  return Array.from({ length: rank }, (_, i) => {
    const names = operands.map(({ axes }) => axes[i - rank + axes.length] ?? '1');
    return names.find((name) => name !== '1') ?? '1';
  });
}
