import type { TensorData } from '../../tensor/types';
import { fastMultiply, type Starts } from './fast-multiply';
import { activate, type LinearProduct, type LinearSpec, productsOf } from './linear-kernel';

/**
 * The product in single precision by WebAssembly, over tensors in the order of the bindings; null
 * where that does not pay or cannot be had.
 */
export function fastLinear(spec: LinearSpec, data: readonly TensorData[]): (() => void) | null {
  const { rows, inner, cols } = spec;
  const loop = {
    rows,
    inner,
    cols,
    aRow: spec.a.row,
    aInner: spec.a.inner,
    bInner: spec.b.inner,
    bCol: spec.b.col,
  };
  const steps: (() => void)[] = [];
  for (const product of productsOf(spec, data)) {
    const count = product.starts.a.length;
    const a = part(product.a, product.starts.a, (rows - 1) * loop.aRow + (inner - 1) * loop.aInner);
    const b = part(product.b, product.starts.b, (inner - 1) * loop.bInner + (cols - 1) * loop.bCol);
    const direct = storesDirectly(spec, product);
    const sums = direct ?? new Float32Array(count * rows * cols);
    const multiply = fastMultiply(loop, { a: a.starts, b: b.starts }, [a.data, b.data], sums);
    if (!multiply) return null;
    steps.push(multiply);
    if (!direct) steps.push(finishing(spec, product, sums));
  }
  return () => {
    for (const step of steps) step();
  };
}

/** The part of an operand that matrices reach which span so many elements beyond their start. */
function part(data: TensorData, starts: Int32Array, span: number) {
  let [from, to] = [Infinity, 0];
  for (const start of starts) {
    from = Math.min(from, start);
    to = Math.max(to, start + span + 1);
  }
  const shifted: Starts['a'] = starts.map((start) => start - from);
  return { data: data.subarray(from, to), starts: shifted };
}

/** Where the sums themselves are the results and lie one after the other: that part of c. */
function storesDirectly(spec: LinearSpec, { bias, residual, c, starts }: LinearProduct) {
  const { rows, cols, alpha = 1, act = 'none' } = spec;
  if (bias || residual || alpha !== 1 || act !== 'none') return null;
  if ((spec.c.col !== 1 && cols > 1) || (spec.c.row !== cols && rows > 1)) return null;
  if (starts.c.some((start, n) => start !== starts.c[0] + n * rows * cols)) return null;
  return c.subarray(starts.c[0], starts.c[0] + starts.c.length * rows * cols);
}

/** Brings the sums to where they belong, with what is added and applied. */
function finishing(spec: LinearSpec, product: LinearProduct, sums: TensorData): () => void {
  const { rows, cols, alpha = 1, act = 'none' } = spec;
  const { row: cRow, col: cCol } = spec.c;
  const { residual, c, starts, residualShift } = product;
  const bias = product.bias ?? new Float32Array(cols);
  const biasStart = product.bias ? product.biasStart : 0;
  const curved = act === 'tanh' || act === 'sigmoid';
  // Nothing is cut off without an activation.
  const least = act === 'relu' ? 0 : -Infinity;
  const row = (s: number, start: number) => {
    let at = start;
    if (curved) {
      for (let j = 0; j < cols; j++, at += cCol) {
        c[at] = activate(act, alpha * sums[s + j] + bias[biasStart + j]);
      }
    } else {
      for (let j = 0; j < cols; j++, at += cCol) {
        const value = alpha * sums[s + j] + bias[biasStart + j];
        c[at] = value <= least ? least : value;
      }
    }
    if (residual) {
      at = start;
      for (let j = 0; j < cols; j++, at += cCol) c[at] += residual[at + residualShift];
    }
  };
  return () => {
    for (let n = 0, s = 0; n < starts.c.length; n++) {
      for (let i = 0; i < rows; i++, s += cols) row(s, starts.c[n] + i * cRow);
    }
  };
}
