/** U+2212, as wide as the digits. */
const MINUS = '−';

const typeset = (text: string): string => text.replaceAll('-', MINUS);

function special(x: number): string | null {
  if (Number.isNaN(x)) return 'NaN';
  if (x === Infinity) return '∞';
  if (x === -Infinity) return `${MINUS}∞`;
  return null;
}

/**
 * A number as it stands in a cell: at most two decimals, at most five characters where possible.
 * Whole numbers are written as such, so that `0` is exact and `0.00` is merely small. Where all
 * numbers of the tensor are small (`max`, the largest absolute value), three decimals: `−.034`.
 */
export function formatCell(x: number, max = 1): string {
  const name = special(x);
  if (name !== null) return name;
  const size = Math.abs(x);
  if (Number.isInteger(x) && size < 10_000) return typeset(String(x));
  if (size >= 9999.5) return typeset(x.toExponential(0).replace('e+', 'e'));
  if (size >= 99.95) return typeset(x.toFixed(0));
  if (size >= 9.995) return typeset(x.toFixed(1));
  if (max < 0.0995 && max >= 0.002) return smallCell(x);
  if (max < 0.002) return size < max / 100 ? '0.00' : typeset(x.toExponential(0));
  return size < 0.005 ? '0.00' : typeset(x.toFixed(2));
}

/** Three decimals without the leading zero. */
function smallCell(x: number): string {
  return Math.abs(x) < 0.0005 ? '.000' : typeset(x.toFixed(3).replace('0.', '.'));
}

/** A number as it is read out: five significant digits. */
export function formatValue(x: number): string {
  const name = special(x);
  if (name !== null) return name;
  const size = Math.abs(x);
  if (x === 0) return '0';
  if (size < 1e-4 || size >= 1e6) return typeset(x.toExponential(3).replace('e+', 'e'));
  return typeset(String(Number(x.toPrecision(5))));
}

/** A number on a scale: two significant digits. */
export function formatTick(x: number): string {
  const name = special(x);
  if (name !== null) return name;
  const size = Math.abs(x);
  if (x === 0) return '0';
  if (size < 1e-3 || size >= 1e4) return typeset(x.toExponential(0).replace('e+', 'e'));
  return typeset(String(Number(x.toPrecision(2))));
}

/**
 * The shortest decimal that is the same 32-bit number: what stands in a field where it is changed,
 * with an ordinary hyphen, so that it can be typed again.
 */
export function formatExact(x: number): string {
  for (let digits = 1; digits < 9; digits++) {
    const text = x.toPrecision(digits);
    if (Math.fround(Number(text)) === Math.fround(x)) return String(Number(text));
  }
  return String(Number(x.toPrecision(9)));
}

/**
 * The number that somebody typed. Takes the typographic minus, a decimal comma, and a fraction such
 * as `1/3`. Null where there is no finite number.
 */
export function parseNumber(text: string): number | null {
  const plain = text.trim().replaceAll(MINUS, '-').replaceAll('，', ',');
  const parts = plain.split('/');
  if (parts.length > 2) return null;
  const numbers = parts.map(parseDecimal);
  if (numbers.some((n) => n === null)) return null;
  const [top, bottom = 1] = numbers as number[];
  const value = Math.fround(top / bottom);
  return Number.isFinite(value) ? value : null;
}

function parseDecimal(text: string): number | null {
  const decimal = text.trim().replace(/^([-+]?\d*),(\d+)$/, '$1.$2');
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(decimal) ? Number(decimal) : null;
}
