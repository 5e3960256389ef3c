import { indexOf } from '../tensor/shape';
import type { TensorData } from '../tensor/types';
import type { Node, TensorRole } from './node';

/** A number that should not be: NaN, or an infinity. */
export interface NonFinite {
  readonly tensor: string;
  readonly index: readonly number[];
  readonly value: number;
  /** Name of the operation that made it; `source` for parameters and for what came from outside. */
  readonly op: string;
  readonly role: TensorRole;
}

/**
 * Where numbers first cease to be finite: the first cell, in the order of computation, that is NaN or
 * +∞. −∞ counts only in what comes from outside, since masked scores are written so; where it does
 * harm, a NaN or +∞ follows.
 *
 * @param nodes  in the order of computation
 * @param data   of each of them
 */
export function firstNonFinite(
  nodes: readonly Node[],
  data: readonly TensorData[],
): NonFinite | null {
  for (const [k, { name, op, type, role }] of nodes.entries()) {
    if (type.dtype !== 'f32') continue;
    const given = op.kernel === 'source';
    const values = data[k];
    for (let i = 0; i < values.length; i++) {
      const value = values[i];
      if (Number.isFinite(value) || (value === -Infinity && !given)) continue;
      return { tensor: name, index: indexOf(type.shape, i), value, op: op.name, role };
    }
  }
  return null;
}

/** `"scores" [0,2] is NaN (made by matmul)`, for messages. */
export function showNonFinite({ tensor, index, value, op, role }: NonFinite): string {
  const number = Number.isNaN(value) ? 'NaN' : value > 0 ? '∞' : '−∞';
  const given = role === 'parameter' ? 'a parameter' : 'given from outside';
  const maker = op === 'source' ? given : `made by ${op}`;
  return `"${tensor}" [${index.join(',')}] is ${number} (${maker})`;
}
