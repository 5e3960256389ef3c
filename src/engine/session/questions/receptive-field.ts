import {
  ancestorsOf,
  receptiveField as fieldOf,
  type ReceptiveField,
} from '../inspect/receptive-field';
import type { Question } from './question';

/** What a cell can depend on, tensor by tensor back to the inputs; null when it was cancelled. */
export const receptiveField: Question<
  { readonly name: string; readonly index: readonly number[] },
  readonly ReceptiveField[] | null
> = async ({ bench, cancelled }, { name, index }) => {
  const { probe } = bench;
  const flat = probe.cellAt(name, index);
  const ancestors = ancestorsOf(probe.node(name));
  const data = await probe.read(ancestors.map((node) => node.name));
  const values = new Map(ancestors.map((node, i) => [node, data[i]] as const));
  return fieldOf(ancestors, flat, values, cancelled);
};
