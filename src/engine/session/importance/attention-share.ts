import type { Node } from '../../graph/node';
import { indexOf } from '../../tensor/shape';
import type { TensorData } from '../../tensor/types';
import { attentionsOf } from './attentions';
import type { Copies } from './copies';
import type { Feature } from './features';

/** The attention that the elements of an input get. */
export interface AttentionShare {
  /** Name of the weights. */
  readonly pattern: string;
  /** Of how many queries, each with all its heads, the mean is taken: those on which the score depends. */
  readonly queries: number;
  readonly values: Float32Array;
}

/**
 * The weights that the elements of each input get from the last attention that looks at them and on
 * which the score depends: the mean over its heads, and over those of its queries whose weights have a
 * gradient. Reads what the copies have computed last, the first of them.
 */
export async function sharesOf(
  copies: Copies,
  features: readonly Feature[],
): Promise<(AttentionShare | null)[]> {
  const names = attentionsOf(copies.plain)
    .map(({ pattern }) => pattern)
    .filter((pattern) => copies.gradients.has(`grad:${pattern}`));
  const data = await copies.read([...names, ...names.map((name) => `grad:${name}`)]);
  const known = names.map((name, i) => ({
    node: copies.plain.get(name),
    weights: data[i],
    gradient: data[names.length + i],
  }));
  return features.map((feature) => {
    const found = known.flatMap(({ node, weights, gradient }) => {
      const spread = spreadOver(feature, node.type.shape[node.type.shape.length - 1]);
      const rows = spread && rowsThatCount(node, gradient, copies.copies);
      return spread && rows && rows.length > 0 ? [{ node, weights, rows, spread }] : [];
    });
    const last = found[found.length - 1];
    return last ? shareOf(last.node, last.weights, last.rows, last.spread) : null;
  });
}

function shareOf(
  { name, type: { shape } }: Node,
  weights: TensorData,
  rows: readonly number[],
  spread: (values: Float32Array) => Float32Array,
): AttentionShare {
  const keys = shape[shape.length - 1];
  const mean = new Float64Array(keys);
  for (const row of rows) {
    for (let k = 0; k < keys; k++) mean[k] += weights[row * keys + k] / rows.length;
  }
  const queries = new Set(rows.map((row) => row % (shape[shape.length - 2] ?? 1))).size;
  return { pattern: name, queries, values: spread(Float32Array.from(mean)) };
}

/** Rows of the first copy, of all heads, at queries on which the score depends in any head. */
export function rowsThatCount(
  { type: { shape } }: Node,
  gradient: TensorData,
  copies: number,
): number[] {
  const keys = shape[shape.length - 1];
  const lines = shape.slice(0, -1);
  const count = lines.reduce((all, size) => all * size, 1) / copies;
  const queryOf = (row: number) => indexOf(lines, row).at(-1) ?? 0;
  const all = Array.from({ length: count }, (_, row) => row);
  const counting = new Set(
    all
      .filter((row) => gradient.subarray(row * keys, (row + 1) * keys).some((g) => g !== 0))
      .map(queryOf),
  );
  return all.filter((row) => counting.has(queryOf(row)));
}

/**
 * How the weights of so many keys belong to the elements of an input; null where they do not: one for
 * one, or one for each patch of a picture, row by row.
 */
function spreadOver(
  { kind, shape }: Feature,
  keys: number,
): ((values: Float32Array) => Float32Array) | null {
  if (kind !== 'picture') return keys === shape[0] ? (values) => values : null;
  const [rows, columns] = shape;
  const side = Math.sqrt((rows * columns) / keys);
  if (!Number.isInteger(side) || rows % side !== 0 || columns % side !== 0) return null;
  const across = columns / side;
  return (values) =>
    Float32Array.from({ length: rows * columns }, (_, i) => {
      const [y, x] = [Math.floor(i / columns), i % columns];
      return values[Math.floor(y / side) * across + Math.floor(x / side)];
    });
}
