interface Range {
  readonly min: number;
  readonly max: number;
  readonly integer: boolean;
}

/**
 * A typed number within a range, or null. Full-width digits are understood; a comma is a decimal
 * comma, but between groups of three digits where whole numbers are asked for.
 */
export function parseNumber(text: string, { min, max, integer }: Range): number | null {
  const typed = text.normalize('NFKC').trim().replace('−', '-');
  const plain = integer ? typed.replace(/,(?=\d{3}(?:,|$))/g, '') : typed.replace(',', '.');
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(plain)) return null;
  const number = Number(plain);
  if (!(number >= min && number <= max)) return null;
  return integer && !Number.isInteger(number) ? null : number;
}
