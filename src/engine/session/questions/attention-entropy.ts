import { rowsOf } from '../distances';
import { headEntropies } from '../inspect/measures';
import { type OverTime, overTime } from '../inspect/over-time';
import type { Question } from './question';

/** Held-out examples that it is measured on. */
const EXAMPLES = 32;

/** How widely heads spread their attention. */
export interface AttentionEntropy extends OverTime<readonly number[]> {
  /** The heads that `values` are of. */
  readonly heads: readonly { readonly pattern: string; readonly head: number }[];
  /** Most that the entropy of each can be: ln of how many keys there are. In nats. */
  readonly most: readonly number[];
  readonly examples: number;
}

/** Mean entropy of each head's attention (nats) over the first held-out examples, as of each snapshot. */
export const attentionEntropy: Question<Record<string, never>, AttentionEntropy | null> = async (
  asking,
) => {
  const patterns: { readonly name: string; readonly shape: readonly number[] }[] = [];
  const { forward, dataset, batch } = await asking.bench.heldOut(EXAMPLES, ({ b }) => {
    const found = b.nodes.filter(
      ({ axes, listed, role, kind }) =>
        listed && role === 'activation' && kind === 'probability' && axes.includes('Tk'),
    );
    for (const { name, type, axes } of found) {
      const size = (axis: (typeof axes)[number]) => type.shape[axes.indexOf(axis)] ?? 1;
      patterns.push({ name, shape: [type.shape[0], size('H'), size('Tq'), size('Tk')] });
    }
    return found;
  });
  try {
    const measured = await overTime(asking, async () => {
      const data = await forward.runAll(rowsOf(dataset, 0, batch));
      return data.flatMap((pattern, i) => headEntropies(pattern, patterns[i].shape));
    });
    if (!measured) return null;
    const heads = patterns.flatMap(({ name, shape }) =>
      Array.from({ length: shape[1] }, (_, head) => ({ pattern: name, head, keys: shape[3] })),
    );
    return {
      ...measured,
      heads: heads.map(({ pattern, head }) => ({ pattern, head })),
      most: heads.map(({ keys }) => Math.log(keys)),
      examples: batch,
    };
  } finally {
    forward.destroy();
  }
};
