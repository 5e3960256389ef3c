import type { Explanation } from '../../../engine/session/client';
import type { CellRef } from '../../stores/view-store';

/** The cells an explanation speaks of: terms, and weights that are elements of a tensor. */
export function sourcesOf({ terms }: Explanation): CellRef[] {
  return terms.flatMap((term) => [
    { tensor: term.name, cell: term.index },
    ...(term.weightName !== undefined && term.weightIndex
      ? [{ tensor: term.weightName, cell: term.weightIndex }]
      : []),
  ]);
}
