// Matrix products in single precision, with what is added and applied to each result.
import { bytes, loadSome, multiplyAdd, sigmoid4, storeSome, tanh4 } from './vector';

/** Rows and columns of a block of results. */
const ROWS: i32 = 4;
const COLS: i32 = 8;

/** Four vectors become columns of a panel, four rows long. */
function transposeTo(to: usize, a: v128, b: v128, c: v128, d: v128): void {
  const ab0 = i32x4.shuffle(a, b, 0, 4, 1, 5);
  const ab1 = i32x4.shuffle(a, b, 2, 6, 3, 7);
  const cd0 = i32x4.shuffle(c, d, 0, 4, 1, 5);
  const cd1 = i32x4.shuffle(c, d, 2, 6, 3, 7);
  v128.store(to, i64x2.shuffle(ab0, cd0, 0, 2));
  v128.store(to + bytes(COLS), i64x2.shuffle(ab0, cd0, 1, 3));
  v128.store(to + bytes(2 * COLS), i64x2.shuffle(ab1, cd1, 0, 2));
  v128.store(to + bytes(3 * COLS), i64x2.shuffle(ab1, cd1, 1, 3));
}

/** Eight columns (or the last few and zeros) side by side, [inner][8]. */
function packColumns(b: usize, to: usize, inner: i32, columns: i32, bInner: i32, bCol: i32): void {
  let k = 0;
  if (columns >= COLS && bCol == 1) {
    for (; k < inner; k++) {
      v128.store(to, v128.load(b));
      v128.store(to, v128.load(b, 16), 16);
      b += bytes(bInner);
      to += bytes(COLS);
    }
    return;
  }
  const col = bytes(bCol);
  if (columns >= COLS && bInner == 1) {
    for (; k + 4 <= inner; k += 4) {
      const p = b + bytes(k);
      const q = p + 4 * col;
      transposeTo(
        to,
        v128.load(p),
        v128.load(p + col),
        v128.load(p + 2 * col),
        v128.load(p + 3 * col),
      );
      transposeTo(
        to + 16,
        v128.load(q),
        v128.load(q + col),
        v128.load(q + 2 * col),
        v128.load(q + 3 * col),
      );
      to += bytes(4 * COLS);
    }
  }
  for (; k < inner; k++) {
    for (let l = 0; l < COLS; l++) {
      const value: f32 = l < columns ? load<f32>(b + bytes(k * bInner) + <usize>l * col) : 0;
      store<f32>(to, value);
      to += 4;
    }
  }
}

/** Panels of four rows, [rows / 4][inner][4]; rows that are missing are the last one again. */
function packRows(a: usize, to: usize, rows: i32, inner: i32, aRow: i32, aInner: i32): void {
  for (let i = 0; i < rows; i += ROWS) {
    const from = a + bytes(i * aRow);
    if (aRow == 1 && i + ROWS <= rows) {
      for (let k = 0; k < inner; k++) {
        v128.store(to, v128.load(from + bytes(k * aInner)));
        to += 16;
      }
      continue;
    }
    for (let k = 0; k < inner; k++) {
      for (let l = 0; l < ROWS; l++) {
        const row = min(l, rows - 1 - i);
        store<f32>(to, load<f32>(from + bytes(row * aRow + k * aInner)));
        to += 4;
      }
    }
  }
}

function activated(act: i32, v: v128): v128 {
  switch (act) {
    case 0:
      return v;
    case 1:
      return v128.andnot(v, f32x4.le(v, f32x4.splat(0)));
    case 2:
      return tanh4(v);
    default:
      return sigmoid4(v);
  }
}

/** Up to four neighbouring results: what is added and applied, and where they belong. */
function finish(
  sums: v128,
  to: usize,
  lanes: i32,
  cCol: i32,
  alpha: f32,
  bias: usize,
  act: i32,
  residual: usize,
): void {
  if (lanes <= 0) return;
  let v = f32x4.mul(sums, f32x4.splat(alpha));
  if (bias != 0) v = f32x4.add(v, loadSome(bias, lanes));
  v = activated(act, v);
  if (cCol == 1) {
    if (residual != 0) v = f32x4.add(v, loadSome(residual, lanes));
    storeSome(to, v, lanes);
    return;
  }
  for (let l = 0; l < min(lanes, 4); l++) {
    const at = bytes(l * cCol);
    let value = f32x4.extract_lane(v, 0);
    if (residual != 0) value += load<f32>(residual + at);
    store<f32>(to + at, value);
    v = i32x4.shuffle(v, v, 1, 2, 3, 0);
  }
}

/**
 * Scratch memory holds a panel of b, and where neighbours along the inner index of a are apart, a
 * in panels: 8 · inner and rows · inner elements, rows rounded up to 4.
 * c = act(alpha · (a · b) + bias) + residual. Bias and residual may be 0: none; the residual lies as c
 * does. `act`: 0 none, 1 ReLU, 2 tanh, 3 σ.
 */
export function linear(
  a: usize,
  aRow: i32,
  aInner: i32,
  b: usize,
  bInner: i32,
  bCol: i32,
  c: usize,
  cRow: i32,
  cCol: i32,
  rows: i32,
  inner: i32,
  columns: i32,
  alpha: f32,
  bias: usize,
  act: i32,
  residual: usize,
  scratch: usize,
): void {
  const panel = scratch;
  const panelsA = scratch + bytes(COLS * inner);
  const direct = aInner == 1;
  if (!direct) packRows(a, panelsA, rows, inner, aRow, aInner);
  const step: usize = direct ? 4 : 16;
  const end = <usize>inner * step;
  const row = bytes(cRow);
  for (let j = 0; j < columns; j += COLS) {
    packColumns(b + bytes(j * bCol), panel, inner, columns - j, bInner, bCol);
    const left = columns - j;
    const second = bytes(4 * cCol);
    const bias0 = bias == 0 ? 0 : bias + bytes(j);
    const bias1 = bias == 0 ? 0 : bias + bytes(j + 4);
    for (let i = 0; i < rows; i += ROWS) {
      let a0: usize;
      let a1: usize;
      let a2: usize;
      let a3: usize;
      if (direct) {
        a0 = a + bytes(i * aRow);
        a1 = a + bytes(min(i + 1, rows - 1) * aRow);
        a2 = a + bytes(min(i + 2, rows - 1) * aRow);
        a3 = a + bytes(min(i + 3, rows - 1) * aRow);
      } else {
        a0 = panelsA + bytes(i * inner);
        a1 = a0 + 4;
        a2 = a0 + 8;
        a3 = a0 + 12;
      }
      let c00 = f32x4.splat(0);
      let c01 = c00;
      let c10 = c00;
      let c11 = c00;
      let c20 = c00;
      let c21 = c00;
      let c30 = c00;
      let c31 = c00;
      let pb = panel;
      for (let k: usize = 0; k < end; k += step) {
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
      let to = c + <usize>i * row + bytes(j * cCol);
      let also = residual == 0 ? 0 : residual + (to - c);
      const count = rows - i;
      finish(c00, to, left, cCol, alpha, bias0, act, also);
      finish(c01, to + second, left - 4, cCol, alpha, bias1, act, also == 0 ? 0 : also + second);
      if (count > 1) {
        to += row;
        if (also != 0) also += row;
        finish(c10, to, left, cCol, alpha, bias0, act, also);
        finish(c11, to + second, left - 4, cCol, alpha, bias1, act, also == 0 ? 0 : also + second);
      }
      if (count > 2) {
        to += row;
        if (also != 0) also += row;
        finish(c20, to, left, cCol, alpha, bias0, act, also);
        finish(c21, to + second, left - 4, cCol, alpha, bias1, act, also == 0 ? 0 : also + second);
      }
      if (count > 3) {
        to += row;
        if (also != 0) also += row;
        finish(c30, to, left, cCol, alpha, bias0, act, also);
        finish(c31, to + second, left - 4, cCol, alpha, bias1, act, also == 0 ? 0 : also + second);
      }
    }
  }
}
