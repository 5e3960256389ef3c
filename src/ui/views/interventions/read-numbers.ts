/** Why pasted text is no table of numbers; rows and columns are counted from 1. */
export type ReadProblem =
  | { readonly kind: 'empty' }
  | { readonly kind: 'json' }
  | {
      readonly kind: 'notANumber';
      readonly text: string;
      readonly row: number;
      readonly col: number;
    }
  | {
      readonly kind: 'ragged';
      readonly row: number;
      readonly got: number;
      readonly expected: number;
    };

/** A table of numbers, or why it is none. */
export type Table =
  | { readonly rows: readonly (readonly number[])[] }
  | { readonly problem: ReadProblem };

/**
 * Reads numbers as spreadsheets and programs copy them: JSON (a list of numbers, or of rows), or lines
 * whose numbers stand between tabs, semicolons, commas or spaces.
 */
export function readNumbers(text: string): Table {
  const trimmed = text.trim();
  if (trimmed === '') return { problem: { kind: 'empty' } };
  return trimmed.startsWith('[') ? readJson(trimmed) : readLines(trimmed);
}

function readJson(text: string): Table {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { problem: { kind: 'json' } };
  }
  if (!Array.isArray(value)) return { problem: { kind: 'json' } };
  const list: readonly unknown[] = value;
  const rows = list.some((row) => Array.isArray(row)) ? list : [list];
  if (!rows.every((row) => Array.isArray(row))) return { problem: { kind: 'json' } };
  return checked(rows as readonly (readonly unknown[])[]);
}

function readLines(text: string): Table {
  return checked(
    text.split(/\r\n?|\n/).map((line) => {
      const bare = line.trim();
      if (bare === '') return [];
      const between = ['\t', ';', ','].find((mark) => bare.includes(mark));
      const cells = between === undefined ? bare.split(/\s+/) : bare.split(between);
      // A line may end with its mark.
      if (cells.length > 1 && cells[cells.length - 1].trim() === '') cells.pop();
      return cells.map((cell) =>
        cell
          .trim()
          .replace(/^"(.*)"$/, '$1')
          .replace('−', '-'),
      );
    }),
  );
}

function checked(cells: readonly (readonly unknown[])[]): Table {
  const filled = cells.filter((row) => row.length > 0);
  if (filled.length === 0) return { problem: { kind: 'empty' } };
  const rows: number[][] = [];
  for (const [i, row] of filled.entries()) {
    const numbers = row.map(numberOf);
    const wrong = numbers.findIndex((value) => value === null);
    if (wrong >= 0) {
      const text = String(row[wrong]);
      return { problem: { kind: 'notANumber', text, row: i + 1, col: wrong + 1 } };
    }
    if (row.length !== filled[0].length) {
      const [got, expected] = [row.length, filled[0].length];
      return { problem: { kind: 'ragged', row: i + 1, got, expected } };
    }
    rows.push(numbers as number[]);
  }
  return { rows };
}

function numberOf(value: unknown): number | null {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(Math.fround(number)) ? number : null;
}

/** A cell to be written. */
export interface WrittenCell {
  readonly index: readonly number[];
  readonly value: number;
}

/** The cells that a table covers, or how much larger it is than the room that there is. */
export type Placed =
  | { readonly cells: readonly WrittenCell[] }
  | { readonly got: string; readonly room: string };

/**
 * Lays a table on the last two axes of a tensor, its first number on the cell `from`; a tensor with
 * one axis takes one row, or one column.
 */
export function placeNumbers(
  rows: readonly (readonly number[])[],
  shape: readonly number[],
  from: readonly number[],
): Placed {
  const flat = shape.length === 1 && rows.every((row) => row.length === 1);
  const table = flat ? [rows.map(([value]) => value)] : rows;
  const [height, width] = [table.length, table[0].length];
  const at = shape.length - 1;
  const down = shape.length > 1 ? shape[at - 1] - from[at - 1] : 1;
  const right = shape.length > 0 ? shape[at] - from[at] : 1;
  if (height > down || width > right) {
    return { got: `${height} × ${width}`, room: `${down} × ${right}` };
  }
  return {
    cells: table.flatMap((row, i) =>
      row.map((value, j) => ({
        index: from.map((start, axis) => start + (axis === at ? j : axis === at - 1 ? i : 0)),
        value,
      })),
    ),
  };
}
