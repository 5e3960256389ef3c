// Functions of four numbers at a time, in single precision.

export function bytes(elements: i32): usize {
  return (<usize>elements) << 2;
}

/** The first `lanes` numbers from an address; the others are `rest`. */
export function loadSome(at: usize, lanes: i32, rest: f32 = 0): v128 {
  if (lanes >= 4) return v128.load(at);
  let v = f32x4.replace_lane(f32x4.splat(rest), 0, load<f32>(at));
  if (lanes > 1) v = f32x4.replace_lane(v, 1, load<f32>(at, 4));
  if (lanes > 2) v = f32x4.replace_lane(v, 2, load<f32>(at, 8));
  return v;
}

/** Writes the first `lanes` numbers. */
export function storeSome(at: usize, v: v128, lanes: i32): void {
  if (lanes >= 4) {
    v128.store(at, v);
    return;
  }
  store<f32>(at, f32x4.extract_lane(v, 0));
  if (lanes > 1) store<f32>(at, f32x4.extract_lane(v, 1), 4);
  if (lanes > 2) store<f32>(at, f32x4.extract_lane(v, 2), 8);
}

export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  return f32x4.add(f32x4.mul(a, b), c);
}

export function sumOf(v: v128): f32 {
  return (
    f32x4.extract_lane(v, 0) +
    f32x4.extract_lane(v, 1) +
    (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3))
  );
}

/** Two numbers of single precision in double precision. */
export function loadDoubles(at: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(at));
}

export function storeSingles(at: usize, v: v128): void {
  v128.store64_lane(at, f32x4.demote_f64x2_zero(v), 0);
}

export function sumOfDoubles(v: v128): f64 {
  return f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1);
}

/** Below this, e^x is 0: the next smaller results have no full precision, and are slow. */
const LEAST_EXPONENT: f32 = -87;

/**
 * e^x: x = n·ln 2 + r, a polynomial in r (Cephes, expf; Moshier), times 2^n in two factors, since 2^n
 * itself may overflow before the product does.
 */
export function exp4(x: v128): v128 {
  const least = f32x4.splat(LEAST_EXPONENT);
  const c = f32x4.pmin(f32x4.pmax(x, least), f32x4.splat(89));
  const n = f32x4.nearest(f32x4.mul(c, f32x4.splat(1.44269504)));
  const r = multiplyAdd(
    n,
    f32x4.splat(2.1219444e-4),
    f32x4.sub(c, f32x4.mul(n, f32x4.splat(0.693359375))),
  );
  // In pairs, which wait less for each other than terms one by one.
  const s = f32x4.mul(r, r);
  const low = multiplyAdd(f32x4.splat(1.6666665459e-1), r, f32x4.splat(5.0000001201e-1));
  const middle = multiplyAdd(f32x4.splat(8.3334519073e-3), r, f32x4.splat(4.1665795894e-2));
  const high = multiplyAdd(f32x4.splat(1.98756915e-4), r, f32x4.splat(1.3981999507e-3));
  const rest = multiplyAdd(multiplyAdd(high, s, middle), s, low);
  const p = multiplyAdd(rest, s, f32x4.add(r, f32x4.splat(1)));
  const whole = i32x4.trunc_sat_f32x4_s(n);
  const half = i32x4.shr_s(whole, 1);
  const bias = i32x4.splat(127);
  const first = i32x4.shl(i32x4.add(half, bias), 23);
  const second = i32x4.shl(i32x4.add(i32x4.sub(whole, half), bias), 23);
  return v128.andnot(f32x4.mul(f32x4.mul(p, first), second), f32x4.lt(x, least));
}

/** 1 / (1 + e^−x), from e^−|x|, which cannot overflow. */
export function sigmoid4(x: v128): v128 {
  const e = exp4(f32x4.neg(f32x4.abs(x)));
  const d = f32x4.div(f32x4.splat(1), f32x4.add(f32x4.splat(1), e));
  return v128.bitselect(f32x4.mul(e, d), d, f32x4.lt(x, f32x4.splat(0)));
}

/** tanh x: a rational function (Eigen, generic_fast_tanh_float); ±1 from 9 on. */
export function tanh4(x: v128): v128 {
  const most = f32x4.splat(9);
  const c = f32x4.pmin(f32x4.pmax(x, f32x4.neg(most)), most);
  const s = f32x4.mul(c, c);
  let p = f32x4.splat(-2.76076847742355e-16);
  p = multiplyAdd(p, s, f32x4.splat(2.00018790482477e-13));
  p = multiplyAdd(p, s, f32x4.splat(-8.60467152213735e-11));
  p = multiplyAdd(p, s, f32x4.splat(5.12229709037114e-8));
  p = multiplyAdd(p, s, f32x4.splat(1.48572235717979e-5));
  p = multiplyAdd(p, s, f32x4.splat(6.37261928875436e-4));
  p = multiplyAdd(p, s, f32x4.splat(4.89352455891786e-3));
  let q = f32x4.splat(1.19825839466702e-6);
  q = multiplyAdd(q, s, f32x4.splat(1.18534705686654e-4));
  q = multiplyAdd(q, s, f32x4.splat(2.268434632439e-3));
  q = multiplyAdd(q, s, f32x4.splat(4.89352518554385e-3));
  return limited(f32x4.div(f32x4.mul(c, p), q), x, most);
}

/** erf x: a rational function (Eigen, generic_fast_erf_float); ±1 from 4 on. */
export function erf4(x: v128): v128 {
  const most = f32x4.splat(4);
  const c = f32x4.pmin(f32x4.pmax(x, f32x4.neg(most)), most);
  const s = f32x4.mul(c, c);
  let p = f32x4.splat(-2.72614225801306e-10);
  p = multiplyAdd(p, s, f32x4.splat(2.77068142495902e-8));
  p = multiplyAdd(p, s, f32x4.splat(-2.10102402082508e-6));
  p = multiplyAdd(p, s, f32x4.splat(-5.69250639462346e-5));
  p = multiplyAdd(p, s, f32x4.splat(-7.34990630326855e-4));
  p = multiplyAdd(p, s, f32x4.splat(-2.95459980854025e-3));
  p = multiplyAdd(p, s, f32x4.splat(-1.60960333262415e-2));
  let q = f32x4.splat(-1.45660718464996e-5);
  q = multiplyAdd(q, s, f32x4.splat(-2.13374055278905e-4));
  q = multiplyAdd(q, s, f32x4.splat(-1.68282697438203e-3));
  q = multiplyAdd(q, s, f32x4.splat(-7.37332916720468e-3));
  q = multiplyAdd(q, s, f32x4.splat(-1.42647390514189e-2));
  return limited(f32x4.div(f32x4.mul(c, p), q), x, most);
}

/** A value within ±1, and exactly ±1 where |x| is at least `most`. NaN stays. */
function limited(y: v128, x: v128, most: v128): v128 {
  const one = f32x4.splat(1);
  const sign = v128.bitselect(x, one, f32x4.splat(-0));
  const within = f32x4.pmin(f32x4.pmax(y, f32x4.neg(one)), one);
  return v128.bitselect(sign, within, f32x4.ge(f32x4.abs(x), most));
}
