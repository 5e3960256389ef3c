import type { Expr } from './expr';

const INFIX = { add: ' + ', sub: ' - ', mul: ' * ', div: ' / ' } as const;

/**
 * An expression as text: t0, t1… are the values of the terms, w0, w1… their weights. What it says
 * can be typed into a calculator.
 */
export function formulaText(expr: Expr): string {
  switch (expr.kind) {
    case 'number':
      return expr.value < 0 ? `(${expr.value})` : String(expr.value);
    case 'term':
      return `t${expr.index}`;
    case 'weight':
      return `w${expr.index}`;
    case 'call': {
      const args = expr.args.map(formulaText);
      switch (expr.fn) {
        case 'add':
        case 'sub':
        case 'mul':
        case 'div':
          if (args.length === 0) return expr.fn === 'mul' ? '1' : '0';
          return args.length === 1 ? args[0] : `(${args.join(INFIX[expr.fn])})`;
        case 'neg':
          return `(-${args[0]})`;
        default:
          return `${expr.fn}(${args.join(', ')})`;
      }
    }
  }
}
