import { useMemo } from 'react';
import { useSession } from '../../stores/session-store';

const none: ReadonlySet<number> = new Set();

/** Row-major positions of the cells of a tensor that stand changed by hand. */
export function useEditedCells(name: string): ReadonlySet<number> {
  const list = useSession((state) => state.edits.list);
  return useMemo(() => {
    const cells = list.filter((edit) => edit.tensor === name).flatMap((edit) => edit.cells);
    return cells.length === 0 ? none : new Set(cells.map(([flat]) => flat));
  }, [list, name]);
}
