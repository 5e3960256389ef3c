import type { Expr } from '../../../engine/graph/expr';

interface Term {
  readonly value: number;
  readonly weight?: number;
}

/** How tightly an expression holds together: what stands inside of a tighter one needs brackets. */
type Bond = 'sum' | 'sign' | 'product' | 'atom';
const BONDS: readonly Bond[] = ['sum', 'sign', 'product', 'atom'];

interface Piece {
  readonly tex: string;
  readonly bond: Bond;
}

/**
 * A number in TeX, four significant digits. (A grouping brace around the comma or sign is not
 * needed: numbers have neither.)
 */
export function texNumber(x: number): string {
  if (Number.isNaN(x)) return '\\text{NaN}';
  if (x === Infinity) return '\\infty';
  if (x === -Infinity) return '-\\infty';
  const size = Math.abs(x);
  if (x !== 0 && (size < 1e-3 || size >= 1e5)) {
    const [digits, exponent] = x.toExponential(2).split('e');
    return `${digits}\\cdot 10^{${Number(exponent)}}`;
  }
  return String(Number(x.toPrecision(4)));
}

/** The expression in TeX with the terms' actual numbers; sums longer than `most` are cut in the middle. */
export function texOf(expr: Expr, terms: readonly Term[], most: number): string {
  return piece(expr, terms, most).tex;
}

/** Whether the expression is just the sum of all terms, each times its weight. */
export function isWeightedSum(expr: Expr, count: number): boolean {
  if (expr.kind !== 'call') return false;
  const parts = expr.fn === 'add' ? expr.args : [expr];
  return (
    parts.length === count &&
    parts.every(
      (part, i) =>
        part.kind === 'call' &&
        part.fn === 'mul' &&
        part.args.length === 2 &&
        part.args.some((arg) => arg.kind === 'term' && arg.index === i) &&
        part.args.some((arg) => arg.kind === 'weight' && arg.index === i),
    )
  );
}

function piece(expr: Expr, terms: readonly Term[], most: number): Piece {
  switch (expr.kind) {
    case 'number':
      return number(expr.value);
    case 'term':
      return number(terms[expr.index].value);
    case 'weight':
      return number(terms[expr.index].weight ?? 1);
    case 'call':
      return call(expr, terms, most);
  }
}

function number(value: number): Piece {
  const tex = texNumber(value);
  return { tex, bond: tex.startsWith('-') ? 'sign' : tex.includes('cdot') ? 'product' : 'atom' };
}

function call(
  { fn, args }: Extract<Expr, { kind: 'call' }>,
  terms: readonly Term[],
  most: number,
): Piece {
  const parts = args.map((arg) => piece(arg, terms, most));
  const plain = (i: number): string => parts[i].tex;
  const list = (separator: string, least: Bond): string =>
    shortened(
      parts.map((part, i) => (i === 0 && part.bond === 'sign' ? part.tex : bracketed(part, least))),
      most,
    ).join(separator);
  switch (fn) {
    case 'add':
      return parts.length === 1 ? parts[0] : { tex: list(' + ', 'product'), bond: 'sum' };
    case 'mul':
      return parts.length === 1
        ? parts[0]
        : {
            tex: list(' \\cdot ', 'product'),
            bond: parts[0].bond === 'sign' ? 'sign' : 'product',
          };
    case 'sub':
      return {
        tex: `${parts[0].bond === 'sum' ? plain(0) : bracketed(parts[0], 'sign')} - ${bracketed(parts[1], 'product')}`,
        bond: 'sum',
      };
    case 'neg':
      return { tex: `-${bracketed(parts[0], 'product')}`, bond: 'sign' };
    case 'div':
      return { tex: `\\frac{${plain(0)}}{${plain(1)}}`, bond: 'atom' };
    case 'exp':
      return { tex: `e^{${plain(0)}}`, bond: 'atom' };
    case 'sqrt':
      return { tex: `\\sqrt{${plain(0)}}`, bond: 'atom' };
    case 'log':
      return { tex: `\\ln(${plain(0)})`, bond: 'atom' };
    case 'log1p':
      return { tex: `\\ln(1 + ${bracketed(parts[0], 'product')})`, bond: 'atom' };
    case 'abs':
      return { tex: `\\lvert ${plain(0)} \\rvert`, bond: 'atom' };
    case 'sigmoid':
      return { tex: `\\sigma(${plain(0)})`, bond: 'atom' };
    case 'min':
    case 'max':
      return {
        tex: `\\${fn}(${shortened(
          parts.map(({ tex }) => tex),
          most,
        ).join(', ')})`,
        bond: 'atom',
      };
    case 'erf':
      return { tex: `\\operatorname{erf}(${plain(0)})`, bond: 'atom' };
    case 'tanh':
    case 'sin':
    case 'cos':
      return { tex: `\\${fn}(${plain(0)})`, bond: 'atom' };
  }
}

function bracketed({ tex, bond }: Piece, least: Bond): string {
  return BONDS.indexOf(bond) < BONDS.indexOf(least) ? `(${tex})` : tex;
}

/** The first parts and the last one, when there are too many. */
function shortened(parts: readonly string[], most: number): readonly string[] {
  if (parts.length <= most) return parts;
  return [...parts.slice(0, most - 2), '\\cdots', parts[parts.length - 1]];
}
