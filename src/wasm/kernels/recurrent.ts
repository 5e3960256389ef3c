// What the recurrent layers share: products of the states of all sequences with panels of weights.
import { bytes, multiplyAdd } from './vector';

/** Columns of a panel. */
const COLS: i32 = 8;

export function padded(columns: i32): i32 {
  return (columns + COLS - 1) & ~(COLS - 1);
}

/** A matrix as panels [columns / 8][inner][8]; what is missing in the last one is 0. */
export function pack(
  from: usize,
  to: usize,
  inner: i32,
  columns: i32,
  stepInner: i32,
  stepColumn: i32,
): void {
  for (let j = 0; j < columns; j += COLS) {
    for (let k = 0; k < inner; k++) {
      for (let l = 0; l < COLS; l++) {
        const inside = j + l < columns;
        const at = from + bytes(k * stepInner + (j + l) * stepColumn);
        store<f32>(to, inside ? load<f32>(at) : 0);
        to += 4;
      }
    }
  }
}

/** c = a · b, with the rows of a `step` bytes apart, b in panels, and rows of c padded to panels. */
export function product(
  a: usize,
  step: usize,
  b: usize,
  c: usize,
  rows: i32,
  inner: i32,
  columns: i32,
): void {
  const row = bytes(padded(columns));
  const end = bytes(inner);
  for (let i = 0; i < rows; i += 4) {
    // Rows that are missing in the last four are the last one again.
    const i1 = min(i + 1, rows - 1);
    const i2 = min(i + 2, rows - 1);
    const i3 = min(i + 3, rows - 1);
    const a0 = a + <usize>i * step;
    const a1 = a + <usize>i1 * step;
    const a2 = a + <usize>i2 * step;
    const a3 = a + <usize>i3 * step;
    let pb = b;
    for (let j = 0; j < columns; j += COLS) {
      let c00 = f32x4.splat(0);
      let c01 = c00;
      let c10 = c00;
      let c11 = c00;
      let c20 = c00;
      let c21 = c00;
      let c30 = c00;
      let c31 = c00;
      for (let k: usize = 0; k < end; k += 4) {
        const b0 = v128.load(pb);
        const b1 = v128.load(pb, 16);
        const v0 = v128.load32_splat(a0 + k);
        const v1 = v128.load32_splat(a1 + k);
        const v2 = v128.load32_splat(a2 + k);
        const v3 = v128.load32_splat(a3 + k);
        c00 = multiplyAdd(v0, b0, c00);
        c01 = multiplyAdd(v0, b1, c01);
        c10 = multiplyAdd(v1, b0, c10);
        c11 = multiplyAdd(v1, b1, c11);
        c20 = multiplyAdd(v2, b0, c20);
        c21 = multiplyAdd(v2, b1, c21);
        c30 = multiplyAdd(v3, b0, c30);
        c31 = multiplyAdd(v3, b1, c31);
        pb += 32;
      }
      const to = c + bytes(j);
      v128.store(to + <usize>i * row, c00);
      v128.store(to + <usize>i * row, c01, 16);
      v128.store(to + <usize>i1 * row, c10);
      v128.store(to + <usize>i1 * row, c11, 16);
      v128.store(to + <usize>i2 * row, c20);
      v128.store(to + <usize>i2 * row, c21, 16);
      v128.store(to + <usize>i3 * row, c30);
      v128.store(to + <usize>i3 * row, c31, 16);
    }
  }
}

/** a · (1 − a) · g: back through σ from its value. */
export function throughSigmoid(a: v128, g: v128): v128 {
  return f32x4.mul(f32x4.mul(g, a), f32x4.sub(f32x4.splat(1), a));
}

/** (1 − a²) · g: back through tanh from its value. */
export function throughTanh(a: v128, g: v128): v128 {
  return f32x4.mul(g, f32x4.sub(f32x4.splat(1), f32x4.mul(a, a)));
}
