import papaparse from 'papaparse';
import { InputError } from '../tensor/errors';
import { decodeUtf8 } from './utf8';

/** A text and the class that it belongs to. */
export interface LabelledText {
  readonly text: string;
  readonly label: string;
}

/** The largest file, in bytes. */
const MAX_BYTES = 5_000_000;
const MAX_ROWS = 20_000;
const MAX_CLASSES = 20;
/** A class needs some examples to learn from and one to be judged by. */
const LEAST_PER_CLASS = 4;
const MAX_LABEL = 60;
const MAX_TEXT = 5_000;

const HEADERS = {
  text: ['text', 'sentence', '文本', '句子'],
  label: ['label', 'class', '标签', '类别'],
};

/**
 * A file's bytes as text.
 * @throws InputError when there are too many, or they are not UTF-8
 */
export function decodeText(bytes: Uint8Array): string {
  return decodeUtf8(bytes, MAX_BYTES);
}

/**
 * Rows of a CSV file with two columns, text and label; separators (comma, semicolon, tab) are found out. A
 * first row of column names may say which column is which.
 * @throws InputError saying which row is wrong, or what the data lacks
 */
export function parseLabelledTexts(content: string): LabelledText[] {
  const { data, errors } = papaparse.parse<string[]>(content.replace(/^\uFEFF/, ''), {
    skipEmptyLines: 'greedy',
  });
  const broken = errors.find(({ type }) => type === 'Quotes');
  if (broken) {
    throw new InputError(`Row ${(broken.row ?? 0) + 1}: a quotation mark is not closed.`);
  }
  if (data.length === 0) throw new InputError('The file has no rows.');
  const header = columnsOf(data[0]);
  const { text, label } = header ?? { text: 0, label: 1 };
  const rows = (header ? data.slice(1) : data).map((row, i): LabelledText => {
    const at = i + (header ? 2 : 1);
    if (row.length <= Math.max(text, label)) {
      throw new InputError(
        `Row ${at} has ${row.length} column${row.length === 1 ? '' : 's'}; each row needs a text and a label, separated by a comma. A text that holds commas goes into quotation marks.`,
      );
    }
    return {
      text: checked(row[text], 'text', at, MAX_TEXT),
      label: checked(row[label], 'label', at, MAX_LABEL),
    };
  });
  requireEnough(rows);
  return rows;
}

function columnsOf(first: readonly string[]): { text: number; label: number } | null {
  const names = first.map((name) => name.trim().toLowerCase());
  const text = names.findIndex((name) => HEADERS.text.includes(name));
  const label = names.findIndex((name) => HEADERS.label.includes(name));
  return text >= 0 && label >= 0 ? { text, label } : null;
}

function checked(value: string, what: string, row: number, most: number): string {
  const trimmed = value.trim();
  if (trimmed === '') throw new InputError(`Row ${row} has no ${what}.`);
  if (trimmed.length > most) {
    throw new InputError(
      `Row ${row}: the ${what} has ${trimmed.length} characters; at most ${most} are read.${
        what === 'label' ? ' Is the label really in this column?' : ''
      }`,
    );
  }
  return trimmed;
}

/** @throws InputError when there are too few or too many rows or classes */
export function requireEnough(rows: readonly LabelledText[]): void {
  if (rows.length > MAX_ROWS) {
    throw new InputError(`There are ${rows.length} rows; at most ${MAX_ROWS} can be used.`);
  }
  const counts = new Map<string, number>();
  for (const { label } of rows) counts.set(label, (counts.get(label) ?? 0) + 1);
  if (counts.size < 2) {
    throw new InputError(
      `There ${counts.size === 1 ? 'is only one label' : 'are no labels'}; a classifier needs at least two.`,
    );
  }
  if (counts.size > MAX_CLASSES) {
    throw new InputError(
      `There are ${counts.size} different labels; at most ${MAX_CLASSES} can be told apart here. Is the label really in the second column?`,
    );
  }
  for (const [label, count] of counts) {
    if (count >= LEAST_PER_CLASS) continue;
    throw new InputError(
      `Label “${label}” has ${count} row${count === 1 ? '' : 's'}; each label needs at least ${LEAST_PER_CLASS}.`,
    );
  }
}
