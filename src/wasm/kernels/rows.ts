// Operations along rows of neighbouring elements.
import {
  bytes,
  exp4,
  loadDoubles,
  loadSome,
  multiplyAdd,
  storeSingles,
  storeSome,
  sumOf,
  sumOfDoubles,
} from './vector';

/** The largest element; NaN is passed over. */
export function largest(x: usize, n: i32): f32 {
  let best = f32x4.splat(-Infinity);
  let i = 0;
  for (; i + 4 <= n; i += 4) best = f32x4.pmax(best, v128.load(x + bytes(i)));
  if (i < n) best = f32x4.pmax(best, loadSome(x + bytes(i), n - i, -Infinity));
  return max(
    max(f32x4.extract_lane(best, 0), f32x4.extract_lane(best, 1)),
    max(f32x4.extract_lane(best, 2), f32x4.extract_lane(best, 3)),
  );
}

/** Σ e^(x − shift). */
export function sumExp(x: usize, n: i32, shift: f32): f32 {
  const s = f32x4.splat(shift);
  let sum = f32x4.splat(0);
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    sum = f32x4.add(sum, exp4(f32x4.sub(v128.load(x + bytes(i)), s)));
  }
  if (i < n) {
    const v = loadSome(x + bytes(i), n - i, -Infinity);
    sum = f32x4.add(sum, exp4(f32x4.sub(v, s)));
  }
  return sumOf(sum);
}

/** e^(x − largest) of a row; returns their sum. */
function exponentials(x: usize, out: usize, n: i32): f32 {
  const top = largest(x, n);
  // Where everything is masked, all are to be 0.
  const s = f32x4.splat(top == -Infinity ? 0 : top);
  let sum = f32x4.splat(0);
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    const e = exp4(f32x4.sub(v128.load(x + bytes(i)), s));
    v128.store(out + bytes(i), e);
    sum = f32x4.add(sum, e);
  }
  if (i < n) {
    const e = exp4(f32x4.sub(loadSome(x + bytes(i), n - i, -Infinity), s));
    storeSome(out + bytes(i), e, n - i);
    sum = f32x4.add(sum, e);
  }
  return sumOf(sum);
}

export function softmax(x: usize, out: usize, rows: i32, n: i32): void {
  for (let r = 0; r < rows; r++) {
    const to = out + bytes(r * n);
    const sum = exponentials(x + bytes(r * n), to, n);
    const factor: f32 = sum == 0 ? 0 : 1 / sum;
    const f = f32x4.splat(factor);
    let i = 0;
    for (; i + 4 <= n; i += 4) v128.store(to + bytes(i), f32x4.mul(v128.load(to + bytes(i)), f));
    for (; i < n; i++) store<f32>(to + bytes(i), load<f32>(to + bytes(i)) * factor);
  }
}

export function softmaxGrad(y: usize, g: usize, out: usize, rows: i32, n: i32): void {
  for (let r = 0; r < rows; r++) {
    const py = y + bytes(r * n);
    const pg = g + bytes(r * n);
    const to = out + bytes(r * n);
    let sum = f32x4.splat(0);
    let i = 0;
    for (; i + 4 <= n; i += 4) {
      sum = multiplyAdd(v128.load(py + bytes(i)), v128.load(pg + bytes(i)), sum);
    }
    if (i < n) {
      sum = multiplyAdd(loadSome(py + bytes(i), n - i), loadSome(pg + bytes(i), n - i), sum);
    }
    const s = f32x4.splat(sumOf(sum));
    for (i = 0; i + 4 <= n; i += 4) {
      const v = f32x4.sub(v128.load(pg + bytes(i)), s);
      v128.store(to + bytes(i), f32x4.mul(v128.load(py + bytes(i)), v));
    }
    if (i < n) {
      const v = f32x4.sub(loadSome(pg + bytes(i), n - i), s);
      storeSome(to + bytes(i), f32x4.mul(loadSome(py + bytes(i), n - i), v), n - i);
    }
  }
}

/** g − e^y · Σ g; masked elements take no part, nor do rows that are 0 altogether. */
export function logSoftmaxGrad(y: usize, g: usize, out: usize, rows: i32, n: i32): void {
  const masked = f32x4.splat(-Infinity);
  for (let r = 0; r < rows; r++) {
    const py = y + bytes(r * n);
    const pg = g + bytes(r * n);
    const to = out + bytes(r * n);
    let sum = f32x4.splat(0);
    let some = f32x4.splat(0);
    for (let i = 0; i < n; i += 4) {
      const v = loadSome(py + bytes(i), n - i);
      const above = loadSome(pg + bytes(i), n - i);
      sum = f32x4.add(sum, v128.and(above, f32x4.ne(v, masked)));
      some = v128.or(some, f32x4.ne(v, f32x4.splat(0)));
    }
    const s = f32x4.splat(sumOf(sum));
    const any = v128.any_true(some);
    for (let i = 0; i < n; i += 4) {
      const v = loadSome(py + bytes(i), n - i);
      const above = loadSome(pg + bytes(i), n - i);
      const value = f32x4.sub(above, f32x4.mul(exp4(v), s));
      const kept = v128.and(value, f32x4.ne(v, masked));
      storeSome(to + bytes(i), any ? kept : f32x4.splat(0), n - i);
    }
  }
}

/** slope · (softmax − 1 at the target); 0 where masked, and in rows whose target does not count. */
export function crossEntropyGrad(
  logits: usize,
  target: usize,
  out: usize,
  rows: i32,
  n: i32,
  ignored: i32,
  slope: f32,
): void {
  const masked = f32x4.splat(-Infinity);
  for (let r = 0; r < rows; r++) {
    const x = logits + bytes(r * n);
    const to = out + bytes(r * n);
    const label = load<i32>(target + bytes(r));
    if (label == ignored || label < 0 || label >= n) {
      memory.fill(to, 0, bytes(n));
      continue;
    }
    const factor: f32 = 1 / exponentials(x, to, n);
    const own: f32 = slope * (load<f32>(to + bytes(label)) * factor - 1);
    const f = f32x4.splat(factor);
    const s = f32x4.splat(slope);
    for (let i = 0; i < n; i += 4) {
      const at = bytes(i);
      // Never quite 0, so that an infinite slope stays one.
      const p = f32x4.pmax(f32x4.mul(loadSome(to + at, n - i), f), f32x4.splat(1e-37));
      const kept = f32x4.ne(loadSome(x + at, n - i), masked);
      storeSome(to + at, v128.and(f32x4.mul(p, s), kept), n - i);
    }
    if (load<f32>(x + bytes(label)) != -Infinity) store<f32>(to + bytes(label), own);
  }
}

/** Σ x, in double precision. */
export function sumRow(x: usize, n: i32): f64 {
  let a = f64x2.splat(0);
  let b = a;
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    a = f64x2.add(a, loadDoubles(x + bytes(i)));
    b = f64x2.add(b, loadDoubles(x + bytes(i + 2)));
  }
  let sum = sumOfDoubles(f64x2.add(a, b));
  for (; i < n; i++) sum += load<f32>(x + bytes(i));
  return sum;
}

/** Σ x², in double precision. */
export function sumSquares(x: usize, n: i32): f64 {
  let a = f64x2.splat(0);
  let b = a;
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    const v = loadDoubles(x + bytes(i));
    const w = loadDoubles(x + bytes(i + 2));
    a = f64x2.add(a, f64x2.mul(v, v));
    b = f64x2.add(b, f64x2.mul(w, w));
  }
  let sum = sumOfDoubles(f64x2.add(a, b));
  for (; i < n; i++) {
    const v: f64 = load<f32>(x + bytes(i));
    sum += v * v;
  }
  return sum;
}

/** factor · the sums of contiguous rows. */
export function sumRows(x: usize, out: usize, rows: i32, n: i32, factor: f64): void {
  for (let r = 0; r < rows; r++) {
    store<f32>(out + bytes(r), <f32>(factor * sumRow(x + bytes(r * n), n)));
  }
}

/** Columns that are added up together. */
const COLUMNS: i32 = 16;

/** Two neighbouring elements of a row, or their products with those of a second tensor. */
function pairOf(x: usize, y: usize, at: usize): v128 {
  const v = loadDoubles(x + at);
  return y == 0 ? v : f64x2.mul(v, loadDoubles(y + at));
}

/** factor · the sums of columns; with a second tensor, of the products with it. Double precision. */
export function sumColumns(
  x: usize,
  y: usize,
  out: usize,
  rows: i32,
  columns: i32,
  factor: f64,
): void {
  const f = f64x2.splat(factor);
  const row = bytes(columns);
  let j = 0;
  for (; j + COLUMNS <= columns; j += COLUMNS) {
    let s0 = f64x2.splat(0);
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    let s4 = s0;
    let s5 = s0;
    let s6 = s0;
    let s7 = s0;
    let at = bytes(j);
    for (let r = 0; r < rows; r++) {
      s0 = f64x2.add(s0, pairOf(x, y, at));
      s1 = f64x2.add(s1, pairOf(x, y, at + 8));
      s2 = f64x2.add(s2, pairOf(x, y, at + 16));
      s3 = f64x2.add(s3, pairOf(x, y, at + 24));
      s4 = f64x2.add(s4, pairOf(x, y, at + 32));
      s5 = f64x2.add(s5, pairOf(x, y, at + 40));
      s6 = f64x2.add(s6, pairOf(x, y, at + 48));
      s7 = f64x2.add(s7, pairOf(x, y, at + 56));
      at += row;
    }
    const to = out + bytes(j);
    storeSingles(to, f64x2.mul(s0, f));
    storeSingles(to + 8, f64x2.mul(s1, f));
    storeSingles(to + 16, f64x2.mul(s2, f));
    storeSingles(to + 24, f64x2.mul(s3, f));
    storeSingles(to + 32, f64x2.mul(s4, f));
    storeSingles(to + 40, f64x2.mul(s5, f));
    storeSingles(to + 48, f64x2.mul(s6, f));
    storeSingles(to + 56, f64x2.mul(s7, f));
  }
  for (; j < columns; j++) {
    let sum: f64 = 0;
    let at = bytes(j);
    for (let r = 0; r < rows; r++) {
      const v: f64 = load<f32>(x + at);
      sum += y == 0 ? v : v * <f64>load<f32>(y + at);
      at += row;
    }
    store<f32>(out + bytes(j), <f32>(factor * sum));
  }
}
