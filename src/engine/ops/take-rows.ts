import gradShader from '../../shaders/take-rows-grad.wgsl?raw';
import shader from '../../shaders/take-rows.wgsl?raw';
import type { Builder, NodeOptions } from '../graph/builder';
import { e } from '../graph/expr';
import type { Node } from '../graph/node';
import { defineOp, type OpDef, type OpDoc } from '../graph/op';
import { ShapeError } from '../tensor/errors';
import { sameShape, showShape, sizeOf } from '../tensor/shape';
import type { DType } from '../tensor/types';
import { requireFloat, requireIndices, requireWhole } from './shared/check';
import { grid } from './shared/grid';

export type TakeRowsAttrs = {
  /** What a row has whose number the table does not have. */
  readonly fill: number;
  /** A row that gets no gradient; −1 for none. */
  readonly paddingIndex: number;
};

/** The operation under one of its two names: for data it takes rows, for a learned table it embeds. */
export function defineTakeRows(
  name: string,
  doc: Pick<OpDoc, 'summary' | 'source'>,
): OpDef<TakeRowsAttrs> {
  return defineOp<TakeRowsAttrs>({
    name,
    doc: {
      family: 'source',
      ...doc,
      equation: 'y_{i} = E_{\\text{id}_i}',
      shapes: 'any[N,*rest], i32[*ids] → any[*ids,*rest]',
      numerics:
        'An id that the table does not have, such as −1, gives a row of `fill`. The gradient of the ' +
        'table adds up the uses of each row in their order, without atomics.',
    },
    infer: ([table, ids], { fill, paddingIndex }) => {
      requireIndices(name, 'the ids', ids);
      if (table.shape.length === 0) {
        throw new ShapeError(`${name}: the table is a scalar; it must have an axis of rows.`);
      }
      requireWhole(name, 'the padding index', paddingIndex, -1);
      if (!Number.isFinite(fill) || (table.dtype === 'i32' && !Number.isInteger(fill))) {
        throw new ShapeError(
          `${name}: the fill value ${fill} does not fit a table of ${table.dtype}.`,
        );
      }
      return { dtype: table.dtype, shape: [...ids.shape, ...table.shape.slice(1)] };
    },
    gradient: ({ b, attrs, inputs: [table, ids], grad }) => [
      takeRowsGrad(b, ids, grad, {
        rows: table.type.shape[0],
        paddingIndex: attrs.paddingIndex,
      }),
      null,
    ],
    reference: ({ attrs, inputs, data: [table, ids], out }) => {
      const [rows] = inputs[0].shape;
      const width = sizeOf(inputs[0].shape) / rows;
      return () => {
        for (let k = 0, o = 0; k < ids.length; k++) {
          const row = ids[k];
          const end = o + width;
          if (row >= 0 && row < rows) {
            for (let i = row * width; o < end; o++, i++) out[o] = table[i];
          } else {
            for (; o < end; o++) out[o] = attrs.fill;
          }
        }
      };
    },
    kernel: ({ attrs, inputs, output }) => {
      const [tableRows] = inputs[0].shape;
      return {
        shader: 'take-rows',
        source: shader,
        entryPoint: 'main',
        constants: {
          count: sizeOf(output.shape),
          width: sizeOf(inputs[0].shape) / tableRows,
          tableRows,
          fillBits: bitsOf(attrs.fill, output.dtype),
        },
        workgroups: grid(sizeOf(output.shape)),
      };
    },
    provenance: ({ attrs, inputs, flat, value }) => {
      const [rows] = inputs[0].shape;
      const width = sizeOf(inputs[0].shape) / rows;
      const at = Math.floor(flat / width);
      const row = value(1, at);
      const id = { input: 1, flat: at };
      if (row < 0 || row >= rows) return { terms: [id], expr: e.num(attrs.fill) };
      return { terms: [{ input: 0, flat: row * width + (flat % width) }, id], expr: e.term(0) };
    },
    samples: [
      {
        title: 'sentences of words',
        attrs: { fill: 0, paddingIndex: -1 },
        inputs: [{ shape: [7, 5] }, { shape: [3, 4], dtype: 'i32', fill: { ids: 7 } }],
      },
      {
        title: 'more ids than a workgroup',
        attrs: { fill: 0, paddingIndex: -1 },
        inputs: [{ shape: [4, 3] }, { shape: [67], dtype: 'i32', fill: { ids: 4 } }],
      },
      {
        title: 'numbers that the table does not have',
        attrs: { fill: 0.5, paddingIndex: -1 },
        inputs: [
          { shape: [2, 3] },
          { shape: [5], dtype: 'i32', fill: { values: [1, -1, 0, 2, -2147483648] } },
        ],
      },
      {
        title: 'whole numbers',
        attrs: { fill: -1, paddingIndex: -1 },
        inputs: [
          { shape: [3, 2, 2], dtype: 'i32', fill: { ids: 9 } },
          { shape: [4], dtype: 'i32', fill: { values: [2, 0, -1, 2] } },
        ],
      },
      {
        title: 'single numbers by one id',
        attrs: { fill: 0, paddingIndex: -1 },
        inputs: [{ shape: [3] }, { shape: [], dtype: 'i32', fill: { values: [1] } }],
      },
    ],
    tolerance: { abs: 0, rel: 0 },
  });
}

export const takeRowsOp = defineTakeRows('takeRows', {
  summary: 'Takes rows of a table by their numbers: examples of a data set, labels.',
  source: 'NumPy reference, numpy.take',
});

/**
 * Rows of a table by number. `any[N,*rest], i32[*ids] → any[*ids,*rest]`
 *
 * @param attrs.fill          value of rows that the table does not have (an id of −1); 0 unless given
 * @param attrs.paddingIndex  a row that gets no gradient; none unless given
 */
export function takeRows(
  b: Builder,
  table: Node,
  ids: Node,
  attrs: Partial<TakeRowsAttrs> = {},
  options?: NodeOptions,
): Node {
  return applyTakeRows(b, takeRowsOp, table, ids, attrs, options);
}

/** Applies the operation under either name. */
export function applyTakeRows(
  b: Builder,
  op: OpDef<TakeRowsAttrs>,
  table: Node,
  ids: Node,
  { fill = 0, paddingIndex = -1 }: Partial<TakeRowsAttrs>,
  options?: NodeOptions,
): Node {
  return b.apply(
    op,
    [table, ids],
    { fill, paddingIndex },
    { axes: [...ids.axes, ...table.axes.slice(1)], kind: table.kind, ...options },
  );
}

/** Where threads do not share the search for a row's uses, the rows go through all ids in so many runs. */
const RUNS = 16;

type TakeRowsGradAttrs = { readonly rows: number; readonly paddingIndex: number };

export const takeRowsGradOp = defineOp<TakeRowsGradAttrs>({
  name: 'takeRowsGrad',
  doc: {
    family: 'source',
    summary:
      'Gradient of a table whose rows were taken: each row adds up the gradients of its uses.',
    equation: '\\bar E_r = \\sum_{i:\\,\\text{id}_i = r} \\bar y_i',
    shapes: 'i32[*ids], f32[*ids,*rest] → f32[N,*rest]',
    numerics:
      'Added in the order of the ids and in single precision on every backend. Rows that nobody used ' +
      'and the padding row get zeros.',
    source: 'Griewank & Walther 2008, chapter 3 (the adjoint of a gather)',
  },
  infer: ([ids, g], { rows }) => {
    requireIndices('takeRowsGrad', 'the ids', ids);
    requireFloat('takeRowsGrad', 'the gradient', g);
    requireWhole('takeRowsGrad', 'the number of rows', rows, 1);
    const lead = ids.shape.length;
    if (!sameShape(g.shape.slice(0, lead), ids.shape)) {
      throw new ShapeError(
        `takeRowsGrad: the gradient has shape ${showShape(g.shape)}, which must begin with that of ` +
          `the ids, ${showShape(ids.shape)}.`,
      );
    }
    return { dtype: 'f32', shape: [rows, ...g.shape.slice(lead)] };
  },
  gradient: { notDifferentiable: 'first derivatives only' },
  reference: ({ attrs: { rows, paddingIndex }, output, data: [ids, g], out }) => {
    const width = sizeOf(output.shape) / rows;
    return () => {
      out.fill(0);
      for (let k = 0, i = 0; k < ids.length; k++) {
        const row = ids[k];
        if (row < 0 || row >= rows || row === paddingIndex) {
          i += width;
          continue;
        }
        for (let o = row * width, end = o + width; o < end; o++, i++) out[o] += g[i];
      }
    };
  },
  kernel: ({ attrs: { rows, paddingIndex }, inputs, output }) => {
    const width = sizeOf(output.shape) / rows;
    const run = Math.ceil(rows / RUNS);
    return {
      shader: 'take-rows-grad',
      source: gradShader,
      entryPoint: 'group_per_row',
      constants: { idCount: sizeOf(inputs[0].shape), tableRows: rows, width, paddingIndex, run },
      workgroups: grid(rows, 1),
      withoutBarriers: { entryPoint: 'threads_per_run', workgroups: grid(rows, run) },
    };
  },
  provenance: ({ attrs: { rows, paddingIndex }, inputs, output, flat, value }) => {
    const width = sizeOf(output.shape) / rows;
    const row = Math.floor(flat / width);
    if (row === paddingIndex) return { terms: [] };
    const terms = [];
    for (let k = 0; k < sizeOf(inputs[0].shape); k++) {
      if (value(0, k) === row) terms.push({ input: 1, flat: k * width + (flat % width) });
    }
    return { terms };
  },
  samples: [
    {
      title: 'words used several times',
      attrs: { rows: 4, paddingIndex: -1 },
      inputs: [{ shape: [3, 5], dtype: 'i32', fill: { ids: 4 } }, { shape: [3, 5, 6] }],
    },
    {
      title: 'a padding row, numbers that the table does not have',
      attrs: { rows: 3, paddingIndex: 0 },
      inputs: [
        { shape: [7], dtype: 'i32', fill: { values: [0, 1, 2, 1, -1, 3, 0] } },
        { shape: [7, 3] },
      ],
    },
    {
      title: 'more rows than a workgroup',
      attrs: { rows: 67, paddingIndex: -1 },
      inputs: [{ shape: [9], dtype: 'i32', fill: { ids: 67 } }, { shape: [9, 5] }],
    },
    {
      title: 'single numbers by one id',
      attrs: { rows: 3, paddingIndex: -1 },
      inputs: [{ shape: [], dtype: 'i32', fill: { values: [1] } }, { shape: [] }],
    },
  ],
  tolerance: { abs: 1e-6, rel: 1e-6 },
});

/**
 * Gradient of the table of takeRows or embedding, given the gradient g of what was taken.
 * `i32[*ids], f32[*ids,*rest] → f32[N,*rest]`
 *
 * @param attrs.rows          rows of the table
 * @param attrs.paddingIndex  a row that gets no gradient; −1 for none
 */
function takeRowsGrad(b: Builder, ids: Node, g: Node, attrs: TakeRowsGradAttrs): Node {
  return b.apply(takeRowsGradOp, [ids, g], attrs);
}

/** The 32 bits of a number under an element type, as an unsigned integer. */
function bitsOf(value: number, dtype: DType): number {
  const bytes = dtype === 'f32' ? Float32Array.of(value) : Int32Array.of(value);
  return new Uint32Array(bytes.buffer)[0];
}
