/**
 * Arithmetic over the terms of an explanation. One description is used three times: to compute
 * (tests put the terms in and must get the value), to print, and to draw.
 */
export type Expr =
  | { readonly kind: 'number'; readonly value: number }
  /** The value of term number `index`. */
  | { readonly kind: 'term'; readonly index: number }
  /** The weight of term number `index`. */
  | { readonly kind: 'weight'; readonly index: number }
  | { readonly kind: 'call'; readonly fn: ExprFn; readonly args: readonly Expr[] };

export type ExprFn =
  | 'add'
  | 'sub'
  | 'mul'
  | 'div'
  | 'neg'
  | 'exp'
  | 'log'
  | 'tanh'
  | 'erf'
  | 'sqrt'
  | 'abs'
  | 'sigmoid'
  | 'log1p'
  | 'min'
  | 'max'
  | 'sin'
  | 'cos';

const call = (fn: ExprFn, ...args: Expr[]): Expr => ({ kind: 'call', fn, args });

/** Builders, so that a provenance rule reads like the formula it states. */
export const e = {
  num: (value: number): Expr => ({ kind: 'number', value }),
  term: (index: number): Expr => ({ kind: 'term', index }),
  weight: (index: number): Expr => ({ kind: 'weight', index }),
  add: (...args: Expr[]): Expr => call('add', ...args),
  sub: (a: Expr, b: Expr): Expr => call('sub', a, b),
  mul: (...args: Expr[]): Expr => call('mul', ...args),
  div: (a: Expr, b: Expr): Expr => call('div', a, b),
  neg: (a: Expr): Expr => call('neg', a),
  exp: (a: Expr): Expr => call('exp', a),
  log: (a: Expr): Expr => call('log', a),
  tanh: (a: Expr): Expr => call('tanh', a),
  erf: (a: Expr): Expr => call('erf', a),
  sqrt: (a: Expr): Expr => call('sqrt', a),
  abs: (a: Expr): Expr => call('abs', a),
  /** 1 / (1 + e^−a) */
  sigmoid: (a: Expr): Expr => call('sigmoid', a),
  /** log(1 + a), accurate for small a */
  log1p: (a: Expr): Expr => call('log1p', a),
  min: (...args: Expr[]): Expr => call('min', ...args),
  max: (...args: Expr[]): Expr => call('max', ...args),
  sin: (a: Expr): Expr => call('sin', a),
  cos: (a: Expr): Expr => call('cos', a),
  /** Σ termᵢ · weightᵢ over the first `n` terms: the form of every linear operation. */
  weightedSum: (n: number): Expr =>
    call(
      'add',
      ...Array.from({ length: n }, (_, i) =>
        call('mul', { kind: 'term', index: i }, { kind: 'weight', index: i }),
      ),
    ),
};

/** The error function, by the complementary function's Chebyshev fit (Numerical Recipes 3rd ed., §6.2.2; error < 1.2e-7). */
export function erf(x: number): number {
  const z = Math.abs(x);
  const t = 2 / (2 + z);
  const ty = 4 * t - 2;
  let d = 0;
  let dd = 0;
  for (let j = ERFC_COEFFICIENTS.length - 1; j > 0; j--) {
    const tmp = d;
    d = ty * d - dd + ERFC_COEFFICIENTS[j];
    dd = tmp;
  }
  const erfc = t * Math.exp(-z * z + 0.5 * (ERFC_COEFFICIENTS[0] + ty * d) - dd);
  return x >= 0 ? 1 - erfc : erfc - 1;
}

const ERFC_COEFFICIENTS = [
  -1.3026537197817094, 0.6419697923564903, 1.9476473204185836e-2, -9.561514786808631e-3,
  -9.46595344482036e-4, 3.66839497852761e-4, 4.2523324806907e-5, -2.0278578112534e-5,
  -1.624290004647e-6, 1.30365583558e-6, 1.5626441722e-8, -8.5238095915e-8, 6.529054439e-9,
  5.059343495e-9, -9.91364156e-10, -2.27365122e-10, 9.6467911e-11, 2.394038e-12, -6.886027e-12,
  8.94487e-13, 3.13092e-13, -1.12708e-13, 3.81e-16, 7.106e-15,
];

/** Value of an expression with the given term values and weights, in double precision. */
export function evaluate(
  expr: Expr,
  terms: readonly { readonly value: number; readonly weight?: number }[],
): number {
  switch (expr.kind) {
    case 'number':
      return expr.value;
    case 'term':
      return terms[expr.index].value;
    case 'weight':
      return terms[expr.index].weight ?? 1;
    case 'call': {
      const a = expr.args.map((arg) => evaluate(arg, terms));
      switch (expr.fn) {
        case 'add':
          return a.reduce((s, v) => s + v, 0);
        case 'sub':
          return a[0] - a[1];
        case 'mul':
          return a.reduce((s, v) => s * v, 1);
        case 'div':
          return a[0] / a[1];
        case 'neg':
          return -a[0];
        case 'exp':
          return Math.exp(a[0]);
        case 'log':
          return Math.log(a[0]);
        case 'tanh':
          return Math.tanh(a[0]);
        case 'erf':
          return erf(a[0]);
        case 'sqrt':
          return Math.sqrt(a[0]);
        case 'abs':
          return Math.abs(a[0]);
        case 'sigmoid':
          return 1 / (1 + Math.exp(-a[0]));
        case 'log1p':
          return Math.log1p(a[0]);
        case 'min':
          return a.reduce((m, v) => Math.min(m, v), Infinity);
        case 'max':
          return a.reduce((m, v) => Math.max(m, v), -Infinity);
        case 'sin':
          return Math.sin(a[0]);
        case 'cos':
          return Math.cos(a[0]);
      }
    }
  }
}
