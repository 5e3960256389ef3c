import type { Node } from '../../graph/node';
import { InputError } from '../../tensor/errors';
import type { TensorData } from '../../tensor/types';
import type { HeadWeights } from './attention-statistics';

/**
 * The heads of a tensor of attention weights: its last two axes are queries and keys, and of those
 * before only the heads (H) have more than one element.
 * @throws InputError when the tensor is no matrix of weights of each head
 */
export function headsOf({ name, axes, type }: Node, data: TensorData): HeadWeights[] {
  const { shape } = type;
  const at = axes.indexOf('H');
  const heads = at < 0 ? 1 : shape[at];
  const [queries, keys] = shape.slice(-2);
  if (shape.length < 2 || heads * queries * keys !== data.length) {
    throw new InputError(
      `"${name}" has shape [${shape.join(',')}]; expected attention weights of one example, [H,Tq,Tk] with 1 for the batch. Their names end in "pattern".`,
      name,
    );
  }
  return Array.from({ length: heads }, (_, head) => ({
    data,
    offset: head * queries * keys,
    queries,
    keys,
  }));
}
