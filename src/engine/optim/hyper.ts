/** Numbers that steer an optimiser and may change while it runs. */
export interface HyperSettings {
  readonly learningRate: number;
  /** Training steps in which the learning rate halves; 0 keeps it constant. */
  readonly halfLife?: number;
  /** Of SGD; 0 is plain gradient descent. */
  readonly momentum?: number;
  readonly weightDecay?: number;
  /** Largest global gradient norm; 0 switches clipping off. */
  readonly clipNorm?: number;
  /** Of Adam: how much of the running mean of the gradient stays at each step. */
  readonly beta1?: number;
  /** Of Adam: the same of its squares. */
  readonly beta2?: number;
  /** Of Adam: added to the root of the mean square. */
  readonly eps?: number;
}

/** Elements of a region of hyperparameters; the optimisers' shaders read them at these places. */
export const HYPER_LENGTH = 16;
export const HYPER = {
  learningRate: 0,
  weightDecay: 1,
  clipNorm: 2,
  momentum: 3,
  eps: 4,
  oneMinusBeta1: 5,
  oneMinusBeta2: 6,
  logBeta1: 7,
  logBeta2: 8,
  rateDecay: 9,
} as const;

/** Below this power of e nothing is left in single precision; stands for log 0. */
const SMALLEST_LOG = -100;

/**
 * The settings as a region's content, with PyTorch's defaults. What single precision would lose
 * (1 − 0.999 is 5·10⁻⁵ off) is computed here in double precision.
 */
export function hyperValues({
  learningRate,
  halfLife = 0,
  momentum = 0,
  weightDecay = 0,
  clipNorm = 0,
  beta1 = 0.9,
  beta2 = 0.999,
  eps = 1e-8,
}: HyperSettings): Float32Array {
  const values = new Float32Array(HYPER_LENGTH);
  values[HYPER.learningRate] = learningRate;
  values[HYPER.weightDecay] = weightDecay;
  values[HYPER.clipNorm] = clipNorm;
  values[HYPER.momentum] = momentum;
  values[HYPER.eps] = eps;
  values[HYPER.oneMinusBeta1] = 1 - beta1;
  values[HYPER.oneMinusBeta2] = 1 - beta2;
  values[HYPER.logBeta1] = Math.max(Math.log(beta1), SMALLEST_LOG);
  values[HYPER.logBeta2] = Math.max(Math.log(beta2), SMALLEST_LOG);
  values[HYPER.rateDecay] = halfLife > 0 ? Math.LN2 / halfLife : 0;
  return values;
}

/** The learning rate after `step` steps: η · 2^(−step / half-life), as PyTorch's ExponentialLR. */
export function rateAt(hyper: ArrayLike<number>, step: number): number {
  return hyper[HYPER.learningRate] * Math.exp(-step * hyper[HYPER.rateDecay]);
}
