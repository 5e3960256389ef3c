// Layer normalisation of rows, in double precision throughout.
import { bytes, loadDoubles, storeSingles, sumOfDoubles } from './vector';
import { sumRow } from './rows';

export function layerNorm(
  x: usize,
  gain: usize,
  bias: usize,
  out: usize,
  rows: i32,
  n: i32,
  eps: f64,
): void {
  for (let r = 0; r < rows; r++) {
    const px = x + bytes(r * n);
    const to = out + bytes(r * n);
    const mean = sumRow(px, n) / n;
    const m = f64x2.splat(mean);
    let s0 = f64x2.splat(0);
    let s1 = s0;
    let i = 0;
    for (; i + 4 <= n; i += 4) {
      const a = f64x2.sub(loadDoubles(px + bytes(i)), m);
      const b = f64x2.sub(loadDoubles(px + bytes(i + 2)), m);
      s0 = f64x2.add(s0, f64x2.mul(a, a));
      s1 = f64x2.add(s1, f64x2.mul(b, b));
    }
    let squares = sumOfDoubles(f64x2.add(s0, s1));
    for (; i < n; i++) {
      const d = <f64>load<f32>(px + bytes(i)) - mean;
      squares += d * d;
    }
    const factor = 1 / Math.sqrt(squares / n + eps);
    const f = f64x2.splat(factor);
    for (i = 0; i + 2 <= n; i += 2) {
      const at = bytes(i);
      const d = f64x2.mul(f64x2.sub(loadDoubles(px + at), m), f);
      const v = f64x2.add(f64x2.mul(d, loadDoubles(gain + at)), loadDoubles(bias + at));
      storeSingles(to + at, v);
    }
    if (i < n) {
      const at = bytes(i);
      const d = (<f64>load<f32>(px + at) - mean) * factor;
      store<f32>(to + at, <f32>(d * <f64>load<f32>(gain + at) + <f64>load<f32>(bias + at)));
    }
  }
}

export function layerNormGradX(
  x: usize,
  gain: usize,
  g: usize,
  out: usize,
  rows: i32,
  n: i32,
  eps: f64,
): void {
  for (let r = 0; r < rows; r++) {
    const px = x + bytes(r * n);
    const pg = g + bytes(r * n);
    const to = out + bytes(r * n);
    const mean = sumRow(px, n) / n;
    const m = f64x2.splat(mean);
    let slopeSum = f64x2.splat(0);
    let squareSum = f64x2.splat(0);
    let productSum = f64x2.splat(0);
    let i = 0;
    for (; i + 2 <= n; i += 2) {
      const at = bytes(i);
      const d = f64x2.sub(loadDoubles(px + at), m);
      const slope = f64x2.mul(loadDoubles(pg + at), loadDoubles(gain + at));
      slopeSum = f64x2.add(slopeSum, slope);
      squareSum = f64x2.add(squareSum, f64x2.mul(d, d));
      productSum = f64x2.add(productSum, f64x2.mul(d, slope));
    }
    let slopes = sumOfDoubles(slopeSum);
    let squares = sumOfDoubles(squareSum);
    let products = sumOfDoubles(productSum);
    if (i < n) {
      const at = bytes(i);
      const d = <f64>load<f32>(px + at) - mean;
      const slope = <f64>load<f32>(pg + at) * <f64>load<f32>(gain + at);
      slopes += slope;
      squares += d * d;
      products += d * slope;
    }
    const meanSlope = slopes / n;
    const variance = squares / n + eps;
    const factor = 1 / Math.sqrt(variance);
    const correlation = products / n / variance;
    const s = f64x2.splat(meanSlope);
    const c = f64x2.splat(correlation);
    const f = f64x2.splat(factor);
    for (i = 0; i + 2 <= n; i += 2) {
      const at = bytes(i);
      const d = f64x2.mul(f64x2.sub(loadDoubles(px + at), m), c);
      const slope = f64x2.mul(loadDoubles(pg + at), loadDoubles(gain + at));
      storeSingles(to + at, f64x2.mul(f, f64x2.sub(f64x2.sub(slope, s), d)));
    }
    if (i < n) {
      const at = bytes(i);
      const d = <f64>load<f32>(px + at) - mean;
      const slope = <f64>load<f32>(pg + at) * <f64>load<f32>(gain + at);
      store<f32>(to + at, <f32>(factor * (slope - meanSlope - d * correlation)));
    }
  }
}
