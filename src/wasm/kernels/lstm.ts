// LSTMs over whole sequences: see ops/lstm.ts for what a trace holds.
import { pack, padded, product, throughSigmoid, throughTanh } from './recurrent';
import { bytes, loadSome, multiplyAdd, sigmoid4, storeSome, tanh4 } from './vector';

/** Slots of an LSTM's trace: i, f, g, o, c, h. */
const LSTM: i32 = 6;

/** `scratch` holds the panels of U and the products of a step. */
export function lstm(
  x: usize,
  u: usize,
  h0: usize,
  c0: usize,
  keep: usize,
  out: usize,
  batch: i32,
  steps: i32,
  hidden: i32,
  reverse: bool,
  scratch: usize,
): void {
  const columns = 4 * hidden;
  const width = LSTM * hidden;
  const products = scratch + bytes(hidden * padded(columns));
  pack(u, scratch, hidden, columns, columns, 1);
  for (let step = 0; step < steps; step++) {
    const t = reverse ? steps - 1 - step : step;
    const before = reverse ? t + 1 : t - 1;
    const first = step == 0;
    const hFrom = first ? h0 : out + bytes(before * width + 5 * hidden);
    const cFrom = first ? c0 : out + bytes(before * width + 4 * hidden);
    const stride = bytes(first ? hidden : steps * width);
    product(hFrom, stride, scratch, products, batch, hidden, columns);
    for (let row = 0; row < batch; row++) {
      const place = row * steps + t;
      const to = out + bytes(place * width);
      const hBefore = hFrom + <usize>row * stride;
      const cBefore = cFrom + <usize>row * stride;
      if (load<f32>(keep + bytes(place)) == 0) {
        memory.fill(to, 0, bytes(columns));
        memory.copy(to + bytes(4 * hidden), cBefore, bytes(hidden));
        memory.copy(to + bytes(5 * hidden), hBefore, bytes(hidden));
        continue;
      }
      const px = x + bytes(place * columns);
      const pp = products + bytes(row * padded(columns));
      for (let j = 0; j < hidden; j += 4) {
        const n = hidden - j;
        const i = sigmoid4(f32x4.add(loadSome(px + bytes(j), n), loadSome(pp + bytes(j), n)));
        let at = bytes(hidden + j);
        const f = sigmoid4(f32x4.add(loadSome(px + at, n), loadSome(pp + at, n)));
        at = bytes(2 * hidden + j);
        const g = tanh4(f32x4.add(loadSome(px + at, n), loadSome(pp + at, n)));
        at = bytes(3 * hidden + j);
        const o = sigmoid4(f32x4.add(loadSome(px + at, n), loadSome(pp + at, n)));
        const c = multiplyAdd(f, loadSome(cBefore + bytes(j), n), f32x4.mul(i, g));
        storeSome(to + bytes(j), i, n);
        storeSome(to + bytes(hidden + j), f, n);
        storeSome(to + bytes(2 * hidden + j), g, n);
        storeSome(to + bytes(3 * hidden + j), o, n);
        storeSome(to + bytes(4 * hidden + j), c, n);
        storeSome(to + bytes(5 * hidden + j), f32x4.mul(o, tanh4(c)), n);
      }
    }
  }
}

export function lstmGrad(
  trace: usize,
  u: usize,
  c0: usize,
  keep: usize,
  g: usize,
  out: usize,
  batch: i32,
  steps: i32,
  hidden: i32,
  reverse: bool,
  scratch: usize,
): void {
  const columns = 4 * hidden;
  const width = LSTM * hidden;
  const products = scratch + bytes(columns * padded(hidden));
  pack(u, scratch, columns, hidden, 1, columns);
  for (let step = steps - 1; step >= 0; step--) {
    const t = reverse ? steps - 1 - step : step;
    const before = reverse ? t + 1 : t - 1;
    const after = reverse ? t - 1 : t + 1;
    const last = step == steps - 1;
    for (let row = 0; row < batch; row++) {
      const place = row * steps + t;
      const from = trace + bytes(place * width);
      const pg = g + bytes(place * width);
      const to = out + bytes(place * width);
      const next = out + bytes((row * steps + after) * width);
      const cBefore =
        step == 0
          ? c0 + bytes(row * hidden)
          : trace + bytes((row * steps + before) * width + 4 * hidden);
      const kept = load<f32>(keep + bytes(place)) != 0;
      if (!kept) memory.fill(to, 0, bytes(columns));
      for (let j = 0; j < hidden; j += 4) {
        const n = hidden - j;
        const cAt = bytes(4 * hidden + j);
        const hAt = bytes(5 * hidden + j);
        let dh = loadSome(pg + hAt, n);
        let dc = loadSome(pg + cAt, n);
        if (!last) {
          dh = f32x4.add(dh, loadSome(next + hAt, n));
          dc = f32x4.add(dc, loadSome(next + cAt, n));
        }
        if (!kept) {
          storeSome(to + cAt, dc, n);
          storeSome(to + hAt, dh, n);
          continue;
        }
        const iAt = bytes(j);
        const fAt = bytes(hidden + j);
        const gAt = bytes(2 * hidden + j);
        const oAt = bytes(3 * hidden + j);
        const i = loadSome(from + iAt, n);
        const f = loadSome(from + fAt, n);
        const cell = loadSome(from + gAt, n);
        const o = loadSome(from + oAt, n);
        const squashed = tanh4(loadSome(from + cAt, n));
        dc = f32x4.add(dc, throughTanh(squashed, f32x4.mul(dh, o)));
        const old = loadSome(cBefore + bytes(j), n);
        const di = multiplyAdd(dc, cell, loadSome(pg + iAt, n));
        const df = multiplyAdd(dc, old, loadSome(pg + fAt, n));
        const dg = multiplyAdd(dc, i, loadSome(pg + gAt, n));
        const dOut = multiplyAdd(dh, squashed, loadSome(pg + oAt, n));
        storeSome(to + iAt, throughSigmoid(i, di), n);
        storeSome(to + fAt, throughSigmoid(f, df), n);
        storeSome(to + gAt, throughTanh(cell, dg), n);
        storeSome(to + oAt, throughSigmoid(o, dOut), n);
        storeSome(to + cAt, f32x4.mul(dc, f), n);
      }
    }
    const gates = out + bytes(t * width);
    product(gates, bytes(steps * width), scratch, products, batch, columns, hidden);
    for (let row = 0; row < batch; row++) {
      const place = row * steps + t;
      if (load<f32>(keep + bytes(place)) == 0) continue;
      const to = out + bytes(place * width + 5 * hidden);
      memory.copy(to, products + bytes(row * padded(hidden)), bytes(hidden));
    }
  }
}
