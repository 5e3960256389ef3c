import { ShapeError } from '../../tensor/errors';
import type { Shape, TensorType } from '../../tensor/types';
import { pair, requireMaps, requirePair } from './convolution';

export type PoolAttrs = {
  /** Size of the window along Y and X. */
  readonly kernel: readonly number[];
  readonly stride: readonly number[];
  /** Rows and columns around the map, on both sides, that windows may reach into. */
  readonly padding: readonly number[];
  /** Whether a last window that the map does not fill counts too. */
  readonly ceil: boolean;
};

/** What callers may say: one number stands for both axes; the stride is the kernel's size unless given. */
export interface PoolOptions {
  readonly kernel: number | readonly number[];
  readonly stride?: number | readonly number[];
  readonly padding?: number | readonly number[];
  readonly ceil?: boolean;
}

export function poolAttrs({
  kernel,
  stride = kernel,
  padding = 0,
  ceil = false,
}: PoolOptions): PoolAttrs {
  return { kernel: pair(kernel), stride: pair(stride), padding: pair(padding), ceil };
}

/** One axis of a pooling. */
export interface PoolAxis {
  readonly length: number;
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  readonly windows: number;
}

export interface Pooling {
  /** Maps: images times channels. */
  readonly maps: number;
  readonly y: PoolAxis;
  readonly x: PoolAxis;
}

/**
 * The geometry of maps [B,C,Y,X]. In ceil mode the last window may reach beyond the padding but must
 * begin in the map or the padding before it (as in PyTorch).
 * @throws ShapeError naming the setting that does not fit
 */
export function poolingOf(op: string, shape: Shape, attrs: PoolAttrs): Pooling {
  const { kernel, stride, padding, ceil } = attrs;
  requirePair(op, 'the kernel', kernel, 1);
  requirePair(op, 'stride', stride, 1);
  requirePair(op, 'padding', padding, 0);
  const axis = (i: number): PoolAxis => {
    const along = i ? 'X' : 'Y';
    const length = shape[2 + i];
    if (2 * padding[i] > kernel[i]) {
      throw new ShapeError(
        `${op}: padding along ${along} is ${padding[i]}; it must be at most half the kernel, which is ${kernel[i]}.`,
      );
    }
    const rest = length + 2 * padding[i] - kernel[i];
    let windows = (ceil ? Math.ceil(rest / stride[i]) : Math.floor(rest / stride[i])) + 1;
    if (ceil && (windows - 1) * stride[i] >= length + padding[i]) windows--;
    if (windows < 1) {
      throw new ShapeError(
        `${op}: the kernel is ${kernel[i]} along ${along}, but the padded input has ` +
          `${length + 2 * padding[i]} (${length} and twice ${padding[i]}); use a smaller kernel.`,
      );
    }
    return { length, kernel: kernel[i], stride: stride[i], padding: padding[i], windows };
  };
  return { maps: shape[0] * shape[1], y: axis(0), x: axis(1) };
}

/** Output type of a pooling of x. @throws ShapeError */
export function inferPool(op: string, x: TensorType, attrs: PoolAttrs): TensorType {
  requireMaps(op, 'x', x, '[B,C,Y,X]');
  return { dtype: 'f32', shape: pooledShape(x.shape, poolingOf(op, x.shape, attrs)) };
}

export function pooledShape(shape: Shape, { y, x }: Pooling): Shape {
  return [shape[0], shape[1], y.windows, x.windows];
}

/** First element of a window within the map. */
export function windowStart({ stride, padding }: PoolAxis, o: number): number {
  return Math.max(0, o * stride - padding);
}

/** One past the last element of a window within the map. */
export function windowEnd({ length, kernel, stride, padding }: PoolAxis, o: number): number {
  return Math.min(length, o * stride - padding + kernel);
}

/** The same with the padding counted, which ends where the padding does. */
export function paddedExtent(axis: PoolAxis, o: number): number {
  const start = o * axis.stride - axis.padding;
  return Math.min(axis.length + axis.padding, start + axis.kernel) - start;
}

/** Positions in the map of the elements of window (oy, ox), in row-major order. */
export function windowElements({ y, x }: Pooling, oy: number, ox: number): number[] {
  const elements: number[] = [];
  for (let i = windowStart(y, oy); i < windowEnd(y, oy); i++) {
    for (let j = windowStart(x, ox); j < windowEnd(x, ox); j++) elements.push(i * x.length + j);
  }
  return elements;
}

/** Windows that cover element i of an axis. */
export function windowsOver(axis: PoolAxis, i: number): number[] {
  const all = Array.from({ length: axis.windows }, (_, o) => o);
  return all.filter((o) => windowStart(axis, o) <= i && i < windowEnd(axis, o));
}

/** Overrides that the shaders of poolings share. */
export function poolConstants({ maps, y, x }: Pooling): Record<string, number> {
  return { maps, ...axisConstants(y, 'y'), ...axisConstants(x, 'x') };
}

function axisConstants({ length, kernel, stride, padding, windows }: PoolAxis, name: string) {
  return {
    [`length_${name}`]: length,
    [`kernel_${name}`]: kernel,
    [`stride_${name}`]: stride,
    [`padding_${name}`]: padding,
    [`windows_${name}`]: windows,
  };
}
