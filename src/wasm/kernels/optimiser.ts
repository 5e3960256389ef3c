// Updates of all parameters, in single precision.
import { bytes, loadSome, multiplyAdd, storeSome } from './vector';

/** See optim/adam.ts for the rule. `rate1` is the rate over 1 − β₁ᵗ, `correction` 1 / √(1 − β₂ᵗ). */
export function adam(
  parameters: usize,
  gradients: usize,
  first: usize,
  second: usize,
  n: i32,
  clip: f32,
  most: f32,
  decay: f32,
  shrink: f32,
  toMean: f32,
  toSquare: f32,
  rate1: f32,
  correction: f32,
  eps: f32,
): void {
  const top = f32x4.splat(most);
  const bottom = f32x4.splat(-most);
  for (let i = 0; i < n; i += 4) {
    const at = bytes(i);
    const lanes = n - i;
    let p = loadSome(parameters + at, lanes);
    let g = f32x4.mul(loadSome(gradients + at, lanes), f32x4.splat(clip));
    g = f32x4.pmax(f32x4.pmin(g, top), bottom);
    g = multiplyAdd(f32x4.splat(decay), p, g);
    p = f32x4.sub(p, f32x4.mul(f32x4.splat(shrink), p));
    let m = loadSome(first + at, lanes);
    m = multiplyAdd(f32x4.splat(toMean), f32x4.sub(g, m), m);
    let v = loadSome(second + at, lanes);
    v = multiplyAdd(f32x4.splat(toSquare), f32x4.sub(f32x4.mul(g, g), v), v);
    storeSome(first + at, m, lanes);
    storeSome(second + at, v, lanes);
    const root = multiplyAdd(f32x4.sqrt(v), f32x4.splat(correction), f32x4.splat(eps));
    p = f32x4.sub(p, f32x4.div(f32x4.mul(f32x4.splat(rate1), m), root));
    storeSome(parameters + at, p, lanes);
  }
}
