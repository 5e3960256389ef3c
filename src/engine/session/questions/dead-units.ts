import { rowsOf } from '../distances';
import { deadUnits as countDead } from '../inspect/measures';
import { type OverTime, overTime } from '../inspect/over-time';
import type { Question } from './question';

/** Held-out examples that it is measured on. */
const EXAMPLES = 32;

/** Share of each layer's units that are 0 for all of the examples. */
export interface DeadUnits extends OverTime<readonly number[]> {
  /** The ReLUs that `values` are of, and how many units each has. */
  readonly layers: readonly { readonly name: string; readonly units: number }[];
  readonly examples: number;
}

/** Units of ReLUs that are 0 for every one of the first held-out examples, as of each snapshot. */
export const deadUnits: Question<Record<string, never>, DeadUnits | null> = async (asking) => {
  const layers: { name: string; units: number; inner: number }[] = [];
  const { forward, dataset, batch } = await asking.bench.heldOut(EXAMPLES, ({ b }) => {
    const found = b.nodes.filter(
      ({ op, role, listed }) => op.name === 'relu' && role === 'activation' && listed,
    );
    for (const { name, type, axes } of found) {
      const { shape } = type;
      // Of feature maps a unit is a whole map, else a place along the last axis.
      const axis = axes.includes('Y') ? axes.indexOf('F') : shape.length - 1;
      const inner = shape.slice(axis + 1).reduce((product, size) => product * size, 1);
      layers.push({ name, units: shape[axis], inner });
    }
    return found;
  });
  try {
    const measured = await overTime(asking, async () => {
      const data = await forward.runAll(rowsOf(dataset, 0, batch));
      return data.map((values, i) => {
        const { units, inner } = layers[i];
        return countDead(values, units, inner) / units;
      });
    });
    if (!measured) return null;
    return {
      ...measured,
      layers: layers.map(({ name, units }) => ({ name, units })),
      examples: batch,
    };
  } finally {
    forward.destroy();
  }
};
