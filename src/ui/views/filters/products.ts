import type { ConvolutionLayer, ExplainedTerm } from '../../../engine/session/client';

/** An element of the input under a tap of the kernel. */
export interface Tap {
  readonly value: number;
  readonly weight: number;
  readonly product: number;
}

/** What lies under the kernel in one channel. */
export interface ChannelProducts {
  readonly channel: number;
  /** Tap by tap, row by row; null outside of the map. */
  readonly taps: readonly (Tap | null)[];
  readonly sum: number;
  /** Largest absolute values over all channels: one scale for each of the three. */
  readonly largest: Tap;
}

/**
 * The terms of a place's explanation, by channel and tap of the kernel.
 * @param terms element times weight each; the weight's index is [F,C/groups,ky,kx] or [F,C/groups,k]
 */
export function productsOf(
  { channels, groups, kernel }: Pick<ConvolutionLayer, 'channels' | 'groups' | 'kernel'>,
  terms: readonly ExplainedTerm[],
): ChannelProducts[] {
  const taps = kernel.reduce((n, k) => n * k, 1);
  const found = Array.from({ length: channels / groups }, () =>
    Array.from({ length: taps }, (): Tap | null => null),
  );
  const largest = { value: 0, weight: 0, product: 0 };
  for (const { value, weight = 1, weightIndex } of terms) {
    if (!weightIndex) continue;
    const [, channel, ...tap] = weightIndex;
    const product = value * weight;
    const [y, x] = tap.length === 1 ? [0, tap[0]] : tap;
    found[channel][y * kernel[1] + x] = { value, weight, product };
    largest.value = Math.max(largest.value, Math.abs(value));
    largest.weight = Math.max(largest.weight, Math.abs(weight));
    largest.product = Math.max(largest.product, Math.abs(product));
  }
  return found.map((own, channel) => ({
    channel,
    taps: own,
    sum: own.reduce((total, tap) => total + (tap?.product ?? 0), 0),
    largest,
  }));
}
