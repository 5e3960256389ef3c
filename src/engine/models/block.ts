import type { Node } from '../graph/node';
import type { ModelContext } from '../layers/context';
import { GraphError } from '../tensor/errors';

/** What a graph is built for: dropout and a mean loss, a sum over many examples, or one example to look at. */
export type Purpose = 'train' | 'evaluate' | 'show';

/** One use of a block in a model. */
export interface BlockCall<S> {
  readonly m: ModelContext;
  /** First part of the names of its tensors. */
  readonly name: string;
  readonly inputs: readonly Node[];
  readonly settings: S;
  readonly purpose: Purpose;
}

/** What others may read of a block: `out` goes by its name, `hn` by `NAME.hn`. */
export type BlockOutputs = { readonly out: Node } & Readonly<Record<string, Node>>;

/**
 * A layer of model specifications: what `{ layer: 'lstm', name: 'states', from: 'embed', … }` means.
 * @throws GraphError when inputs are missing or do not fit
 */
export interface Block<S extends object> {
  /** How many inputs it takes, from … to. */
  readonly inputs: readonly [number, number];
  readonly build: (call: BlockCall<S>) => Node | BlockOutputs;
}

/** Defines a block; the type of its settings comes from the function. */
export function block<S extends object>(
  inputs: Block<S>['inputs'],
  build: Block<S>['build'],
): Block<S> {
  return { inputs, build };
}

/** @throws GraphError unless a block gets as many inputs as it takes */
export function requireInputCount(
  layer: string,
  name: string,
  [least, most]: Block<object>['inputs'],
  got: number,
): void {
  if (got >= least && got <= most) return;
  const wanted = least === most ? `${least}` : `${least} to ${most}`;
  throw new GraphError(`Layer "${name}" (${layer}) reads ${got} inputs; it takes ${wanted}.`, name);
}
