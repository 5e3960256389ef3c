// Attention of one head after the other, a block of queries at a time, so that no more than that many
// rows of scores are in memory. What is the same for all heads is set before. Rows of scores are `apart`
// elements apart; columns past the last key, up to a multiple of 8, are scratch.
import { bytes, exp4, multiplyAdd, sumOf } from './vector';

/** Rows and columns of a block of results. */
const ROWS: i32 = 4;
const COLS: i32 = 8;
/** Queries whose scores are in memory at the same time. */
const BLOCK: i32 = 32;
/** Numbers kept of each query; see attention-spec.ts. */
const STATS: i32 = 3;

let queries: i32;
let keys: i32;
let keyWidth: i32;
let valueWidth: i32;
let scale: f32;
let causal: bool;
let maskQuery: i32;
let maskKey: i32;
let apart: i32;

// Scratch memory: scores or weights, and dP or dS, of a block of queries; panels; sums.
let scores: usize;
let products: usize;
let panels0: usize;
let panels1: usize;
let panels2: usize;
let sums0: usize;
let sums1: usize;

function aligned(n: i32): i32 {
  return (n + COLS - 1) & ~(COLS - 1);
}

/** Sets what all heads have in common, and returns the bytes of scratch memory that they need. */
export function attentionShape(
  numberOfQueries: i32,
  numberOfKeys: i32,
  widthOfKeys: i32,
  widthOfValues: i32,
  factor: f32,
  isCausal: bool,
  maskPerQuery: i32,
  maskPerKey: i32,
  scratch: usize,
): usize {
  queries = numberOfQueries;
  keys = numberOfKeys;
  keyWidth = widthOfKeys;
  valueWidth = widthOfValues;
  scale = factor;
  causal = isCausal;
  maskQuery = maskPerQuery;
  maskKey = maskPerKey;
  // No power of two, at which rows would displace each other in the cache.
  apart = aligned(keys) + COLS;
  const widest = max(aligned(keyWidth), aligned(valueWidth));
  const panel = bytes(aligned(keys) * widest);
  const block = bytes(BLOCK * apart);
  scores = scratch;
  products = scores + block;
  panels0 = products + block;
  panels1 = panels0 + panel;
  panels2 = panels1 + panel;
  sums0 = panels2 + max(panel, bytes(BLOCK * widest));
  sums1 = sums0 + max(panel, bytes(BLOCK * widest));
  return sums1 + panel - scratch;
}

/** Panels of a second operand: [columns / 8][inner][8]; columns that are missing are 0. */
function panels(b: usize, to: usize, columns: i32, inner: i32, bInner: i32, bCol: i32): void {
  for (let j = 0; j < columns; j += COLS) {
    const lanes = min(COLS, columns - j);
    for (let k = 0; k < inner; k++) {
      const at = b + bytes(j * bCol + k * bInner);
      if (lanes == COLS && bCol == 1) {
        v128.store(to, v128.load(at));
        v128.store(to, v128.load(at, 16), 16);
      } else {
        for (let l = 0; l < COLS; l++) {
          const value: f32 = l < lanes ? load<f32>(at + bytes(l * bCol)) : 0;
          store<f32>(to + bytes(l), value);
        }
      }
      to += 32;
    }
  }
}

/**
 * c = a · b, or c += a · b, with b in panels that are `panel` long: the sum may end before they do.
 * Whole blocks of 8 columns are written, and of rows those there are.
 */
function product(
  a: usize,
  aRow: i32,
  aInner: i32,
  b: usize,
  panel: i32,
  c: usize,
  cRow: i32,
  rows: i32,
  inner: i32,
  columns: i32,
  add: bool,
): void {
  const step = bytes(aInner);
  const row = bytes(cRow);
  for (let j = 0; j < columns; j += COLS) {
    const start = b + bytes(j * panel);
    const end = start + bytes(COLS * inner);
    for (let i = 0; i < rows; i += ROWS) {
      // Rows that are missing are the last one again, and are written where it is, before it.
      const last = rows - 1 - i;
      const i1 = min(1, last);
      const i2 = min(2, last);
      const i3 = min(3, last);
      let a0 = a + bytes(i * aRow);
      let a1 = a0 + bytes(i1 * aRow);
      let a2 = a0 + bytes(i2 * aRow);
      let a3 = a0 + bytes(i3 * aRow);
      const to0 = c + <usize>i * row + bytes(j);
      const to1 = to0 + <usize>i1 * row;
      const to2 = to0 + <usize>i2 * row;
      const to3 = to0 + <usize>i3 * row;
      let c00 = f32x4.splat(0);
      let c01 = c00;
      let c10 = c00;
      let c11 = c00;
      let c20 = c00;
      let c21 = c00;
      let c30 = c00;
      let c31 = c00;
      if (add) {
        c00 = v128.load(to0);
        c01 = v128.load(to0, 16);
        c10 = v128.load(to1);
        c11 = v128.load(to1, 16);
        c20 = v128.load(to2);
        c21 = v128.load(to2, 16);
        c30 = v128.load(to3);
        c31 = v128.load(to3, 16);
      }
      for (let pb = start; pb < end; pb += 32) {
        const b0 = v128.load(pb);
        const b1 = v128.load(pb, 16);
        const v0 = v128.load32_splat(a0);
        const v1 = v128.load32_splat(a1);
        const v2 = v128.load32_splat(a2);
        const v3 = v128.load32_splat(a3);
        c00 = multiplyAdd(v0, b0, c00);
        c01 = multiplyAdd(v0, b1, c01);
        c10 = multiplyAdd(v1, b0, c10);
        c11 = multiplyAdd(v1, b1, c11);
        c20 = multiplyAdd(v2, b0, c20);
        c21 = multiplyAdd(v2, b1, c21);
        c30 = multiplyAdd(v3, b0, c30);
        c31 = multiplyAdd(v3, b1, c31);
        a0 += step;
        a1 += step;
        a2 += step;
        a3 += step;
      }
      v128.store(to3, c30);
      v128.store(to3, c31, 16);
      v128.store(to2, c20);
      v128.store(to2, c21, 16);
      v128.store(to1, c10);
      v128.store(to1, c11, 16);
      v128.store(to0, c00);
      v128.store(to0, c01, 16);
    }
  }
}

/** How many keys, from the first on, a query may attend; for a block, its last query. */
function attended(query: i32): i32 {
  return causal ? min(query + 1, keys) : keys;
}

/**
 * Scales a row of products, and puts −∞ where the mask is 0 and from `count` to `end`. Returns the
 * largest score; NaN where there is one.
 */
function score(s: usize, count: i32, end: i32, mask: usize): f32 {
  const factor = f32x4.splat(scale);
  const lowest = f32x4.splat(-Infinity);
  let most = lowest;
  let j = 0;
  if (mask == 0) {
    for (; j + 4 <= count; j += 4) {
      const x = f32x4.mul(v128.load(s + bytes(j)), factor);
      v128.store(s + bytes(j), x);
      most = f32x4.max(most, x);
    }
  } else if (maskKey == 1) {
    const zero = f32x4.splat(0);
    for (; j + 4 <= count; j += 4) {
      const out = f32x4.eq(v128.load(mask + bytes(j)), zero);
      const x = v128.bitselect(lowest, f32x4.mul(v128.load(s + bytes(j)), factor), out);
      v128.store(s + bytes(j), x);
      most = f32x4.max(most, x);
    }
  }
  let largest = max(
    max(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1)),
    max(f32x4.extract_lane(most, 2), f32x4.extract_lane(most, 3)),
  );
  for (; j < count; j++) {
    let x: f32 = load<f32>(s + bytes(j)) * scale;
    if (mask != 0 && load<f32>(mask + bytes(j * maskKey)) == 0) x = -Infinity;
    store<f32>(s + bytes(j), x);
    largest = max(largest, x);
  }
  for (; j < ((end + 3) & ~3); j++) store<f32>(s + bytes(j), -Infinity);
  return largest;
}

/** Scores of a block of queries, as products. */
function multiplyKeys(q: usize, qRow: i32, first: i32, rows: i32): void {
  const from = q + bytes(first * qRow);
  const count = attended(first + rows - 1);
  product(from, qRow, 1, panels0, keyWidth, scores, apart, rows, keyWidth, count, false);
}

/** Turns them into exponentials of scores less their largest, and keeps that largest and 1 / Σ. */
function softmax(first: i32, rows: i32, mask: usize, stats: usize): void {
  const end = attended(first + rows - 1);
  let s = scores;
  for (let i = first; i < first + rows; i++) {
    let largest = score(s, attended(i), end, mask == 0 ? 0 : mask + bytes(i * maskQuery));
    if (largest == -Infinity) largest = 0;
    const shift = f32x4.splat(largest);
    let total = f32x4.splat(0);
    for (let p = s; p < s + bytes(end); p += 16) {
      const e = exp4(f32x4.sub(v128.load(p), shift));
      v128.store(p, e);
      total = f32x4.add(total, e);
    }
    const sum = sumOf(total);
    const at = stats + bytes(i * STATS);
    store<f32>(at, largest);
    store<f32>(at, sum == 0 ? 0 : 1 / sum, 4);
    s += bytes(apart);
  }
}

/** Turns them into weights, from what `softmax` kept. */
function weigh(first: i32, rows: i32, mask: usize, stats: usize): void {
  const end = attended(first + rows - 1);
  let s = scores;
  for (let i = first; i < first + rows; i++) {
    score(s, attended(i), end, mask == 0 ? 0 : mask + bytes(i * maskQuery));
    const shift = v128.load32_splat(stats + bytes(i * STATS));
    const factor = v128.load32_splat(stats + bytes(i * STATS), 4);
    for (let p = s; p < s + bytes(end); p += 16) {
      v128.store(p, f32x4.mul(exp4(f32x4.sub(v128.load(p), shift)), factor));
    }
    s += bytes(apart);
  }
}

/** dS = scale · P ∘ (dP − δ) of a block of queries, 0 where a key is masked; dP = dz·vᵀ. */
function differentiate(
  dz: usize,
  dzRow: i32,
  first: i32,
  rows: i32,
  mask: usize,
  stats: usize,
): void {
  const end = attended(first + rows - 1);
  const from = dz + bytes(first * dzRow);
  product(from, dzRow, 1, panels1, valueWidth, products, apart, rows, valueWidth, end, false);
  const factor = f32x4.splat(scale);
  let p = scores;
  let dp = products;
  for (let i = first; i < first + rows; i++) {
    const delta = v128.load32_splat(stats + bytes(i * STATS), 8);
    for (let at: usize = 0; at < bytes(end); at += 16) {
      const change = f32x4.sub(v128.load(dp + at), delta);
      v128.store(dp + at, f32x4.mul(f32x4.mul(v128.load(p + at), change), factor));
    }
    const count = attended(i);
    for (let j = count; j < end; j++) store<f32>(dp + bytes(j), 0);
    if (mask != 0) {
      const own = mask + bytes(i * maskQuery);
      for (let j = 0; j < count; j++) {
        if (load<f32>(own + bytes(j * maskKey)) == 0) store<f32>(dp + bytes(j), 0);
      }
    }
    p += bytes(apart);
    dp += bytes(apart);
  }
}

/** z and what is kept of each query, of one head. The mask may be 0: none. */
export function attentionForward(
  q: usize,
  qRow: i32,
  k: usize,
  kRow: i32,
  v: usize,
  vRow: i32,
  mask: usize,
  z: usize,
  zRow: i32,
  stats: usize,
): void {
  const width = aligned(valueWidth);
  panels(k, panels0, keys, keyWidth, 1, kRow);
  panels(v, panels1, valueWidth, keys, vRow, 1);
  for (let first = 0; first < queries; first += BLOCK) {
    const rows = min(BLOCK, queries - first);
    multiplyKeys(q, qRow, first, rows);
    softmax(first, rows, mask, stats);
    const count = attended(first + rows - 1);
    product(scores, apart, 1, panels1, keys, sums0, width, rows, count, valueWidth, false);
    for (let i = 0; i < rows; i++) {
      const factor = load<f32>(stats + bytes((first + i) * STATS), 4);
      const from = sums0 + bytes(i * width);
      const to = z + bytes((first + i) * zRow);
      for (let d = 0; d < valueWidth; d++) {
        store<f32>(to + bytes(d), load<f32>(from + bytes(d)) * factor);
      }
    }
  }
}

/** δ = Σ dz·z of each query, and dq, of one head. */
export function attentionQueryGradient(
  q: usize,
  qRow: i32,
  k: usize,
  kRow: i32,
  v: usize,
  vRow: i32,
  z: usize,
  zRow: i32,
  dz: usize,
  dzRow: i32,
  mask: usize,
  dq: usize,
  dqRow: i32,
  stats: usize,
): void {
  const width = aligned(keyWidth);
  for (let i = 0; i < queries; i++) {
    let delta: f64 = 0;
    for (let d = 0; d < valueWidth; d++) {
      const gradient = load<f32>(dz + bytes(i * dzRow + d));
      delta += <f64>gradient * <f64>load<f32>(z + bytes(i * zRow + d));
    }
    store<f32>(stats + bytes(i * STATS), <f32>delta, 8);
  }
  panels(k, panels0, keys, keyWidth, 1, kRow);
  panels(v, panels1, keys, valueWidth, 1, vRow);
  panels(k, panels2, keyWidth, keys, kRow, 1);
  for (let first = 0; first < queries; first += BLOCK) {
    const rows = min(BLOCK, queries - first);
    multiplyKeys(q, qRow, first, rows);
    weigh(first, rows, mask, stats);
    differentiate(dz, dzRow, first, rows, mask, stats);
    const count = attended(first + rows - 1);
    product(products, apart, 1, panels2, keys, sums0, width, rows, count, keyWidth, false);
    for (let i = 0; i < rows; i++) {
      memory.copy(dq + bytes((first + i) * dqRow), sums0 + bytes(i * width), bytes(keyWidth));
    }
  }
}

/**
 * dk and dv, to which one head after another may add.
 * @param add   whether there were heads before
 * @param done  whether this is the last, and results are to be written
 */
export function attentionKeyValueGradient(
  q: usize,
  qRow: i32,
  k: usize,
  kRow: i32,
  v: usize,
  vRow: i32,
  dz: usize,
  dzRow: i32,
  mask: usize,
  stats: usize,
  dk: usize,
  dkRow: i32,
  dv: usize,
  dvRow: i32,
  add: bool,
  done: bool,
): void {
  const keyCols = aligned(keyWidth);
  const valueCols = aligned(valueWidth);
  if (!add) {
    memory.fill(sums0, 0, bytes(keys * keyCols));
    memory.fill(sums1, 0, bytes(keys * valueCols));
  }
  panels(k, panels0, keys, keyWidth, 1, kRow);
  panels(v, panels1, keys, valueWidth, 1, vRow);
  for (let first = 0; first < queries; first += BLOCK) {
    const rows = min(BLOCK, queries - first);
    const count = attended(first + rows - 1);
    multiplyKeys(q, qRow, first, rows);
    weigh(first, rows, mask, stats);
    // Scores transposed: keys are the rows, and queries are summed over.
    panels(dz + bytes(first * dzRow), panels2, valueWidth, rows, dzRow, 1);
    product(scores, 1, apart, panels2, rows, sums1, valueCols, count, rows, valueWidth, true);
    differentiate(dz, dzRow, first, rows, mask, stats);
    panels(q + bytes(first * qRow), panels2, keyWidth, rows, qRow, 1);
    product(products, 1, apart, panels2, rows, sums0, keyCols, count, rows, keyWidth, true);
  }
  if (!done) return;
  for (let j = 0; j < keys; j++) {
    memory.copy(dk + bytes(j * dkRow), sums0 + bytes(j * keyCols), bytes(keyWidth));
    memory.copy(dv + bytes(j * dvRow), sums1 + bytes(j * valueCols), bytes(valueWidth));
  }
}
