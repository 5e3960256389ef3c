import type { Builder, NodeOptions } from '../graph/builder';
import type { Node } from '../graph/node';
import { defineOp, type GradientCall, type OpDef } from '../graph/op';
import { ShapeError } from '../tensor/errors';
import {
  broadcastShapes,
  broadcastStrides,
  indexOf,
  showShape,
  sizeOf,
  stridesOf,
} from '../tensor/shape';
import type { Axis, Shape, TensorType } from '../tensor/types';
import { reshape } from './reshape';
import { requireFloat } from './shared/check';
import { type LinearSpec, linearKernel } from './shared/linear-kernel';
import { offsetsOf } from './shared/loops';
import { type MatrixLoop, multiplyMatrices } from './shared/multiply';
import { quickLinear } from './shared/quick-linear';
import { sumTo } from './sum';

export type MatmulAttrs = { readonly transposeA: boolean; readonly transposeB: boolean };

export const matmulOp: OpDef<MatmulAttrs> = defineOp<MatmulAttrs>({
  name: 'matmul',
  doc: {
    family: 'product',
    summary:
      'Matrix product of the last two axes, either operand transposed if asked; leading axes broadcast.',
    equation: 'c_{ij} = \\sum_k a_{ik}\\,b_{kj}',
    shapes: 'f32[…,M,K], f32[…,K,N] → f32[…,M,N]',
    numerics: 'Summed in a fixed order; on a GPU, 64 threads share a long sum.',
    source: 'Golub & Van Loan 2013, section 1.1',
  },
  infer: ([a, b], attrs) => {
    requireFloat('matmul', 'the first operand', a);
    requireFloat('matmul', 'the second operand', b);
    const { rows, inner, innerB, cols, batch } = dimensions(a, b, attrs);
    if (inner !== innerB) {
      const words = (t: boolean) => (t ? ' transposed' : '');
      throw new ShapeError(
        `matmul: ${showShape(a.shape)}${words(attrs.transposeA)} times ${showShape(b.shape)}` +
          `${words(attrs.transposeB)}: the inner sizes are ${inner} and ${innerB}; they must be equal.`,
      );
    }
    return { dtype: 'f32', shape: [...batch, rows, cols] };
  },
  gradient,
  reference: ({ attrs, inputs: [a, b], data, out }) => {
    const { loop, starts } = layout(a, b, attrs);
    return () => {
      for (let batch = 0; batch < starts.a.length; batch++) {
        multiplyMatrices(
          loop,
          data[0],
          starts.a[batch],
          data[1],
          starts.b[batch],
          out,
          batch * loop.rows * loop.cols,
        );
      }
    };
  },
  fast: ({ attrs, inputs: [a, b], data, out }) =>
    quickLinear(matmulSpec(a, b, attrs), [...data, out]),
  kernel: ({ attrs, inputs: [a, b] }) => linearKernel(matmulSpec(a, b, attrs)),
  provenance: ({ attrs, inputs: [a, b], output, flat }) => {
    const { loop } = layout(a, b, attrs);
    const index = indexOf(output.shape, flat);
    const lead = index.slice(0, -2);
    const [i, j] = index.slice(-2);
    const start = (type: TensorType) => {
      const batch = type.shape.slice(0, -2);
      const strides = broadcastStrides(batch, output.shape.slice(0, -2));
      const matrix = sizeOf(type.shape.slice(-2));
      return lead.reduce((sum, at, axis) => sum + at * strides[axis] * matrix, 0);
    };
    return {
      terms: Array.from({ length: loop.inner }, (_, k) => ({
        input: 0,
        flat: start(a) + i * loop.aRow + k * loop.aInner,
        weight: { input: 1, flat: start(b) + k * loop.bInner + j * loop.bCol },
      })),
    };
  },
  samples: [
    sample('two matrices', [5, 3], [3, 7]),
    sample('one row and one column', [1, 6], [6, 1]),
    sample('single elements', [1, 1], [1, 1]),
    sample('more than one workgroup', [33, 5], [5, 37]),
    sample('a long sum', [5, 300], [300, 6]),
    sample('a long sum over a batch', [2, 261, 3], [261, 7], true, false),
    sample('the first transposed', [3, 5], [3, 7], true, false),
    sample('the second transposed', [5, 3], [7, 3], false, true),
    sample('both transposed', [3, 5], [7, 3], true, true),
    sample('a batch', [2, 3, 4], [2, 4, 5]),
    sample('a batch with broadcasting', [2, 1, 3, 4], [3, 4, 2]),
    sample('a batch against one matrix', [2, 3, 4], [4, 5]),
    sample('a batch, the second transposed', [2, 2, 3, 4], [2, 2, 5, 4], false, true),
    sample('a batch, the first transposed', [2, 4, 3], [2, 4, 5], true, false),
    sample('one matrix against a batch', [1, 4], [3, 5, 4], false, true),
  ],
  tolerance: { abs: 1e-6, rel: 2e-6 },
});

function sample(title: string, a: Shape, b: Shape, transposeA = false, transposeB = false) {
  return { title, attrs: { transposeA, transposeB }, inputs: [{ shape: a }, { shape: b }] };
}

/**
 * Matrix product, batched over leading axes.
 * `f32[…,M,K], f32[…,K,N] → f32[…,M,N]`; a transposed operand is given with its last two axes exchanged.
 */
export function matmul(
  b: Builder,
  x: Node,
  y: Node,
  attrs: Partial<MatmulAttrs> = {},
  options?: NodeOptions,
): Node {
  const full = { transposeA: false, transposeB: false, ...attrs };
  return b.apply(matmulOp, [x, y], full, { axes: productAxes(x, y, full), ...options });
}

function productAxes(x: Node, y: Node, { transposeA, transposeB }: MatmulAttrs): Axis[] {
  const [wide, narrow] = x.axes.length >= y.axes.length ? [x, y] : [y, x];
  const lead = wide.axes.slice(0, -2).map((axis, i): Axis => {
    const other = narrow.axes.slice(0, -2)[i - (wide.axes.length - narrow.axes.length)];
    return axis === '1' && other ? other : axis;
  });
  const row = x.axes[x.axes.length - (transposeA ? 1 : 2)];
  const col = y.axes[y.axes.length - (transposeB ? 2 : 1)];
  return [...lead, row, col];
}

/**
 * dA = G·Bᵀ and dB = Aᵀ·G, with the roles exchanged for transposed operands. Where the second
 * operand is one matrix for a whole batch (a weight), the batch's rows are summed by the product
 * itself: dB = Aᵀ·G over all rows at once.
 */
function gradient({ b, attrs, inputs: [x, y], grad }: GradientCall<MatmulAttrs>): Node[] {
  const { transposeA, transposeB } = attrs;
  const gx = transposeA
    ? matmul(b, y, grad, { transposeA: transposeB, transposeB: true })
    : matmul(b, grad, y, { transposeB: !transposeB });
  const dx = sumTo(b, gx, x.type.shape);
  const shared = y.type.shape.length === 2 && x.type.shape.length > 2 && !transposeA;
  const [left, right] = shared ? [rowsOf(b, x), rowsOf(b, grad)] : [x, grad];
  const gy = transposeB
    ? matmul(b, right, left, { transposeA: true, transposeB: transposeA })
    : matmul(b, left, right, { transposeA: !transposeA });
  return [dx, sumTo(b, gy, y.type.shape)];
}

/** All leading axes folded into rows: a view. */
function rowsOf(b: Builder, x: Node): Node {
  const { shape } = x.type;
  const width = shape[shape.length - 1];
  return reshape(b, x, [sizeOf(shape) / width, width]);
}

function dimensions(a: TensorType, b: TensorType, { transposeA, transposeB }: MatmulAttrs) {
  if (a.shape.length < 2 || b.shape.length < 2) {
    throw new ShapeError(
      `matmul: got shapes ${showShape(a.shape)} and ${showShape(b.shape)}; both need at least two axes.`,
    );
  }
  const [a0, a1] = a.shape.slice(-2);
  const [b0, b1] = b.shape.slice(-2);
  const [rows, inner] = transposeA ? [a1, a0] : [a0, a1];
  const [innerB, cols] = transposeB ? [b1, b0] : [b0, b1];
  const batch = broadcastShapes('matmul', a.shape.slice(0, -2), b.shape.slice(0, -2));
  return { rows, inner, innerB, cols, batch };
}

/** Sizes and strides of one product, and where each matrix of the batch starts. */
function layout(a: TensorType, b: TensorType, attrs: MatmulAttrs) {
  const { rows, inner, cols, batch } = dimensions(a, b, attrs);
  const wide = a.shape[a.shape.length - 1];
  const wideB = b.shape[b.shape.length - 1];
  const matrix: MatrixLoop = {
    rows,
    inner,
    cols,
    aRow: attrs.transposeA ? 1 : wide,
    aInner: attrs.transposeA ? wide : 1,
    bInner: attrs.transposeB ? 1 : wideB,
    bCol: attrs.transposeB ? wideB : 1,
  };
  // A batch against one matrix is a single product with more rows.
  const fold = b.shape.length === 2 && !attrs.transposeA;
  const loop = fold ? { ...matrix, rows: rows * sizeOf(batch) } : matrix;
  const sizes = fold ? [] : batch;
  const strides = (type: TensorType) => {
    const size = sizeOf(type.shape.slice(-2));
    return broadcastStrides(type.shape.slice(0, -2), sizes).map((s) => s * size);
  };
  const [ofA, ofB] = fold ? [[], []] : [strides(a), strides(b)];
  const starts = { a: offsetsOf(sizes, ofA), b: offsetsOf(sizes, ofB) };
  return { loop, batch: { sizes, a: ofA, b: ofB }, starts };
}

/** The product as the kernel takes it. */
function matmulSpec(a: TensorType, b: TensorType, attrs: MatmulAttrs): LinearSpec {
  const { loop, batch } = layout(a, b, attrs);
  const { rows, inner, cols } = loop;
  const c = stridesOf(batch.sizes).map((s) => s * rows * cols);
  return {
    rows,
    inner,
    cols,
    a: { row: loop.aRow, inner: loop.aInner },
    b: { inner: loop.bInner, col: loop.bCol },
    c: { row: cols, col: 1 },
    batch: { ...batch, c },
  };
}
