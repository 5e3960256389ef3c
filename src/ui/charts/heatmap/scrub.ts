import type { ValueKind } from '../../../engine/tensor/types';

/** Pixels of pointer travel for one step. */
const PIXELS_PER_STEP = 3;

export interface ScrubScale {
  readonly kind: ValueKind;
  /** Largest absolute value of the tensor: numbers change in proportion to it. */
  readonly max: number;
}

/** The smallest change that dragging makes: a power of ten, about a hundredth of the tensor's range. */
export function scrubStep({ kind, max }: ScrubScale): number {
  if (kind === 'mask' || kind === 'index') return 1;
  if (kind === 'probability' || !(max > 0) || !Number.isFinite(max)) return 0.01;
  return 10 ** (Math.round(Math.log10(max)) - 2);
}

/**
 * The number after so many steps up or down, on a whole multiple of the step, and inside of what its
 * kind allows. A number that is not finite starts from 0.
 */
export function stepBy(start: number, steps: number, scale: ScrubScale): number {
  const step = scrubStep(scale);
  const from = Number.isFinite(start) ? start : 0;
  const moved = Math.round(from / step + steps) * step;
  // Multiples of a power of ten pick up digits in binary: 3 × 0.1 is not 0.3.
  const value = Number(moved.toPrecision(12));
  if (scale.kind === 'mask') return Math.min(1, Math.max(0, value));
  return scale.kind === 'index' ? Math.max(0, value) : value;
}

/** The number after dragging so many pixels upwards from where it was taken hold of. */
export function dragBy(start: number, pixels: number, scale: ScrubScale, coarse: boolean): number {
  const steps = Math.trunc(pixels / PIXELS_PER_STEP) * (coarse ? 10 : 1);
  return steps === 0 ? start : stepBy(start, steps, scale);
}
