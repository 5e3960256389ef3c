import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

/** Mean, D numbers, and covariance, D×D, of vectors of width D. */
export interface Gaussian {
  readonly mean: readonly number[];
  readonly covariance: Matrix;
}

/**
 * Mean and unbiased covariance (divided by n − 1) of n vectors.
 * @param rows f32[n,D], one vector after another
 */
export function gaussianOf(rows: Float32Array, width: number): Gaussian {
  const count = rows.length / width;
  const vectors = Matrix.from1DArray(count, width, rows);
  const mean = vectors.mean('column');
  const centred = vectors.subRowVector(mean);
  return {
    mean,
    covariance: centred
      .transpose()
      .mmul(centred)
      .div(count - 1),
  };
}

/**
 * What does not change when many distributions are compared with one: fréchet(a)(b) is
 * |μa − μb|² + Tr(Σa + Σb − 2(ΣaΣb)^½), of which the last is the sum of the roots of the eigenvalues
 * of Σa^½ Σb Σa^½, a symmetric matrix with the eigenvalues of ΣaΣb. NaN when b is not finite.
 * Source: Heusel et al. 2017, GANs Trained by a Two Time-Scale Update Rule; Dowson & Landau 1982, The
 * Fréchet distance between multivariate normal distributions.
 */
export function frechetFrom(a: Gaussian): (b: Gaussian) => number {
  const root = rootOf(a.covariance);
  return (b) => {
    const apart = b.mean.reduce((sum, mean, i) => sum + (mean - a.mean[i]) ** 2, 0);
    const traces = a.covariance.trace() + b.covariance.trace();
    if (!Number.isFinite(apart + traces)) return Number.NaN;
    const shared = symmetric(root.mmul(b.covariance).mmul(root)).realEigenvalues;
    const distance = apart + traces - 2 * shared.reduce((sum, value) => sum + rootOfSize(value), 0);
    // Of two that are the same, rounding may leave a little less than nothing.
    return Math.max(0, distance);
  };
}

/** The symmetric square root of a covariance. */
function rootOf(covariance: Matrix): Matrix {
  const { realEigenvalues, eigenvectorMatrix } = symmetric(covariance);
  const roots = Matrix.diag(realEigenvalues.map(rootOfSize));
  return eigenvectorMatrix.mmul(roots).mmul(eigenvectorMatrix.transpose());
}

function symmetric(matrix: Matrix): EigenvalueDecomposition {
  return new EigenvalueDecomposition(matrix, { assumeSymmetric: true });
}

/** Eigenvalues of a covariance are not negative; rounding may make those that are 0 so. */
function rootOfSize(value: number): number {
  return Math.sqrt(Math.max(0, value));
}
