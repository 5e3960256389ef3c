import { LONGEST_FLOW } from '../inspect/attention-limits';
import { headsOf } from '../inspect/attention-heads';
import { layerNetwork, type Matrix, passedOn, rollout } from '../inspect/attention-rollout';
import { InputError } from '../../tensor/errors';
import { nextTask } from '../pacing';
import type { Workbench } from '../workbench';
import type { Question } from './question';

/** Names of the attention weights of layers of one stack, the first layer first. */
interface Layers {
  readonly names: readonly string[];
}

export interface Rollout {
  readonly size: number;
  /** After each layer, f32[T,T]: row i is what of each input reaches position i. */
  readonly layers: readonly Float32Array[];
}

/** Attention rollout of the shown example, heads averaged. @throws InputError when layers do not fit together */
export const attentionRollout: Question<Layers, Rollout> = async ({ bench }, { names }) => {
  const { matrices, size } = await stack(bench, names);
  return { size, layers: rollout(matrices, size).map((matrix) => Float32Array.from(matrix)) };
};

/**
 * Attention flow from one position after the last of some layers to every input: the maximum flow
 * between them in the network of the layers. `→ f32[T]`
 * Source: Abnar & Zuidema 2020, section 3.
 * @throws InputError when layers do not fit together, for a position there is not, and for more than 64 positions
 */
export const attentionFlow: Question<
  Layers & { readonly query: number },
  Float32Array | null
> = async ({ bench, cancelled }, { names, query }) => {
  const { matrices, size } = await stack(bench, names);
  if (size > LONGEST_FLOW) {
    throw new InputError(
      `Attention flow is computed for up to ${LONGEST_FLOW} positions; here are ${size}. Rollout has no such limit.`,
    );
  }
  if (!Number.isInteger(query) || query < 0 || query >= size) {
    throw new InputError(`There is no position ${query}; expected 0 to ${size - 1}.`);
  }
  const network = layerNetwork(matrices, size);
  const flows = new Float32Array(size);
  for (let input = 0; input < size; input++) {
    flows[input] = network.maximum(names.length * size + query, input);
    if (input % 16 === 15) await nextTask();
    if (cancelled()) return null;
  }
  return flows;
};

async function stack(
  { probe }: Workbench,
  names: readonly string[],
): Promise<{ matrices: Matrix[]; size: number }> {
  if (names.length === 0) throw new InputError('Expected the name of at least one layer.');
  const data = await probe.read(names);
  const heads = names.map((name, i) => headsOf(probe.node(name), data[i]));
  const size = heads[0][0].queries;
  const matrices = names.map((name, i) => {
    if (heads[i][0].queries !== size) {
      throw new InputError(
        `"${name}" has ${heads[i][0].queries} positions, and "${names[0]}" ${size}; layers of one stack have the same.`,
        name,
      );
    }
    return passedOn(name, heads[i]);
  });
  return { matrices, size };
}
