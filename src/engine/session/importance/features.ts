import type { Dataset } from '../../data/dataset';
import type { Graph, Node } from '../../graph/node';

/** What a prediction can be put down to: the elements of one input of the model. */
export interface Feature {
  /** The field of the example. */
  readonly field: string;
  /** What carries it into the model: vectors of words, or the numbers themselves. f32[B,…] */
  readonly tensor: string;
  /** Words are elements of their own; pictures have one for each pixel, other numbers one for each position. */
  readonly kind: 'words' | 'picture' | 'numbers';
  /** How many elements there are: of pictures rows and columns. */
  readonly shape: readonly number[];
}

/**
 * The inputs of a model that its answer can be put down to, in the order in which they are read:
 * words by their vectors, numbers by themselves. Masks, lengths and what is only compared with the
 * answer are none.
 */
export function featuresOf(graph: Graph, { fields }: Pick<Dataset, 'fields'>): Feature[] {
  return graph.nodes.flatMap((node) => {
    if (node.op.kernel === 'source') {
      const { name, axes, type } = node;
      const given = node.name in fields && type.dtype === 'f32' && node.kind !== 'mask';
      return given ? [numbersOf(name, axes, type.shape)] : [];
    }
    const ids = node.op.name === 'embedding' ? node.inputs[1] : undefined;
    if (!ids || !(ids.name in fields) || node.role !== 'activation') return [];
    const shape = node.type.shape.slice(1, -1);
    return [
      {
        field: ids.name,
        tensor: node.name,
        kind: 'words',
        shape: shape.length > 0 ? shape : [1],
      } as const,
    ];
  });
}

function numbersOf(name: string, axes: Node['axes'], shape: readonly number[]): Feature {
  const [, ...own] = axes;
  const rest = shape.slice(1);
  if (own.join() === 'C,Y,X') {
    return { field: name, tensor: name, kind: 'picture', shape: rest.slice(1) };
  }
  return { field: name, tensor: name, kind: 'numbers', shape: rest.slice(0, 1) };
}

/** Of what one copy has of a tensor, the sum over each element: over the channels of pixels, else over what follows. */
export function perElement({ kind, shape }: Feature, values: ArrayLike<number>): Float32Array {
  const count = shape.reduce((all, size) => all * size, 1);
  const sums = new Float64Array(count);
  const each = values.length / count;
  for (let i = 0; i < values.length; i++) {
    sums[kind === 'picture' ? i % count : Math.floor(i / each)] += values[i];
  }
  return Float32Array.from(sums);
}

/** The same as means. */
export function meanPerElement(feature: Feature, values: ArrayLike<number>): Float32Array {
  const sums = perElement(feature, values);
  return sums.map((sum) => (sum * sums.length) / values.length);
}
