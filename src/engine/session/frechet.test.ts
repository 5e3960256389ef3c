import { Matrix } from 'ml-matrix';
import { describe, expect, test } from 'vitest';
import { normal, seededRandom } from '../testing/samples';
import { frechetFrom, type Gaussian, gaussianOf } from './frechet';

const diagonal = (mean: readonly number[], variances: readonly number[]): Gaussian => ({
  mean,
  covariance: Matrix.diag([...variances]),
});

/** Random vectors, each a mixture of as many normal numbers, so that their components go together. */
function vectors(count: number, width: number, seed: number): Float32Array {
  const random = seededRandom(seed);
  const mixture = Array.from({ length: width * width }, () => normal(random));
  return Float32Array.from(
    Array.from({ length: count }).flatMap(() => {
      const x = Array.from({ length: width }, () => normal(random));
      return Array.from({ length: width }, (_, i) =>
        x.reduce((sum, value, j) => sum + value * mixture[i * width + j], 0.1 * i * seed),
      );
    }),
  );
}

/** The principal square root by Denman and Beavers 1976: Y ← (Y + Z⁻¹)/2, Z ← (Z + Y⁻¹)/2. */
function rootByIteration(matrix: number[][]): number[][] {
  let [y, z] = [matrix, matrix.map((row, i) => row.map((_, j) => Number(i === j)))];
  for (let i = 0; i < 40; i++) {
    const [inverseY, inverseZ] = [inverse(y), inverse(z)];
    y = y.map((row, r) => row.map((value, c) => (value + inverseZ[r][c]) / 2));
    z = z.map((row, r) => row.map((value, c) => (value + inverseY[r][c]) / 2));
  }
  return y;
}

/** Gauss and Jordan, the largest number of a column first. */
function inverse(matrix: number[][]): number[][] {
  const n = matrix.length;
  const rows = matrix.map((row, i) => [...row, ...row.map((_, j) => Number(i === j))]);
  for (let c = 0; c < n; c++) {
    const best = rows.slice(c).reduce((p, row, i) => {
      return Math.abs(row[c]) > Math.abs(rows[p][c]) ? c + i : p;
    }, c);
    [rows[c], rows[best]] = [rows[best], rows[c]];
    rows[c] = rows[c].map((value) => value / rows[c][c]);
    for (let r = 0; r < n; r++) {
      const by = rows[r][c];
      if (r !== c) rows[r] = rows[r].map((value, k) => value - by * rows[c][k]);
    }
  }
  return rows.map((row) => row.slice(n));
}

describe('the Fréchet distance of two normal distributions', () => {
  test('along axes, by hand', () => {
    // (1−3)² + (0−0)² + (√4 − √1)² + (√9 − √16)² = 4 + 0 + 1 + 1
    const a = diagonal([1, 0], [4, 9]);
    const b = diagonal([3, 0], [1, 16]);
    expect(frechetFrom(a)(b)).toBeCloseTo(6, 12);
    expect(frechetFrom(b)(a)).toBeCloseTo(6, 12);
  });

  test('turned: Σ₁ = [[2,1],[1,2]] and the identity, by hand', () => {
    // Eigenvalues of Σ₁ are 3 and 1: Tr Σ₁ + Tr I − 2(√3 + 1) = 4 + 2 − 2√3 − 2
    const a = {
      mean: [0, 0],
      covariance: new Matrix([
        [2, 1],
        [1, 2],
      ]),
    };
    const b = diagonal([0, 0], [1, 1]);
    expect(frechetFrom(a)(b)).toBeCloseTo(4 - 2 * Math.sqrt(3), 12);
  });

  test('where covariances do not commute, against the root of their product by iteration', () => {
    const a = gaussianOf(vectors(50, 6, 1), 6);
    const b = gaussianOf(vectors(60, 6, 2), 6);
    const product = a.covariance.mmul(b.covariance).to2DArray();
    const root = rootByIteration(product);
    const between = a.mean.reduce((sum, mean, i) => sum + (mean - b.mean[i]) ** 2, 0);
    const traces = [a, b].map(({ covariance }) => covariance.trace());
    const shared = root.reduce((sum, row, i) => sum + row[i], 0);
    const expected = between + traces[0] + traces[1] - 2 * shared;
    expect(expected).toBeGreaterThan(1);
    expect(frechetFrom(a)(b)).toBeCloseTo(expected, 8);
  });

  test('is 0 of the same, also where a number never changes, and no number where one is none', () => {
    const rows = vectors(40, 5, 3).map((value, i) => (i % 5 === 4 ? 1 : value));
    const one = gaussianOf(rows, 5);
    expect(frechetFrom(one)(one)).toBeCloseTo(0, 6);
    expect(frechetFrom(one)(gaussianOf(rows.with(3, Number.NaN), 5))).toBeNaN();
  });
});

test('mean and covariance of vectors, by hand', () => {
  // Means 2 and 3; deviations (−1,−3), (0,0), (1,3), divided by 2.
  const { mean, covariance } = gaussianOf(Float32Array.of(1, 0, 2, 3, 3, 6), 2);
  expect(mean).toEqual([2, 3]);
  expect(covariance.to2DArray()).toEqual([
    [1, 3],
    [3, 9],
  ]);
});
