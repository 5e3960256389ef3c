import type { TensorData } from '../tensor/types';

/**
 * How two tensors differ, or null when every |actual − expected| is at most abs + rel · max|expected|
 * and what is not finite is the same in both.
 */
export function disagreement(
  actual: TensorData,
  expected: TensorData,
  { abs, rel }: { readonly abs: number; readonly rel: number },
): string | null {
  if (actual.length !== expected.length) {
    return `${actual.length} elements instead of ${expected.length}`;
  }
  let largest = 0;
  for (const value of expected) {
    if (Number.isFinite(value)) largest = Math.max(largest, Math.abs(value));
  }
  const allowed = abs + rel * largest;
  let worst = -1;
  let at = -1;
  for (let i = 0; i < expected.length; i++) {
    const [x, y] = [actual[i], expected[i]];
    const finite = Number.isFinite(x) && Number.isFinite(y);
    let error = Math.abs(x - y);
    if (!finite) error = Object.is(x, y) ? 0 : Infinity;
    if (error > allowed && error > worst) [worst, at] = [error, i];
  }
  if (at < 0) return null;
  return `element ${at} is ${actual[at]} instead of ${expected[at]}; off by ${worst}, allowed ${allowed}`;
}
