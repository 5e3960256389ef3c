import type { TensorData } from '../../tensor/types';

/** Sizes of one matrix product and the strides at which the operands are read; the result is contiguous. */
export interface MatrixLoop {
  readonly rows: number;
  readonly inner: number;
  readonly cols: number;
  readonly aRow: number;
  readonly aInner: number;
  readonly bInner: number;
  readonly bCol: number;
}

/**
 * out = a · b, summed in double precision in the order of the inner index. This is where the CPU
 * backend spends most of its time: blocks of 4 × 4 results stay in registers, so that every value
 * that is loaded is used four times. The last blocks of a row and of a column overlap the ones
 * before them where the sizes are no multiple of 4: computing a few results twice is faster than
 * computing them one by one.
 */
export function multiplyMatrices(
  loop: MatrixLoop,
  a: TensorData,
  aStart: number,
  b: TensorData,
  bStart: number,
  out: TensorData,
  outStart: number,
): void {
  const { rows, cols, inner, aRow, aInner, bInner, bCol } = loop;
  if (rows < 4 || cols < 4) {
    dots(loop, a, aStart, b, bStart, out, outStart);
    return;
  }
  for (let row = 0; row < rows; row += 4) {
    const i = Math.min(row, rows - 4);
    for (let col = 0; col < cols; col += 4) {
      const j = Math.min(col, cols - 4);
      let s00 = 0;
      let s01 = 0;
      let s02 = 0;
      let s03 = 0;
      let s10 = 0;
      let s11 = 0;
      let s12 = 0;
      let s13 = 0;
      let s20 = 0;
      let s21 = 0;
      let s22 = 0;
      let s23 = 0;
      let s30 = 0;
      let s31 = 0;
      let s32 = 0;
      let s33 = 0;
      let p = aStart + i * aRow;
      let q = bStart + j * bCol;
      for (let k = 0; k < inner; k++) {
        const y0 = b[q];
        const y1 = b[q + bCol];
        const y2 = b[q + 2 * bCol];
        const y3 = b[q + 3 * bCol];
        let x = a[p];
        s00 += x * y0;
        s01 += x * y1;
        s02 += x * y2;
        s03 += x * y3;
        x = a[p + aRow];
        s10 += x * y0;
        s11 += x * y1;
        s12 += x * y2;
        s13 += x * y3;
        x = a[p + 2 * aRow];
        s20 += x * y0;
        s21 += x * y1;
        s22 += x * y2;
        s23 += x * y3;
        x = a[p + 3 * aRow];
        s30 += x * y0;
        s31 += x * y1;
        s32 += x * y2;
        s33 += x * y3;
        p += aInner;
        q += bInner;
      }
      let o = outStart + i * cols + j;
      out[o] = s00;
      out[o + 1] = s01;
      out[o + 2] = s02;
      out[o + 3] = s03;
      o += cols;
      out[o] = s10;
      out[o + 1] = s11;
      out[o + 2] = s12;
      out[o + 3] = s13;
      o += cols;
      out[o] = s20;
      out[o + 1] = s21;
      out[o + 2] = s22;
      out[o + 3] = s23;
      o += cols;
      out[o] = s30;
      out[o + 1] = s31;
      out[o + 2] = s32;
      out[o + 3] = s33;
    }
  }
}

/** One element at a time, for products that are too narrow for a block. */
function dots(
  { rows, inner, cols, aRow, aInner, bInner, bCol }: MatrixLoop,
  a: TensorData,
  aStart: number,
  b: TensorData,
  bStart: number,
  out: TensorData,
  outStart: number,
): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++) {
      let sum = 0;
      let p = aStart + i * aRow;
      let q = bStart + j * bCol;
      for (let k = 0; k < inner; k++) {
        sum += a[p] * b[q];
        p += aInner;
        q += bInner;
      }
      out[outStart + i * cols + j] = sum;
    }
  }
}
