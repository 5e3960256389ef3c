/** Anything that holds numbers in a row. */
type Numbers = ArrayLike<number>;

/** A matrix within a list of numbers, row after row. */
export interface Window {
  readonly offset: number;
  readonly rows: number;
  readonly cols: number;
}

/** The matrix of one head among those of all heads of a layer. */
export function headWindow(
  { queries, keys }: { readonly queries: number; readonly keys: number },
  head: number,
): Window {
  return { offset: head * queries * keys, rows: queries, cols: keys };
}

/** One row. */
export function rowOf(data: Numbers, { offset, cols }: Window, row: number): number[] {
  return Array.from({ length: cols }, (_, col) => data[offset + row * cols + col]);
}

/** One column. */
export function columnOf(data: Numbers, { offset, rows, cols }: Window, col: number): number[] {
  return Array.from({ length: rows }, (_, row) => data[offset + row * cols + col]);
}

/** The sum of each row: 1 where the softmax ran over the keys. */
export function rowSums(data: Numbers, window: Window): number[] {
  return Array.from({ length: window.rows }, (_, row) => total(rowOf(data, window, row)));
}

/** The sum of each column: the attention that a key receives from all queries. */
export function columnSums(data: Numbers, { offset, rows, cols }: Window): number[] {
  const sums = new Array<number>(cols).fill(0);
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++) sums[col] += data[offset + row * cols + col];
  }
  return sums;
}

/** The largest absolute value. */
export function largestIn(data: Numbers, { offset, rows, cols }: Window): number {
  let most = 0;
  for (let i = offset; i < offset + rows * cols; i++) {
    const size = Math.abs(data[i]);
    if (size > most && size !== Infinity) most = size;
  }
  return most;
}

/** Where the largest number of a list stands, the first of equals. */
export function largestAt(values: Numbers): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i] > values[best]) best = i;
  return best;
}

/** Element by element: a ⊙ b. @param out takes the products, of the same length */
export function multiplied(a: Numbers, b: Numbers, out: Float32Array): Float32Array {
  for (let i = 0; i < out.length; i++) out[i] = a[i] * b[i];
  return out;
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
