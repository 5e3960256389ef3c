// Attention by its definition, one number after the other: what tests compare layers with.

export type Matrix = readonly (readonly number[])[];

/** Rows of a flat array, from an element on. */
export function matrixOf(
  data: ArrayLike<number>,
  [rows, cols]: readonly [number, number],
  start = 0,
): number[][] {
  return Array.from({ length: rows }, (_, i) =>
    Array.from({ length: cols }, (_, j) => data[start + i * cols + j]),
  );
}

/** The product of two matrices. */
export function times(a: Matrix, b: Matrix): number[][] {
  return a.map((row) => b[0].map((_, j) => row.reduce((s, v, k) => s + v * b[k][j], 0)));
}

/** The product of two vectors. */
export function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((s, v, k) => s + v * b[k], 0);
}

/** Columns `from` to `from + count − 1`. */
export function columns(a: Matrix, from: number, count: number): number[][] {
  return a.map((row) => row.slice(from, from + count));
}

/** Every row with the same vector added. */
export function plus(a: Matrix, bias: ArrayLike<number>): number[][] {
  return a.map((row) => row.map((v, j) => v + bias[j]));
}

/** Weights of one query: exponentials of the kept scores by their sum, to which a sink adds its own. */
export function weightsOf(
  scores: readonly number[],
  keep: (j: number) => boolean = () => true,
  sink = -Infinity,
): number[] {
  const exps = scores.map((s, j) => (keep(j) ? Math.exp(s) : 0));
  const total = exps.reduce((s, v) => s + v, Math.exp(sink));
  return exps.map((v) => (total === 0 ? 0 : v / total));
}
