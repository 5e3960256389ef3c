import type { Recurrence } from '../../../engine/session/client';
import { type CellRef, type Selection, useView } from '../../stores/view-store';

/** A unit at a position. */
export interface Cursor {
  readonly t: number;
  readonly unit: number;
}

/** Position and unit of a cell of one of the layer's gates and states; null of any other cell. */
export function cursorOf(
  { parts, total, steps, hidden }: Recurrence,
  at: CellRef | Selection | null,
): Cursor | null {
  if (!at?.cell || !(parts.includes(at.tensor) || at.tensor === total)) return null;
  const [, t, unit] = at.cell;
  return t < steps && unit < hidden ? { t, unit } : null;
}

/** What is looked at: the cell under the pointer, else the chosen one, else the last word and the first unit. */
export function useCursor(layer: Recurrence, words: number): Cursor {
  const text = useView((view) => {
    const cursor = cursorOf(layer, view.hovered) ?? cursorOf(layer, view.selected);
    return cursor ? `${cursor.t},${cursor.unit}` : '';
  });
  const last = Math.max(0, Math.min(layer.steps, words || layer.steps) - 1);
  if (text === '') return { t: last, unit: 0 };
  const [t, unit] = text.split(',').map(Number);
  return { t, unit };
}
