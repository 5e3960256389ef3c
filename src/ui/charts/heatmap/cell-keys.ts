import type { CellPosition } from './slice';

export type Direction = 'up' | 'down' | 'left' | 'right' | 'first' | 'last';

const directions: Readonly<Record<string, Direction | undefined>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
  Home: 'first',
  End: 'last',
};

/** Where a key leads within a matrix, if anywhere. */
export function directionOf(key: string): Direction | undefined {
  return directions[key];
}

/** The cell one step away, or at the end when `far`. Stays inside of the matrix. */
export function moved(
  { row, col }: CellPosition,
  direction: Direction,
  { rows, cols }: { readonly rows: number; readonly cols: number },
  far: boolean,
): CellPosition {
  switch (direction) {
    case 'up':
      return { row: far ? 0 : Math.max(0, row - 1), col };
    case 'down':
      return { row: far ? rows - 1 : Math.min(rows - 1, row + 1), col };
    case 'left':
      return { row, col: far ? 0 : Math.max(0, col - 1) };
    case 'right':
      return { row, col: far ? cols - 1 : Math.min(cols - 1, col + 1) };
    case 'first':
      return { row: far ? 0 : row, col: 0 };
    case 'last':
      return { row: far ? rows - 1 : row, col: cols - 1 };
  }
}

/** Whether a key begins a number. */
export function isTyped(event: {
  readonly key: string;
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
}): boolean {
  return /^[-−+\d]$/.test(event.key) && !event.altKey && !event.ctrlKey && !event.metaKey;
}
