// Matrix products in single precision, four numbers at a time. Compiled by AssemblyScript.

/** Rows of a panel of the first operand and of a block of results. */
const ROWS: i32 = 4;
/** Columns of a panel of the second operand and of a block of results. */
const COLS: i32 = 8;

function bytes(elements: i32): usize {
  return (<usize>elements) << 2;
}

function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  return f32x4.add(f32x4.mul(a, b), c);
}

/**
 * Lays an operand out in panels: for each `width` of its `count` rows (or columns) one run over the
 * inner index with `width` neighbours side by side; what is missing in the last panel is 0.
 */
function pack(
  source: usize,
  target: usize,
  count: i32,
  inner: i32,
  strideCount: i32,
  strideInner: i32,
  width: i32,
): void {
  let to = target;
  for (let first = 0; first < count; first += width) {
    const start = source + bytes(first * strideCount);
    const lanes = min(width, count - first);
    if (lanes == width && strideCount == 1) {
      for (let k = 0; k < inner; k++) {
        const at = start + bytes(k * strideInner);
        for (let l = 0; l < width; l += 4) v128.store(to + bytes(l), v128.load(at + bytes(l)));
        to += bytes(width);
      }
    } else if (lanes == width && width == ROWS) {
      const step = bytes(strideInner);
      let p0 = start;
      let p1 = start + bytes(strideCount);
      let p2 = start + bytes(2 * strideCount);
      let p3 = start + bytes(3 * strideCount);
      for (let k = 0; k < inner; k++) {
        store<f32>(to, load<f32>(p0));
        store<f32>(to, load<f32>(p1), 4);
        store<f32>(to, load<f32>(p2), 8);
        store<f32>(to, load<f32>(p3), 12);
        p0 += step;
        p1 += step;
        p2 += step;
        p3 += step;
        to += 16;
      }
    } else {
      for (let k = 0; k < inner; k++) {
        const at = start + bytes(k * strideInner);
        for (let l = 0; l < width; l++) {
          const value: f32 = l < lanes ? load<f32>(at + bytes(l * strideCount)) : 0;
          store<f32>(to + bytes(l), value);
        }
        to += bytes(width);
      }
    }
  }
}

/** Panels of the first operand: [rows / 4][inner][4]. */
export function packRows(a: usize, to: usize, rows: i32, inner: i32, aRow: i32, aInner: i32): void {
  pack(a, to, rows, inner, aRow, aInner, ROWS);
}

/** Panels of the second operand: [columns / 8][inner][8]. */
export function packCols(b: usize, to: usize, cols: i32, inner: i32, bInner: i32, bCol: i32): void {
  pack(b, to, cols, inner, bCol, bInner, COLS);
}

/**
 * c = a · b from panels. Whole blocks are written: the columns past the end of a row fall into the
 * next one and are overwritten by it, since rows go up and columns down; behind the last row there
 * must be room for 3 rows and 8 columns.
 */
export function multiply(a: usize, b: usize, c: usize, rows: i32, inner: i32, cols: i32): void {
  const row = bytes(cols);
  const lastPanel = ((cols - 1) / COLS) * COLS;
  for (let i = 0; i < rows; i += ROWS) {
    const panelA = a + bytes(i * inner);
    const end = panelA + bytes(ROWS * inner);
    for (let j = lastPanel; j >= 0; j -= COLS) {
      let pa = panelA;
      let pb = b + bytes(j * inner);
      let c00 = f32x4.splat(0);
      let c01 = c00;
      let c10 = c00;
      let c11 = c00;
      let c20 = c00;
      let c21 = c00;
      let c30 = c00;
      let c31 = c00;
      while (pa < end) {
        const b0 = v128.load(pb);
        const b1 = v128.load(pb, 16);
        const a0 = v128.load32_splat(pa);
        const a1 = v128.load32_splat(pa, 4);
        const a2 = v128.load32_splat(pa, 8);
        const a3 = v128.load32_splat(pa, 12);
        c00 = multiplyAdd(a0, b0, c00);
        c01 = multiplyAdd(a0, b1, c01);
        c10 = multiplyAdd(a1, b0, c10);
        c11 = multiplyAdd(a1, b1, c11);
        c20 = multiplyAdd(a2, b0, c20);
        c21 = multiplyAdd(a2, b1, c21);
        c30 = multiplyAdd(a3, b0, c30);
        c31 = multiplyAdd(a3, b1, c31);
        pa += 16;
        pb += 32;
      }
      const to = c + <usize>i * row + bytes(j);
      v128.store(to, c00);
      v128.store(to, c01, 16);
      v128.store(to + row, c10);
      v128.store(to + row, c11, 16);
      v128.store(to + 2 * row, c20);
      v128.store(to + 2 * row, c21, 16);
      v128.store(to + 3 * row, c30);
      v128.store(to + 3 * row, c31, 16);
    }
  }
}
