import { ShapeError } from '../../tensor/errors';
import { showShape } from '../../tensor/shape';
import type { Shape, TensorType } from '../../tensor/types';
import { requireFloat, requireWhole } from './check';

export type ConvAttrs = {
  /** Steps of the kernel along Y and X. */
  readonly stride: readonly number[];
  /** Zeros around the map, on both sides, along Y and X. */
  readonly padding: readonly number[];
  /** Distance between taps along Y and X; 1 is a dense kernel. */
  readonly dilation: readonly number[];
  /** Parts into which channels and features are divided; each feature sees the channels of its part. */
  readonly groups: number;
};

/** What callers may say: one number stands for both axes, and every setting has its usual value. */
export interface ConvOptions {
  readonly stride?: number | readonly number[];
  readonly padding?: number | readonly number[];
  readonly dilation?: number | readonly number[];
  readonly groups?: number;
}

/** A setting for both axes. */
export function pair(value: number | readonly number[]): readonly number[] {
  return typeof value === 'number' ? [value, value] : value;
}

export function convAttrs({
  stride = 1,
  padding = 0,
  dilation = 1,
  groups = 1,
}: ConvOptions): ConvAttrs {
  return { stride: pair(stride), padding: pair(padding), dilation: pair(dilation), groups };
}

/**
 * One axis of a convolution. Position i of the input, tap t of the kernel and position o of the
 * output meet where i = o·stride − padding + t·dilation.
 */
export interface ConvAxis {
  readonly input: number;
  readonly taps: number;
  readonly output: number;
  readonly stride: number;
  readonly padding: number;
  readonly dilation: number;
}

/** Sizes of a convolution of C channels to F features; its transpose goes the other way. */
export interface Convolution {
  readonly batch: number;
  readonly channels: number;
  readonly features: number;
  readonly groups: number;
  readonly y: ConvAxis;
  readonly x: ConvAxis;
}

/** @throws ShapeError unless a setting is two whole numbers of at least `min`. */
export function requirePair(op: string, what: string, value: readonly number[], min: number): void {
  if (value.length !== 2) {
    throw new ShapeError(
      `${op}: ${what} is ${showShape(value)}; it must be two numbers, for Y and X.`,
    );
  }
  value.forEach((v, i) => {
    requireWhole(op, `${what} along ${i ? 'X' : 'Y'}`, v, min);
  });
}

/** @throws ShapeError unless a tensor is f32 with four axes. */
export function requireMaps(op: string, what: string, type: TensorType, axes: string): void {
  requireFloat(op, what, type);
  if (type.shape.length !== 4) {
    throw new ShapeError(
      `${op}: ${what} has shape ${showShape(type.shape)}; it must have four axes ${axes}.`,
    );
  }
}

/** @throws ShapeError naming the setting that no convolution can have. */
export function requireConvAttrs(op: string, attrs: ConvAttrs): void {
  requirePair(op, 'stride', attrs.stride, 1);
  requirePair(op, 'padding', attrs.padding, 0);
  requirePair(op, 'dilation', attrs.dilation, 1);
  requireWhole(op, 'the number of groups', attrs.groups, 1);
}

/** @throws ShapeError unless the groups divide `count` of something. */
export function requireGroups(op: string, what: string, count: number, groups: number): void {
  if (count % groups !== 0) {
    throw new ShapeError(
      `${op}: ${count} ${what} cannot be divided into ${groups} groups; groups must divide their number.`,
    );
  }
}

/**
 * Positions of the output along axis `i`: ⌊(N + 2·padding − dilation·(taps − 1) − 1) / stride⌋ + 1.
 * @throws ShapeError when the kernel is larger than the padded input.
 */
export function convOutput(
  op: string,
  i: number,
  length: number,
  taps: number,
  { stride, padding, dilation }: ConvAttrs,
): number {
  const span = dilation[i] * (taps - 1) + 1;
  const padded = length + 2 * padding[i];
  if (span > padded) {
    throw new ShapeError(
      `${op}: the kernel spans ${span} along ${i ? 'X' : 'Y'} (${taps} taps, dilation ${dilation[i]}), ` +
        `but the padded input has ${padded} (${length} and twice ${padding[i]}); use a smaller kernel or more padding.`,
    );
  }
  return Math.floor((padded - span) / stride[i]) + 1;
}

/** The geometry, once the shapes are known to fit: maps [B,C,Y,X] and [B,F,Y′,X′], taps [ky,kx]. */
export function convolutionOf(
  maps: Shape,
  features: Shape,
  taps: readonly number[],
  { stride, padding, dilation, groups }: ConvAttrs,
): Convolution {
  const axis = (i: number): ConvAxis => ({
    input: maps[2 + i],
    taps: taps[i],
    output: features[2 + i],
    stride: stride[i],
    padding: padding[i],
    dilation: dilation[i],
  });
  const [batch, channels] = maps;
  return { batch, channels, features: features[1], groups, y: axis(0), x: axis(1) };
}

/** Which of the three positions along an axis. */
export type Position = 'input' | 'taps' | 'output';

/**
 * For each position of `result`, those of `a` and `b` that meet there: `count` of them, from
 * `firstA` and `firstB` on in steps of `stepA` and `stepB`.
 */
export interface Runs {
  readonly size: number;
  readonly count: Int32Array;
  readonly firstA: Int32Array;
  readonly firstB: Int32Array;
  readonly stepA: number;
  readonly stepB: number;
}

export function runsAlong(axis: ConvAxis, result: Position, a: Position, b: Position): Runs {
  const size = axis[result];
  const count = new Int32Array(size);
  const firstA = new Int32Array(size);
  const firstB = new Int32Array(size);
  let stepA = 0;
  let stepB = 0;
  const at = { input: 0, taps: 0, output: 0 };
  for (let r = 0; r < size; r++) {
    at[result] = r;
    for (at[b] = 0; at[b] < axis[b]; at[b]++) {
      at[a] = solve(axis, at, a);
      if (!Number.isInteger(at[a]) || at[a] < 0 || at[a] >= axis[a]) continue;
      if (count[r] === 0) {
        firstA[r] = at[a];
        firstB[r] = at[b];
      } else if (count[r] === 1) {
        stepA = at[a] - firstA[r];
        stepB = at[b] - firstB[r];
      }
      count[r]++;
    }
  }
  return { size, count, firstA, firstB, stepA, stepB };
}

/** The position that is missing in i = o·stride − padding + t·dilation; not whole where none meets. */
function solve(
  { stride, padding, dilation }: ConvAxis,
  { input, taps, output }: Readonly<Record<Position, number>>,
  wanted: Position,
): number {
  switch (wanted) {
    case 'input':
      return output * stride - padding + taps * dilation;
    case 'taps':
      return (input + padding - output * stride) / dilation;
    case 'output':
      return (input + padding - taps * dilation) / stride;
  }
}
