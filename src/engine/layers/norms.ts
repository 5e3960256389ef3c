import type { Node } from '../graph/node';
import { add } from '../ops/add';
import { div } from '../ops/div';
import { fill } from '../ops/fill';
import { layerNorm } from '../ops/layer-norm';
import { matmul } from '../ops/matmul';
import { mean } from '../ops/mean';
import { mul } from '../ops/mul';
import { reshape } from '../ops/reshape';
import { rmsNorm } from '../ops/rms-norm';
import { scale } from '../ops/scale';
import { sqrt } from '../ops/sqrt';
import { square } from '../ops/square';
import { standardize } from '../ops/standardize';
import { stopGradient } from '../ops/stop-gradient';
import { sub } from '../ops/sub';
import { sum } from '../ops/sum';
import { ShapeError } from '../tensor/errors';
import { showShape, sizeOf } from '../tensor/shape';
import type { Axis } from '../tensor/types';
import { type ModelContext, ONE, ZERO } from './context';

export interface NormOptions {
  /** Added to the variance (or mean square); 1e-5 unless given. */
  readonly eps?: number;
}

const EPS = 1e-5;

export interface BatchNormOptions extends NormOptions {
  /** Share of a new batch in the running statistics, from 0 to 1; 0.1 unless given. */
  readonly momentum?: number;
}

/**
 * Batch normalisation of every channel, then a gain and a bias per channel. Training standardises by
 * the batch's own mean and variance and carries running ones along, with the unbiased variance:
 * running ← (1 − momentum)·running + momentum·batch. Elsewhere the running ones are used:
 * y = gain · (x − runningMean) / √(runningVar + eps) + bias. `f32[B,C] → same`, also `[B,C,T]`, `[B,C,Y,X]`
 * Source: Ioffe & Szegedy 2015, algorithms 1 and 2; running statistics as in PyTorch's nn.BatchNorm.
 *
 * @throws ShapeError for other shapes, and in training when a channel has a single element
 */
export function batchNorm(
  m: ModelContext,
  path: string,
  x: Node,
  { eps = EPS, momentum = 0.1 }: BatchNormOptions = {},
): Node {
  requireChannels('batchNorm', path, x, 2);
  if (!(momentum >= 0 && momentum <= 1)) {
    throw new ShapeError(
      `batchNorm "${path}": momentum is ${momentum}; it must be from 0 to 1.`,
      path,
    );
  }
  const { b } = m;
  const [, channels] = x.type.shape;
  const channel = [x.axes[1]];
  const runningMean = m.state(`${path}.runningMean`, [channels], channel, 0);
  const runningVar = m.state(`${path}.runningVar`, [channels], channel, 1);
  const options = { name: `${path}.normalised`, axes: x.axes };
  if (!m.training) {
    const deviation = sqrt(b, add(b, runningVar, fill(b, [], eps)), {
      name: `${path}.deviation`,
      axes: channel,
    });
    const centred = sub(b, x, perChannel(m, x, runningMean));
    return affine(m, path, div(b, centred, perChannel(m, x, deviation), options));
  }

  const axes = x.type.shape.map((_, axis) => axis).filter((axis) => axis !== 1);
  const n = sizeOf(x.type.shape) / channels;
  if (n === 1) {
    throw new ShapeError(
      `batchNorm "${path}": x has shape ${showShape(x.type.shape)}, one element per channel, which ` +
        'has no variance; training needs a batch of at least two, or larger maps.',
      path,
    );
  }
  const fixed = stopGradient(b, x);
  const batchMean = mean(b, fixed, { axes, keepDims: true });
  const batchVar = mean(b, square(b, sub(b, fixed, batchMean)), { axes, keepDims: true });
  const carry = (running: Node, batch: Node, share: number) =>
    m.update(
      running.name,
      add(b, scale(b, running, 1 - momentum), scale(b, reshape(b, batch, [channels]), share)),
    );
  carry(runningMean, batchMean, momentum);
  carry(runningVar, batchVar, (momentum * n) / (n - 1));
  return affine(m, path, standardize(b, x, { axes, eps }, options));
}

export interface GroupNormOptions extends NormOptions {
  /** Groups of neighbouring channels; divides their number. */
  readonly groups: number;
}

/**
 * Group normalisation: each example's channels, in groups of neighbours, are standardised over
 * everything in the group; then a gain and a bias per channel. `f32[B,C,…] → same`
 * Source: Wu & He 2018, equations 1 to 7.
 *
 * @throws ShapeError when the channels do not divide into the groups
 */
export function groupNorm(
  m: ModelContext,
  path: string,
  x: Node,
  { groups, eps = EPS }: GroupNormOptions,
): Node {
  requireChannels('groupNorm', path, x, 2);
  const { shape } = x.type;
  const [batch, channels] = shape;
  if (!Number.isInteger(groups) || groups < 1 || channels % groups !== 0) {
    throw new ShapeError(
      `groupNorm "${path}": ${channels} channels do not divide into ${groups} groups of equal size.`,
      path,
    );
  }
  const grouped = reshape(m.b, x, [batch, groups, sizeOf(shape) / batch / groups], {
    axes: [x.axes[0], '1', '1'],
  });
  const normalised = reshape(m.b, standardize(m.b, grouped, { axes: [2], eps }), shape, {
    name: `${path}.normalised`,
    axes: x.axes,
  });
  return affine(m, path, normalised);
}

export interface InstanceNormOptions extends NormOptions {
  /** Whether a gain and a bias per channel follow; false unless given. */
  readonly affine?: boolean;
}

/**
 * Instance normalisation: each channel of each example is standardised by itself.
 * `f32[B,C,T] → same`, also `[B,C,Y,X]`
 * Source: Ulyanov, Vedaldi & Lempitsky 2016, section 2.
 *
 * @throws ShapeError when a channel has a single element: it would always become 0
 */
export function instanceNorm(
  m: ModelContext,
  path: string,
  x: Node,
  { eps = EPS, affine: scaled = false }: InstanceNormOptions = {},
): Node {
  requireChannels('instanceNorm', path, x, 3);
  const { shape } = x.type;
  const axes = shape.map((_, axis) => axis).slice(2);
  if (sizeOf(shape.slice(2)) === 1) {
    throw new ShapeError(
      `instanceNorm "${path}": x has shape ${showShape(shape)}; a channel of one element would ` +
        'always become 0.',
      path,
    );
  }
  const name = scaled ? `${path}.normalised` : path;
  const normalised = standardize(m.b, x, { axes, eps }, { name, axes: x.axes });
  return scaled ? affine(m, path, normalised) : normalised;
}

/**
 * Layer normalisation over the last axis, with its gain and bias. `f32[…,C] → same`
 * Source: Ba, Kiros & Hinton 2016, equation 4.
 */
export function layerNormLayer(
  m: ModelContext,
  path: string,
  x: Node,
  { eps = EPS }: NormOptions = {},
): Node {
  const [width, axis] = lastOf(x);
  const gain = m.parameter(`${path}.gain`, [width], [axis], ONE);
  const bias = m.parameter(`${path}.bias`, [width], [axis], ZERO);
  return layerNorm(m.b, x, gain, bias, { eps }, { name: path, axes: x.axes });
}

/**
 * RMS normalisation over the last axis, with its gain; eps is 1e-6 unless given. `f32[…,C] → same`
 * Source: Zhang & Sennrich 2019, equation 4.
 */
export function rmsNormLayer(
  m: ModelContext,
  path: string,
  x: Node,
  { eps = 1e-6 }: NormOptions = {},
): Node {
  const [width, axis] = lastOf(x);
  const gain = m.parameter(`${path}.gain`, [width], [axis], ONE);
  return rmsNorm(m.b, x, gain, { eps }, { name: path, axes: x.axes });
}

export interface SpectralNormOptions {
  /** Rounds of power iteration in a training step; 1 unless given. */
  readonly iterations?: number;
  /** Added to the lengths of the iterated vectors; 1e-12 unless given. */
  readonly eps?: number;
}

/**
 * Spectral normalisation: the weight W, seen as a matrix of its first axis by the rest, divided by an
 * estimate σ = uᵀ·W·v of its largest singular value. A training step improves u by power iteration,
 * v ← Wᵀu/‖Wᵀu‖, u ← Wv/‖Wv‖, and keeps it as the state `path.u`; elsewhere u stays and v follows
 * from it. The gradient takes u and v as constants. W and its transpose have the same σ, so that it
 * does not matter which axis is the output. `f32[M,…] → same`, named `path.normalised`; σ is `path.sigma`
 *
 * States start with a constant, so u starts as ones/√M instead of at random: a weight drawn at random
 * has almost surely a share of that in its top singular vector, which is all that the iteration needs.
 * Until it has converged σ is too small. A weight of zeros has no σ and gives NaN.
 *
 * Source: Miyato et al. 2018, algorithm 1.
 * @throws ShapeError when the weight has fewer than two axes, or there is no iteration
 */
export function spectralNorm(
  m: ModelContext,
  path: string,
  weight: Node,
  { iterations = 1, eps = 1e-12 }: SpectralNormOptions = {},
): Node {
  const { shape } = weight.type;
  if (shape.length < 2 || !Number.isInteger(iterations) || iterations < 1) {
    throw new ShapeError(
      `spectralNorm "${path}": got a weight of shape ${showShape(shape)} and ${iterations} iterations; ` +
        'it needs at least two axes and one iteration.',
      path,
    );
  }
  const { b } = m;
  const [rows] = shape;
  const matrix = reshape(b, weight, [rows, sizeOf(shape) / rows]);
  const start = m.state(`${path}.u`, [rows], [weight.axes[0]], 1 / Math.sqrt(rows));

  const unit = (x: Node): Node => {
    const length = sqrt(b, sum(b, square(b, x)));
    return div(b, x, add(b, length, fill(b, [], eps)));
  };
  const rightOf = (left: Node) => unit(matmul(b, matrix, left, { transposeA: true }));
  let u = reshape(b, start, [rows, 1]);
  let v = rightOf(u);
  if (m.training) {
    for (let i = 0; i < iterations; i++) {
      if (i > 0) v = rightOf(u);
      u = unit(matmul(b, matrix, v));
    }
    m.update(start.name, reshape(b, u, [rows]));
  }
  const [left, right] = [stopGradient(b, u), stopGradient(b, v)];
  const product = matmul(b, matmul(b, left, matrix, { transposeA: true }), right);
  const sigma = reshape(b, product, [], { name: `${path}.sigma` });
  return div(b, weight, sigma, { name: `${path}.normalised`, axes: weight.axes });
}

/** gain · x + bias, one of each per channel. */
function affine(m: ModelContext, path: string, x: Node): Node {
  const [, channels] = x.type.shape;
  const gain = m.parameter(`${path}.gain`, [channels], [x.axes[1]], ONE);
  const bias = m.parameter(`${path}.bias`, [channels], [x.axes[1]], ZERO);
  const scaled = mul(m.b, x, perChannel(m, x, gain));
  return add(m.b, scaled, perChannel(m, x, bias), { name: path, axes: x.axes });
}

/** f32[C] as f32[C,1,…], to go with x of shape [B,C,…]. */
function perChannel(m: ModelContext, x: Node, vector: Node): Node {
  const rest = x.type.shape.slice(2);
  const axes = [x.axes[1], ...rest.map((): Axis => '1')];
  return reshape(m.b, vector, [x.type.shape[1], ...rest.map(() => 1)], { axes });
}

function lastOf(x: Node): [width: number, axis: Axis] {
  const last = x.type.shape.length - 1;
  return [x.type.shape[last], x.axes[last]];
}

function requireChannels(layer: string, path: string, x: Node, rank: number): void {
  if (x.type.shape.length < rank) {
    const shapes = rank === 2 ? '[B,C], [B,C,T] or [B,C,Y,X]' : '[B,C,T] or [B,C,Y,X]';
    throw new ShapeError(
      `${layer} "${path}": x has shape ${showShape(x.type.shape)}; expected ${shapes}.`,
      path,
    );
  }
}
