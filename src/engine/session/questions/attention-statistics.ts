import { headsOf } from '../inspect/attention-heads';
import { type HeadStatistics, headStatistics } from '../inspect/attention-statistics';
import type { Question } from './question';

/** How spread out, and how far, each head of some layers attends in the shown example. */
export const attentionStatistics: Question<
  {
    /** Tensors of attention weights. */
    readonly names: readonly string[];
    /** Columns of the grid that the positions are, where they are places of a picture. */
    readonly columns?: number;
  },
  readonly { readonly name: string; readonly heads: readonly HeadStatistics[] }[]
> = async ({ bench: { probe } }, { names, columns }) => {
  const found = [];
  for (const name of names) {
    const node = probe.node(name);
    const masked = name.replace(/pattern$/, 'masked');
    const known = masked !== name && probe.has(masked);
    const [data, scores] = await probe.read(known ? [name, masked] : [name]);
    // A table that was put together has zeros where nothing was compared.
    const whole = node.op.name === 'concat';
    const heads = headsOf(node, data).map((head) => {
      const allowed = (at: number): boolean =>
        known ? scores[head.offset + at] !== -Infinity : !whole || data[head.offset + at] > 0;
      return headStatistics(head, allowed, columns);
    });
    found.push({ name, heads });
  }
  return found;
};
