import type { Node } from '../../graph/node';
import { InputError } from '../../tensor/errors';
import { sizeOf } from '../../tensor/shape';
import { rowsOf } from '../distances';
import { histogramOf } from '../inspect/measures';
import { overTime } from '../inspect/over-time';
import { parameterKey } from '../parameter-key';
import type { Asking, Question } from './question';

const BINS = 40;
/** Held-out examples that activations are counted over, and about how many numbers those may be. */
const EXAMPLES = 32;
const NUMBERS = 1 << 16;

/** How the values of a tensor are spread, step by step. */
export interface Distribution {
  readonly steps: readonly number[];
  /** Least and largest value of all steps: the ends of the bins, which are equally wide. */
  readonly low: number;
  readonly high: number;
  /** Share of the values in each bin, step by step, from the lowest up. */
  readonly shares: readonly (readonly number[])[];
  /** Examples that it is over; 0 of a parameter. */
  readonly examples: number;
}

/**
 * The values of a parameter, or of an activation over the first held-out examples, as of each snapshot.
 * Throws an InputError when there is no such tensor.
 */
export const distribution: Question<{ readonly tensor: string }, Distribution | null> = async (
  asking,
  { tensor },
) => {
  const source = await sourceOf(asking, tensor);
  try {
    const found = await overTime(asking, source.read);
    if (!found) return null;
    const { steps, values } = found;
    let [low, high] = [Infinity, -Infinity];
    for (const data of values) {
      for (let i = 0; i < data.length; i++) {
        if (!Number.isFinite(data[i])) continue;
        low = Math.min(low, data[i]);
        high = Math.max(high, data[i]);
      }
    }
    const shares = values.map((data) =>
      histogramOf(data, low, high, BINS).map((count) => count / data.length),
    );
    return { steps, low, high, shares, examples: source.examples };
  } finally {
    source.close();
  }
};

async function sourceOf({ bench }: Asking, tensor: string) {
  const key = parameterKey(tensor, bench.run);
  if (bench.isParameter(key)) {
    return { examples: 0, read: () => bench.readParameter(key), close: () => {} };
  }
  const find = ({ nodes }: { readonly nodes: readonly Node[] }): readonly Node[] => {
    const node = nodes.find(({ name, role }) => name === tensor && role === 'activation');
    if (node) return [node];
    throw new InputError(`"${tensor}" is neither a parameter nor an activation.`, tensor);
  };
  const [shown] = find({ nodes: bench.probe.has(tensor) ? [bench.probe.node(tensor)] : [] });
  const batch = Math.max(1, Math.min(EXAMPLES, Math.floor(NUMBERS / sizeOf(shown.type.shape))));
  const { forward, dataset, batch: examples } = await bench.heldOut(batch, ({ b }) => find(b));
  return {
    examples,
    read: () => forward.run(rowsOf(dataset, 0, examples)),
    close: () => forward.destroy(),
  };
}
