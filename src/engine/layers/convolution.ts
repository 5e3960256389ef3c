import type { Node } from '../graph/node';
import { add } from '../ops/add';
import { conv1d, convTranspose1d } from '../ops/conv1d';
import { conv2d, convTranspose2d } from '../ops/conv2d';
import { reshape } from '../ops/reshape';
import { pad } from '../ops/slice';
import type { Init } from '../ops/source';
import type { Axis } from '../tensor/types';
import { glorot, type ModelContext, ZERO } from './context';
import { refuse, requireCount, requireRank } from './settings';

/** One number for both axes, or one each for Y and X. */
type Pair = number | readonly number[];

interface CommonOptions {
  /** Maps of the output. */
  readonly features: number;
  /** Must divide channels and features; 1 unless given. */
  readonly groups?: number;
  /** Whether a bias is added to each map; true unless given. */
  readonly bias?: boolean;
  /** First weights: `he` (unless given) suits a ReLU that follows, `glorot` no activation or tanh. */
  readonly init?: 'he' | 'glorot';
}

export interface Conv2dLayerOptions extends CommonOptions {
  readonly kernel: Pair;
  readonly stride?: Pair;
  /** `same` keeps the size of the maps: only with stride 1. 0 unless given. */
  readonly padding?: Pair | 'same';
  readonly dilation?: Pair;
}

export interface Conv1dLayerOptions extends CommonOptions {
  readonly kernel: number;
  readonly stride?: number;
  /** `same` keeps the length: only with stride 1. 0 unless given. */
  readonly padding?: number | 'same';
  readonly dilation?: number;
}

export interface ConvTranspose2dLayerOptions extends CommonOptions {
  readonly kernel: Pair;
  readonly stride?: Pair;
  readonly padding?: Pair;
  readonly dilation?: Pair;
  /** Rows and columns added at the end; smaller than the stride, 0 unless given. */
  readonly outputPadding?: Pair;
}

export interface ConvTranspose1dLayerOptions extends CommonOptions {
  readonly kernel: number;
  readonly stride?: number;
  readonly padding?: number;
  readonly dilation?: number;
  readonly outputPadding?: number;
}

const MAPS = ['Y', 'X'] as const;
const SEQUENCE = ['T'] as const;

/**
 * Convolution with a bias: y = conv2d(x, W) + b. `f32[B,C,Y,X] → f32[B,F,Y',X']`, named `PATH.out`;
 * parameters `PATH.W`, f32[F,C/groups,ky,kx], and `PATH.b`, f32[F].
 * Source: Goodfellow et al. 2016, section 9.1; first weights as in He et al. 2015, section 2.2.
 * @throws GraphError, ShapeError when the settings do not fit
 */
export function conv2dLayer(
  m: ModelContext,
  path: string,
  x: Node,
  options: Conv2dLayerOptions,
): Node {
  requireRank(path, 'the input', x, 'B,C,Y,X');
  const { stride = 1, dilation = 1, groups = 1 } = options;
  const kernel = both(options.kernel);
  const weight = weightOf(m, path, x, kernel, MAPS, options);
  const { input, padding } = padded(m, path, x, kernel, {
    stride: both(stride),
    dilation: both(dilation),
    padding: options.padding ?? 0,
  });
  const y = conv2d(m.b, input, weight, { stride, dilation, padding, groups });
  return biased(m, path, y, MAPS, options);
}

/**
 * Convolution of sequences with a bias. `f32[B,C,T] → f32[B,F,T']`, named `PATH.out`; parameters
 * `PATH.W`, f32[F,C/groups,k], and `PATH.b`, f32[F].
 * Source: Kim 2014, equation 2 (convolution over the words of a sentence).
 * @throws GraphError, ShapeError when the settings do not fit
 */
export function conv1dLayer(
  m: ModelContext,
  path: string,
  x: Node,
  options: Conv1dLayerOptions,
): Node {
  requireRank(path, 'the input', x, 'B,C,T');
  const { stride = 1, dilation = 1, groups = 1 } = options;
  const kernel = [options.kernel];
  const weight = weightOf(m, path, x, kernel, SEQUENCE, options);
  const { input, padding } = padded(m, path, x, kernel, {
    stride: [stride],
    dilation: [dilation],
    padding: options.padding ?? 0,
  });
  const y = conv1d(m.b, input, weight, { stride, dilation, padding: padding[0], groups });
  return biased(m, path, y, SEQUENCE, options);
}

/**
 * Transposed convolution with a bias, which enlarges maps. `f32[B,C,Y,X] → f32[B,F,Y',X']`, named
 * `PATH.out`; parameters `PATH.W`, f32[C,F/groups,ky,kx], and `PATH.b`, f32[F].
 * Source: Dumoulin & Visin 2016, section 4.
 * @throws GraphError, ShapeError when the settings do not fit
 */
export function convTranspose2dLayer(
  m: ModelContext,
  path: string,
  x: Node,
  options: ConvTranspose2dLayerOptions,
): Node {
  requireRank(path, 'the input', x, 'B,C,Y,X');
  const { stride, padding, dilation, outputPadding, groups } = options;
  const weight = weightOf(m, path, x, both(options.kernel), MAPS, options, true);
  const settings = { stride, padding, dilation, outputPadding, groups };
  return biased(m, path, convTranspose2d(m.b, x, weight, settings), MAPS, options);
}

/**
 * Transposed convolution of sequences with a bias. `f32[B,C,T] → f32[B,F,T']`, named `PATH.out`;
 * parameters `PATH.W`, f32[C,F/groups,k], and `PATH.b`, f32[F].
 * Source: Dumoulin & Visin 2016, section 4.
 * @throws GraphError, ShapeError when the settings do not fit
 */
export function convTranspose1dLayer(
  m: ModelContext,
  path: string,
  x: Node,
  options: ConvTranspose1dLayerOptions,
): Node {
  requireRank(path, 'the input', x, 'B,C,T');
  const { kernel, stride, padding, dilation, outputPadding, groups } = options;
  const weight = weightOf(m, path, x, [kernel], SEQUENCE, options, true);
  const settings = { stride, padding, dilation, outputPadding, groups };
  return biased(m, path, convTranspose1d(m.b, x, weight, settings), SEQUENCE, options);
}

/** The weight, drawn by how many numbers make one number of the output. */
function weightOf(
  m: ModelContext,
  path: string,
  x: Node,
  kernel: readonly number[],
  along: readonly Axis[],
  { features, groups = 1, init = 'he' }: CommonOptions,
  transpose = false,
): Node {
  requireCount(path, 'the number of features', features, 1);
  requireCount(path, 'the number of groups', groups, 1);
  kernel.forEach((taps, i) => {
    requireCount(path, `the kernel along ${along[i]}`, taps, 1);
  });
  const channels = x.type.shape[1];
  for (const [what, count] of [
    ['channels', channels],
    ['features', features],
  ] as const) {
    if (count % groups !== 0) {
      refuse(path, `${count} ${what} cannot be divided into ${groups} groups; use a divisor.`);
    }
  }
  const taps = kernel.reduce((n, k) => n * k, 1);
  const [inputs, outputs] = [(channels / groups) * taps, (features / groups) * taps];
  const shape = transpose
    ? [channels, features / groups, ...kernel]
    : [features, channels / groups, ...kernel];
  const axes: Axis[] = transpose ? ['C', 'F', ...along] : ['F', 'C', ...along];
  return m.parameter(
    `${path}.W`,
    shape,
    axes,
    init === 'he' ? he(inputs) : glorot(inputs, outputs),
  );
}

/** He et al. 2015, equation 10, as U(±√(6 / in)): keeps the variance of values through a ReLU. */
function he(inputs: number): Init {
  return { kind: 'uniform', limit: Math.sqrt(6 / inputs) };
}

/**
 * Padding as numbers. What keeps the size is dilation · (taps − 1) in all; of an odd number the one
 * more goes to the end, where zeros are put ahead of the convolution.
 */
function padded(
  m: ModelContext,
  path: string,
  x: Node,
  kernel: readonly number[],
  {
    stride,
    dilation,
    padding,
  }: {
    readonly stride: readonly number[];
    readonly dilation: readonly number[];
    readonly padding: Pair | 'same';
  },
): { input: Node; padding: readonly number[] } {
  if (padding !== 'same') return { input: x, padding: both(padding) };
  if (stride.some((s) => s !== 1)) {
    refuse(
      path,
      `padding "same" with stride ${stride.join(' × ')}; it needs stride 1, or a number.`,
    );
  }
  const needed = kernel.map((taps, i) => dilation[i] * (taps - 1));
  const input = needed.reduce(
    (y, n, i) => (n % 2 === 0 ? y : pad(m.b, y, { axis: 2 + i, before: 0, after: 1 })),
    x,
  );
  return { input, padding: needed.map((n) => Math.floor(n / 2)) };
}

function biased(
  m: ModelContext,
  path: string,
  y: Node,
  along: readonly Axis[],
  { features, bias = true }: CommonOptions,
): Node {
  const named = { name: `${path}.out`, axes: ['B', 'F', ...along] } as const;
  // Without a bias the same memory under the layer's name.
  if (!bias) return reshape(m.b, y, y.type.shape, named);
  const b = m.parameter(`${path}.b`, [features], ['F'], ZERO);
  return add(m.b, y, reshape(m.b, b, [features, ...along.map(() => 1)]), named);
}

function both(value: Pair): readonly number[] {
  return typeof value === 'number' ? [value, value] : value;
}
