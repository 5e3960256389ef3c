// Plain recurrent layers over whole sequences: see ops/rnn.ts for what a trace holds.
import { pack, padded, product, throughTanh } from './recurrent';
import { bytes, loadSome, storeSome, tanh4 } from './vector';

export function rnn(
  x: usize,
  u: usize,
  h0: usize,
  keep: usize,
  out: usize,
  batch: i32,
  steps: i32,
  hidden: i32,
  reverse: bool,
  tanh: bool,
  scratch: usize,
): void {
  const products = scratch + bytes(hidden * padded(hidden));
  pack(u, scratch, hidden, hidden, hidden, 1);
  for (let step = 0; step < steps; step++) {
    const t = reverse ? steps - 1 - step : step;
    const before = reverse ? t + 1 : t - 1;
    const from = step == 0 ? h0 : out + bytes(before * hidden);
    const stride = bytes(step == 0 ? hidden : steps * hidden);
    product(from, stride, scratch, products, batch, hidden, hidden);
    for (let row = 0; row < batch; row++) {
      const place = row * steps + t;
      const to = out + bytes(place * hidden);
      if (load<f32>(keep + bytes(place)) == 0) {
        memory.copy(to, from + <usize>row * stride, bytes(hidden));
        continue;
      }
      const px = x + bytes(place * hidden);
      const pp = products + bytes(row * padded(hidden));
      for (let j = 0; j < hidden; j += 4) {
        const n = hidden - j;
        const pre = f32x4.add(loadSome(px + bytes(j), n), loadSome(pp + bytes(j), n));
        storeSome(to + bytes(j), tanh ? tanh4(pre) : f32x4.max(pre, f32x4.splat(0)), n);
      }
    }
  }
}

export function rnnGrad(
  h: usize,
  u: usize,
  keep: usize,
  g: usize,
  out: usize,
  batch: i32,
  steps: i32,
  hidden: i32,
  reverse: bool,
  tanh: bool,
  scratch: usize,
): void {
  const width = 2 * hidden;
  const products = scratch + bytes(hidden * padded(hidden));
  pack(u, scratch, hidden, hidden, 1, hidden);
  for (let step = steps - 1; step >= 0; step--) {
    const t = reverse ? steps - 1 - step : step;
    const after = reverse ? t - 1 : t + 1;
    for (let row = 0; row < batch; row++) {
      const place = row * steps + t;
      const to = out + bytes(place * width);
      const next = out + bytes((row * steps + after) * width + hidden);
      const kept = load<f32>(keep + bytes(place)) != 0;
      for (let j = 0; j < hidden; j += 4) {
        const n = hidden - j;
        let dh = loadSome(g + bytes(place * hidden + j), n);
        if (step < steps - 1) dh = f32x4.add(dh, loadSome(next + bytes(j), n));
        const y = loadSome(h + bytes(place * hidden + j), n);
        let pre = f32x4.splat(0);
        if (!kept) storeSome(to + bytes(hidden + j), dh, n);
        else if (tanh) pre = throughTanh(y, dh);
        else pre = v128.andnot(dh, f32x4.le(y, f32x4.splat(0)));
        storeSome(to + bytes(j), pre, n);
      }
    }
    product(out + bytes(t * width), bytes(steps * width), scratch, products, batch, hidden, hidden);
    for (let row = 0; row < batch; row++) {
      const place = row * steps + t;
      if (load<f32>(keep + bytes(place)) == 0) continue;
      const to = out + bytes(place * width + hidden);
      memory.copy(to, products + bytes(row * padded(hidden)), bytes(hidden));
    }
  }
}
