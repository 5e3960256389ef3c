import type { MapPooling } from '../../../engine/session/client';

/**
 * The position of the largest element of each pooling window, row-major in what is pooled: the number
 * that goes on. Of equal ones the first; NaN counts as the largest, of several the last, as the engine has it.
 * @param values f32[F,Y,X]
 */
export function poolingWinners(
  values: ArrayLike<number>,
  { size: [rows, cols], windows: [high, wide], kernel, stride, padding }: MapPooling,
): number[] {
  const maps = values.length / (rows * cols);
  const found: number[] = [];
  for (let map = 0; map < maps; map++) {
    for (let window = 0; window < high * wide; window++) {
      const top = Math.floor(window / wide) * stride[0] - padding[0];
      const left = (window % wide) * stride[1] - padding[1];
      let best = -1;
      for (let y = Math.max(0, top); y < Math.min(rows, top + kernel[0]); y++) {
        for (let x = Math.max(0, left); x < Math.min(cols, left + kernel[1]); x++) {
          const at = (map * rows + y) * cols + x;
          if (best < 0 || values[at] > values[best] || Number.isNaN(values[at])) best = at;
        }
      }
      found.push(best);
    }
  }
  return found;
}
