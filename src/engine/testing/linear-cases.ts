import type { LinearActivation, LinearSpec } from '../ops/shared/linear-kernel';
import type { TensorData } from '../tensor/types';
import { normal } from './samples';

/** A product and its tensors in the order of its bindings, with what must come out. */
export interface LinearCase {
  readonly spec: LinearSpec;
  readonly data: readonly Float32Array[];
  /** Which of `data` are written. */
  readonly writes: readonly number[];
  /** What those hold afterwards; what no result reaches keeps its value. */
  readonly expected: readonly Float32Array[];
}

export interface LinearSizes {
  readonly rows: number;
  readonly inner: number;
  readonly cols: number;
  /** Loops of the batch. */
  readonly batch: readonly number[];
}

const ACTIVATIONS: readonly LinearActivation[] = ['none', 'relu', 'tanh', 'sigmoid'];

/** A product of these sizes with everything else at random: memory orders, gaps, offsets, what is added. */
export function linearCase(sizes: LinearSizes, random: () => number): LinearCase {
  const { rows, inner, cols, batch } = sizes;
  const below = (n: number) => Math.floor(random() * n);
  const repeats = batch.map(() => below(4));
  const a = layout(random, [...batch.map((n, i) => (repeats[i] === 1 ? 0 : n)), rows, inner]);
  const b = layout(random, [...batch.map((n, i) => (repeats[i] === 2 ? 0 : n)), inner, cols]);
  const c = layout(random, [...batch, rows, cols]);
  const fill = (length: number) => Float32Array.from({ length }, () => normal(random));
  const act = ACTIVATIONS[below(4)];
  const alpha = below(2) ? 1 : normal(random);
  const loops = batch.length;
  const terms = below(3) ? undefined : { count: 1 + below(3), a: below(9), b: below(9) };
  const further = (terms?.count ?? 1) - 1;
  const common = {
    rows,
    inner,
    cols,
    act: terms ? 'none' : act,
    alpha,
    ...(terms ? { terms } : {}),
    a: { row: a.strides[loops], inner: a.strides[loops + 1], offset: below(5) },
    batch: {
      sizes: batch,
      a: a.strides.slice(0, loops),
      b: b.strides.slice(0, loops),
      c: c.strides.slice(0, loops),
    },
  };
  const strideB = { inner: b.strides[loops], col: b.strides[loops + 1] };
  const strideC = { row: c.strides[loops], col: c.strides[loops + 1], offset: below(5) };
  const left = fill(a.length + common.a.offset + 8 + 8 * further);
  const lengthC = c.length + strideC.offset;

  const products = 1 + below(3);
  if (products > 1) {
    const biased = below(2) === 1 && !terms;
    const apart = below(2) === 1;
    const group = Array.from({ length: products }, (_, i) => ({
      ...(apart ? { a: 3 * i } : {}),
      b: 3 + i * (b.length + cols),
      ...(biased ? { bias: 3 + i * (b.length + cols) + b.length } : {}),
    }));
    const spec: LinearSpec = { ...common, b: strideB, c: strideC, group };
    const weights = fill(3 + products * (b.length + cols) + 8 * further);
    const data = [left, weights, ...group.map(() => fill(lengthC))];
    const expected = group.map(({ a: offsetA, b: offset, bias }, i) => {
      const add = bias === undefined ? undefined : weights.subarray(bias);
      return naive(spec, [offsetA, offset], [left, weights, add, undefined, data[2 + i]]);
    });
    return { spec, data, writes: group.map((_, i) => 2 + i), expected };
  }

  const offset = below(5);
  const bias = below(2) && !terms ? { offset: below(3) } : undefined;
  const slope = ([undefined, 'relu', 'tanh', 'sigmoid'] as const)[below(4)];
  const residual = below(2) ? { offset: below(3), slope } : undefined;
  const spec: LinearSpec = {
    ...common,
    b: { ...strideB, offset },
    c: strideC,
    ...(bias ? { bias } : {}),
    ...(residual ? { residual } : {}),
  };
  const right = fill(b.length + offset + 8 * further);
  const add = bias && fill(cols + bias.offset);
  const rest = residual && fill(lengthC + residual.offset);
  const out = fill(lengthC);
  const data = [left, right, add, rest, out].filter((x) => x !== undefined);
  const expected = [
    naive(spec, [undefined, offset], [left, right, add?.subarray(bias?.offset), rest, out]),
  ];
  return { spec, data, writes: [data.length - 1], expected };
}

/** Strides in a random memory order, perhaps with gaps; size 0 stands for an axis that is repeated. */
function layout(random: () => number, sizes: readonly number[]) {
  const order = sizes.map((_, i) => ({ i, key: random() })).toSorted((x, y) => x.key - y.key);
  const strides = sizes.map(() => 0);
  let length = 1;
  for (const { i } of order) {
    if (sizes[i] === 0) continue;
    strides[i] = length;
    length = length * sizes[i] + (random() < 0.3 ? 2 : 0);
  }
  return { strides, length };
}

type Tensors = readonly [
  TensorData,
  TensorData,
  TensorData | undefined,
  TensorData | undefined,
  TensorData,
];

/** The definition, element by element. */
function naive(
  spec: LinearSpec,
  [offsetA, offsetB]: readonly [number | undefined, number],
  [a, b, bias, residual, c]: Tensors,
) {
  const { rows, inner, cols, batch, alpha = 1, act = 'none' } = spec;
  const { count: terms, a: termA, b: termB } = spec.terms ?? { count: 1, a: 0, b: 0 };
  const out = Float32Array.from(c);
  const functions = {
    none: (v: number) => v,
    relu: (v: number) => (v <= 0 ? 0 : v),
    tanh: Math.tanh,
    sigmoid: (v: number) => 1 / (1 + Math.exp(-v)),
  };
  const slopes = {
    none: (v: number, y: number) => v + y,
    relu: (v: number, y: number) => (y <= 0 ? 0 : v),
    tanh: (v: number, y: number) => v * (1 - y * y),
    sigmoid: (v: number, y: number) => v * y * (1 - y),
  };
  const sizes = batch?.sizes ?? [];
  const count = sizes.reduce((n, size) => n * size, 1);
  for (let n = 0; n < count; n++) {
    let [atA, atB, atC] = [offsetA ?? spec.a.offset ?? 0, offsetB, 0];
    let rest = n;
    for (let axis = sizes.length - 1; axis >= 0; axis--) {
      const i = rest % sizes[axis];
      rest = (rest - i) / sizes[axis];
      atA += i * (batch?.a[axis] ?? 0);
      atB += i * (batch?.b[axis] ?? 0);
      atC += i * (batch?.c[axis] ?? 0);
    }
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < cols; j++) {
        let sum = 0;
        for (let k = 0; k < terms * inner; k++) {
          const t = Math.floor(k / inner);
          const within = k % inner;
          const left = a[atA + t * termA + i * spec.a.row + within * spec.a.inner];
          sum += left * b[atB + t * termB + within * spec.b.inner + j * spec.b.col];
        }
        const at = atC + i * spec.c.row + j * spec.c.col;
        const offset = spec.c.offset ?? 0;
        const value = functions[act](alpha * sum + (bias ? bias[j] : 0));
        const other = residual?.[(spec.residual?.offset ?? offset) + at] ?? 0;
        out[offset + at] = slopes[spec.residual?.slope ?? 'none'](value, other);
      }
    }
  }
  return out;
}
