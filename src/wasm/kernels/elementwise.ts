// Operations on each element by itself. The numbers of the operations are those of the shaders.
import { bytes, erf4, exp4, loadSome, multiplyAdd, sigmoid4, storeSome, tanh4 } from './vector';

const ROOT_HALF: f32 = 0.7071067811865476;
const ROOT_TWO_PI_INVERSE: f32 = 0.3989422804014327;
/** 2·√(2/π): tanh u is 2·σ(2u) − 1. */
const BEND: f32 = 1.5957691216057308;
const CUBIC: f32 = 0.044715;

function map(code: i32, x: v128): v128 {
  switch (code) {
    case 0:
      return v128.andnot(x, f32x4.le(x, f32x4.splat(0)));
    case 1:
      return tanh4(x);
    case 2:
      return sigmoid4(x);
    case 3: {
      const half = f32x4.mul(f32x4.splat(0.5), x);
      return multiplyAdd(half, erf4(f32x4.mul(x, f32x4.splat(ROOT_HALF))), half);
    }
    default:
      return f32x4.mul(x, sigmoid4(bend(x)));
  }
}

/** Twice the argument of tanh in the approximate GELU; far out nothing changes any more. */
function bend(x: v128): v128 {
  const c = f32x4.pmin(f32x4.pmax(x, f32x4.splat(-50)), f32x4.splat(50));
  const cubed = f32x4.mul(f32x4.mul(c, c), f32x4.mul(c, f32x4.splat(CUBIC)));
  return f32x4.mul(f32x4.splat(BEND), f32x4.add(c, cubed));
}

/** The derivative at the input, or for tanh and σ from the output, times the gradient. */
function mapGrad(code: i32, x: v128, g: v128): v128 {
  const one = f32x4.splat(1);
  switch (code) {
    case 0:
      return v128.andnot(g, f32x4.le(x, f32x4.splat(0)));
    case 1:
      return f32x4.mul(f32x4.sub(one, f32x4.mul(x, x)), g);
    case 2:
      return f32x4.mul(f32x4.mul(x, f32x4.sub(one, x)), g);
    case 3: {
      const e = exp4(f32x4.mul(f32x4.splat(-0.5), f32x4.mul(x, x)));
      const density = f32x4.mul(e, f32x4.splat(ROOT_TWO_PI_INVERSE));
      const share = f32x4.mul(
        f32x4.splat(0.5),
        f32x4.add(one, erf4(f32x4.mul(x, f32x4.splat(ROOT_HALF)))),
      );
      return f32x4.mul(multiplyAdd(x, density, share), g);
    }
    default: {
      const u = bend(x);
      const e = exp4(f32x4.neg(f32x4.abs(u)));
      const d = f32x4.div(one, f32x4.add(one, e));
      const share = v128.bitselect(f32x4.mul(e, d), d, f32x4.lt(u, f32x4.splat(0)));
      const c = f32x4.pmin(f32x4.pmax(x, f32x4.splat(-50)), f32x4.splat(50));
      const slope = f32x4.mul(
        f32x4.splat(BEND),
        multiplyAdd(f32x4.mul(c, c), f32x4.splat(3 * CUBIC), one),
      );
      const steep = f32x4.mul(f32x4.mul(e, f32x4.mul(d, d)), slope);
      return f32x4.mul(multiplyAdd(x, steep, share), g);
    }
  }
}

export function unary(code: i32, x: usize, out: usize, n: i32): void {
  let i = 0;
  for (; i + 4 <= n; i += 4) v128.store(out + bytes(i), map(code, v128.load(x + bytes(i))));
  if (i < n) storeSome(out + bytes(i), map(code, loadSome(x + bytes(i), n - i)), n - i);
}

export function unaryGrad(code: i32, x: usize, g: usize, out: usize, n: i32): void {
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    const at = bytes(i);
    v128.store(out + at, mapGrad(code, v128.load(x + at), v128.load(g + at)));
  }
  if (i < n) {
    const at = bytes(i);
    const v = mapGrad(code, loadSome(x + at, n - i), loadSome(g + at, n - i));
    storeSome(out + at, v, n - i);
  }
}

/** factor · x, in double precision. */
export function scale(x: usize, out: usize, n: i32, factor: f64): void {
  const f = f64x2.splat(factor);
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    const v = v128.load(x + bytes(i));
    const low = f64x2.mul(f64x2.promote_low_f32x4(v), f);
    const high = f64x2.mul(f64x2.promote_low_f32x4(i64x2.shuffle(v, v, 1, 0)), f);
    const a = f32x4.demote_f64x2_zero(low);
    const b = f32x4.demote_f64x2_zero(high);
    v128.store(out + bytes(i), i64x2.shuffle(a, b, 0, 2));
  }
  for (; i < n; i++) store<f32>(out + bytes(i), <f32>(factor * <f64>load<f32>(x + bytes(i))));
}

/** Beyond the shaders' operations: a where b is not 0, −∞ or 0 elsewhere. */
const KEEP_OR_MINUS_INFINITY = 100;
const KEEP_OR_ZERO = 101;

function combine(code: i32, a: v128, b: v128): v128 {
  switch (code) {
    case 0:
      return f32x4.add(a, b);
    case 1:
      return f32x4.sub(a, b);
    case 2:
      return f32x4.mul(a, b);
    case 3:
      return f32x4.div(a, b);
    case KEEP_OR_MINUS_INFINITY:
      return v128.bitselect(a, f32x4.splat(-Infinity), f32x4.ne(b, f32x4.splat(0)));
    default:
      return v128.and(a, f32x4.ne(b, f32x4.splat(0)));
  }
}

/**
 * `rows` runs of `n` results each: the operands' runs start `aRow` and `bRow` elements apart and are
 * read at steps `aStep` and `bStep` of 0 (one number repeated) or 1.
 */
export function binary(
  code: i32,
  a: usize,
  b: usize,
  out: usize,
  rows: i32,
  n: i32,
  aRow: i32,
  bRow: i32,
  aStep: i32,
  bStep: i32,
): void {
  for (let r = 0; r < rows; r++) {
    const pa = a + bytes(r * aRow);
    const pb = b + bytes(r * bRow);
    const po = out + bytes(r * n);
    let i = 0;
    if (aStep == 1 && bStep == 1) {
      for (; i + 4 <= n; i += 4) {
        const at = bytes(i);
        v128.store(po + at, combine(code, v128.load(pa + at), v128.load(pb + at)));
      }
    } else if (aStep == 1) {
      const vb = v128.load32_splat(pb);
      for (; i + 4 <= n; i += 4) {
        v128.store(po + bytes(i), combine(code, v128.load(pa + bytes(i)), vb));
      }
    } else if (bStep == 1) {
      const va = v128.load32_splat(pa);
      for (; i + 4 <= n; i += 4) {
        v128.store(po + bytes(i), combine(code, va, v128.load(pb + bytes(i))));
      }
    }
    for (; i < n; i++) {
      const va = v128.load32_zero(pa + bytes(i * aStep));
      const vb = v128.load32_zero(pb + bytes(i * bStep));
      v128.store32_lane(po + bytes(i), combine(code, va, vb), 0);
    }
  }
}

/**
 * Copies a nest of loops: sizes, the steps at which x is read, and those at which `out` is written,
 * whose innermost is 1.
 */
export function copy(
  x: usize,
  out: usize,
  n0: i32,
  n1: i32,
  n2: i32,
  n3: i32,
  x0: i32,
  x1: i32,
  x2: i32,
  x3: i32,
  o0: i32,
  o1: i32,
  o2: i32,
): void {
  for (let i = 0; i < n0; i++) {
    for (let j = 0; j < n1; j++) {
      for (let k = 0; k < n2; k++) {
        const from = x + bytes(i * x0 + j * x1 + k * x2);
        const to = out + bytes(i * o0 + j * o1 + k * o2);
        let l = 0;
        if (x3 == 1) {
          for (; l + 4 <= n3; l += 4) v128.store(to + bytes(l), v128.load(from + bytes(l)));
        } else if (x3 == 0) {
          const v = v128.load32_splat(from);
          for (; l + 4 <= n3; l += 4) v128.store(to + bytes(l), v);
        }
        for (; l < n3; l++) store<u32>(to + bytes(l), load<u32>(from + bytes(l * x3)));
      }
    }
  }
}

/**
 * x scaled, or 0 where the upper 24 bits of a random word are below the threshold. The words are
 * those of Philox4x32-10: see ops/shared/philox.ts.
 */
export function dropout(
  x: usize,
  out: usize,
  n: i32,
  threshold: u32,
  scale: f64,
  step: u32,
  stream: u32,
  seed: u32,
  key: u32,
): void {
  for (let i = 0; i < n; i += 4) {
    let c0: u32 = <u32>i >> 2;
    let c1 = step;
    let c2: u32 = 0;
    let c3 = stream;
    let k0 = seed;
    let k1 = key;
    for (let round = 0; round < 10; round++) {
      const p0 = <u64>0xd2511f53 * <u64>c0;
      const p1 = <u64>0xcd9e8d57 * <u64>c2;
      c0 = <u32>(p1 >> 32) ^ c1 ^ k0;
      c1 = <u32>p1;
      c2 = <u32>(p0 >> 32) ^ c3 ^ k1;
      c3 = <u32>p0;
      k0 += 0x9e3779b9;
      k1 += 0xbb67ae85;
    }
    drop(x, out, i, n, c0, threshold, scale);
    drop(x, out, i + 1, n, c1, threshold, scale);
    drop(x, out, i + 2, n, c2, threshold, scale);
    drop(x, out, i + 3, n, c3, threshold, scale);
  }
}

function drop(x: usize, out: usize, i: i32, n: i32, word: u32, threshold: u32, scale: f64): void {
  if (i >= n) return;
  const kept = <f32>(<f64>load<f32>(x + bytes(i)) * scale);
  store<f32>(out + bytes(i), word >> 8 < threshold ? 0 : kept);
}
