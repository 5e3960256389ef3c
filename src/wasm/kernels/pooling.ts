// Largest elements of windows over maps.
import { bytes } from './vector';

/** The address of the largest element of a window, the last NaN if there is one. */
function largestIn(map: usize, row: i32, top: i32, bottom: i32, left: i32, right: i32): usize {
  let at = map + bytes(top * row + left);
  let best = load<f32>(at);
  for (let i = top; i < bottom; i++) {
    const end = map + bytes(i * row + right);
    for (let p = map + bytes(i * row + left); p < end; p += 4) {
      const value = load<f32>(p);
      if (value > best || value != value) {
        best = value;
        at = p;
      }
    }
  }
  return at;
}

/** The largest element of every window; with a gradient, where that goes to instead. */
export function maxPool(
  x: usize,
  g: usize,
  out: usize,
  maps: i32,
  lengthY: i32,
  kernelY: i32,
  strideY: i32,
  paddingY: i32,
  windowsY: i32,
  lengthX: i32,
  kernelX: i32,
  strideX: i32,
  paddingX: i32,
  windowsX: i32,
): void {
  if (g != 0) memory.fill(out, 0, bytes(maps * lengthY * lengthX));
  const halved =
    kernelX == 2 && kernelY == 2 && strideX == 2 && strideY == 2 && paddingX == 0 && paddingY == 0;
  let window: usize = 0;
  for (let m = 0; m < maps; m++) {
    const map = x + bytes(m * lengthY * lengthX);
    for (let oy = 0; oy < windowsY; oy++) {
      const top = max(0, oy * strideY - paddingY);
      const bottom = min(lengthY, oy * strideY - paddingY + kernelY);
      let ox = 0;
      if (halved && bottom - top == 2) {
        const whole = lengthX >> 1;
        for (; ox + 4 <= whole; ox += 4) {
          const at = map + bytes(top * lengthX + 2 * ox);
          if (g == 0) v128.store(out + window, largestOfFour(at, bytes(lengthX)));
          else spread(at, bytes(lengthX), g + window, out + (at - x));
          window += 16;
        }
      }
      for (; ox < windowsX; ox++) {
        const left = max(0, ox * strideX - paddingX);
        const right = min(lengthX, ox * strideX - paddingX + kernelX);
        const at = largestIn(map, lengthX, top, bottom, left, right);
        if (g == 0) store<f32>(out + window, load<f32>(at));
        else {
          const to = out + (at - x);
          store<f32>(to, load<f32>(to) + load<f32>(g + window));
        }
        window += 4;
      }
    }
  }
}

/** Whether a later element takes the place of the largest so far. */
function wins(later: v128, best: v128): v128 {
  return v128.or(f32x4.gt(later, best), f32x4.ne(later, later));
}

/** The largest of two rows of two elements each, for four windows side by side. */
function largestOfFour(at: usize, row: usize): v128 {
  const top0 = v128.load(at);
  const top1 = v128.load(at, 16);
  const bottom0 = v128.load(at + row);
  const bottom1 = v128.load(at + row, 16);
  let best = i32x4.shuffle(top0, top1, 0, 2, 4, 6);
  const b = i32x4.shuffle(top0, top1, 1, 3, 5, 7);
  const c = i32x4.shuffle(bottom0, bottom1, 0, 2, 4, 6);
  const d = i32x4.shuffle(bottom0, bottom1, 1, 3, 5, 7);
  best = v128.bitselect(b, best, wins(b, best));
  best = v128.bitselect(c, best, wins(c, best));
  return v128.bitselect(d, best, wins(d, best));
}

/** Writes four windows' gradients to where their largest elements are, and 0 to the others. */
function spread(at: usize, row: usize, g: usize, to: usize): void {
  const top0 = v128.load(at);
  const top1 = v128.load(at, 16);
  const bottom0 = v128.load(at + row);
  const bottom1 = v128.load(at + row, 16);
  const a = i32x4.shuffle(top0, top1, 0, 2, 4, 6);
  const b = i32x4.shuffle(top0, top1, 1, 3, 5, 7);
  const c = i32x4.shuffle(bottom0, bottom1, 0, 2, 4, 6);
  const d = i32x4.shuffle(bottom0, bottom1, 1, 3, 5, 7);
  const bWins = wins(b, a);
  let best = v128.bitselect(b, a, bWins);
  const cWins = wins(c, best);
  best = v128.bitselect(c, best, cWins);
  const dWins = wins(d, best);
  const above = v128.load(g);
  const notD = v128.andnot(above, dWins);
  const notC = v128.andnot(notD, cWins);
  const ga = v128.andnot(notC, bWins);
  const gb = v128.and(notC, bWins);
  const gc = v128.and(notD, cWins);
  const gd = v128.and(above, dWins);
  v128.store(to, i32x4.shuffle(ga, gb, 0, 4, 1, 5));
  v128.store(to, i32x4.shuffle(ga, gb, 2, 6, 3, 7), 16);
  v128.store(to + row, i32x4.shuffle(gc, gd, 0, 4, 1, 5));
  v128.store(to + row, i32x4.shuffle(gc, gd, 2, 6, 3, 7), 16);
}
