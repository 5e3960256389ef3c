import type { Node } from '../graph/node';
import { dropout } from '../ops/dropout';
import { keyOf } from '../ops/shared/philox';
import type { ModelContext } from './context';

/** Dropout in the training graph; nothing elsewhere. Its random stream is named after the tensor. */
export function drop(m: ModelContext, name: string, x: Node, p: number): Node {
  return m.training && p > 0 ? dropout(m.b, x, { p, key: keyOf(`${name}.dropout`) }) : x;
}
