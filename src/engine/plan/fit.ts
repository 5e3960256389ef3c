import { PlanError } from '../tensor/errors';
import type { BufferSpec } from './step';

const MEBI = 2 ** 20;

/**
 * Makes sure that buffers can be had on a device.
 * @param most  elements of the largest buffer there
 * @throws PlanError naming the tensor that needs more, how much, and the limit
 */
export function requireFit(specs: readonly BufferSpec[], most: number): void {
  for (const { name, length, tensor = name } of specs) {
    if (length <= most) continue;
    const size = (elements: number) =>
      `${elements} elements (${Math.ceil((40 * elements) / MEBI) / 10} MiB)`;
    throw new PlanError(
      `"${tensor}" needs ${size(length)}, but this device holds at most ${size(most)} in one ` +
        'tensor; use a smaller model, batch or length.',
      tensor,
    );
  }
}
