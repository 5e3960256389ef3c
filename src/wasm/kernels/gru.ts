// GRUs over whole sequences: see ops/gru.ts for what a trace holds.
import { pack, padded, product, throughSigmoid, throughTanh } from './recurrent';
import { bytes, loadSome, multiplyAdd, sigmoid4, storeSome, tanh4 } from './vector';

/** Slots of a GRU's trace: r, z, n, m, h. */
const GRU: i32 = 5;

export function gru(
  x: usize,
  u: usize,
  bias: usize,
  h0: usize,
  keep: usize,
  out: usize,
  batch: i32,
  steps: i32,
  hidden: i32,
  reverse: bool,
  scratch: usize,
): void {
  const columns = 3 * hidden;
  const width = GRU * hidden;
  const products = scratch + bytes(hidden * padded(columns));
  const one = f32x4.splat(1);
  pack(u, scratch, hidden, columns, columns, 1);
  for (let step = 0; step < steps; step++) {
    const t = reverse ? steps - 1 - step : step;
    const before = reverse ? t + 1 : t - 1;
    const first = step == 0;
    const hFrom = first ? h0 : out + bytes(before * width + 4 * hidden);
    const stride = bytes(first ? hidden : steps * width);
    product(hFrom, stride, scratch, products, batch, hidden, columns);
    for (let row = 0; row < batch; row++) {
      const place = row * steps + t;
      const to = out + bytes(place * width);
      const hBefore = hFrom + <usize>row * stride;
      if (load<f32>(keep + bytes(place)) == 0) {
        memory.fill(to, 0, bytes(4 * hidden));
        memory.copy(to + bytes(4 * hidden), hBefore, bytes(hidden));
        continue;
      }
      const px = x + bytes(place * columns);
      const pp = products + bytes(row * padded(columns));
      for (let j = 0; j < hidden; j += 4) {
        const left = hidden - j;
        let at = bytes(j);
        const recurrentR = f32x4.add(loadSome(pp + at, left), loadSome(bias + at, left));
        const r = sigmoid4(f32x4.add(loadSome(px + at, left), recurrentR));
        at = bytes(hidden + j);
        const recurrentZ = f32x4.add(loadSome(pp + at, left), loadSome(bias + at, left));
        const z = sigmoid4(f32x4.add(loadSome(px + at, left), recurrentZ));
        at = bytes(2 * hidden + j);
        const m = f32x4.add(loadSome(pp + at, left), loadSome(bias + at, left));
        const n = tanh4(multiplyAdd(r, m, loadSome(px + at, left)));
        const old = loadSome(hBefore + bytes(j), left);
        const h = multiplyAdd(f32x4.sub(one, z), n, f32x4.mul(z, old));
        storeSome(to + bytes(j), r, left);
        storeSome(to + bytes(hidden + j), z, left);
        storeSome(to + bytes(2 * hidden + j), n, left);
        storeSome(to + bytes(3 * hidden + j), m, left);
        storeSome(to + bytes(4 * hidden + j), h, left);
      }
    }
  }
}

export function gruGrad(
  trace: usize,
  u: usize,
  h0: usize,
  keep: usize,
  g: usize,
  out: usize,
  batch: i32,
  steps: i32,
  hidden: i32,
  reverse: bool,
  scratch: usize,
): void {
  const width = GRU * hidden;
  const one = f32x4.splat(1);
  const line = padded(hidden);
  const candidatePanels = scratch + bytes(2 * hidden * line);
  const gateProducts = candidatePanels + bytes(hidden * line);
  const candidateProducts = gateProducts + bytes(batch * line);
  pack(u, scratch, 2 * hidden, hidden, 1, 3 * hidden);
  pack(u + bytes(2 * hidden), candidatePanels, hidden, hidden, 1, 3 * hidden);
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
      const hBefore =
        step == 0
          ? h0 + bytes(row * hidden)
          : trace + bytes((row * steps + before) * width + 4 * hidden);
      const kept = load<f32>(keep + bytes(place)) != 0;
      if (!kept) memory.fill(to, 0, bytes(4 * hidden));
      for (let j = 0; j < hidden; j += 4) {
        const left = hidden - j;
        const rAt = bytes(j);
        const zAt = bytes(hidden + j);
        const nAt = bytes(2 * hidden + j);
        const mAt = bytes(3 * hidden + j);
        const hAt = bytes(4 * hidden + j);
        let dh = loadSome(pg + hAt, left);
        if (!last) dh = f32x4.add(dh, loadSome(next + hAt, left));
        if (!kept) {
          storeSome(to + hAt, dh, left);
          continue;
        }
        const r = loadSome(from + rAt, left);
        const z = loadSome(from + zAt, left);
        const n = loadSome(from + nAt, left);
        const m = loadSome(from + mAt, left);
        const old = loadSome(hBefore + bytes(j), left);
        const dnAbove = multiplyAdd(dh, f32x4.sub(one, z), loadSome(pg + nAt, left));
        const dn = throughTanh(n, dnAbove);
        const dr = multiplyAdd(dn, m, loadSome(pg + rAt, left));
        const dz = multiplyAdd(dh, f32x4.sub(old, n), loadSome(pg + zAt, left));
        storeSome(to + rAt, throughSigmoid(r, dr), left);
        storeSome(to + zAt, throughSigmoid(z, dz), left);
        storeSome(to + nAt, dn, left);
        storeSome(to + mAt, multiplyAdd(dn, r, loadSome(pg + mAt, left)), left);
        storeSome(to + hAt, f32x4.mul(dh, z), left);
      }
    }
    const gates = out + bytes(t * width);
    const stride = bytes(steps * width);
    product(gates, stride, scratch, gateProducts, batch, 2 * hidden, hidden);
    const candidates = gates + bytes(3 * hidden);
    product(candidates, stride, candidatePanels, candidateProducts, batch, hidden, hidden);
    for (let row = 0; row < batch; row++) {
      const place = row * steps + t;
      if (load<f32>(keep + bytes(place)) == 0) continue;
      const to = out + bytes(place * width + 4 * hidden);
      for (let j = 0; j < hidden; j += 4) {
        const left = hidden - j;
        const at = bytes(row * line + j);
        const both = f32x4.add(v128.load(gateProducts + at), v128.load(candidateProducts + at));
        storeSome(to + bytes(j), f32x4.add(loadSome(to + bytes(j), left), both), left);
      }
    }
  }
}
