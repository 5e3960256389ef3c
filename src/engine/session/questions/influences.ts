import type { Influence } from '../inspect/influences';
import type { Question } from './question';

/** Which cells are computed from this one, tensor by tensor. */
export const influences: Question<
  { readonly name: string; readonly index: readonly number[] },
  readonly Influence[]
> = ({ bench }, { name, index }) => bench.probe.influences(name, index);
