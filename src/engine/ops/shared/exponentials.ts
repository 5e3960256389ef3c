import { type Expr, e } from '../../graph/expr';

/** Beyond this, e^x would leave the range in which the formula can be evaluated as it stands. */
const LARGEST_PLAIN = 80;

/**
 * e^x for each of some terms, as an explanation states them. Usually just that; where the values are
 * so large that e^x would overflow, the largest is subtracted from each: `shift` of them all.
 *
 * @param values  the terms' values, in the order of the terms; masked ones are −∞
 * @param first   number of the first of these terms
 */
export function exponentialsOf(
  values: readonly number[],
  first = 0,
): {
  readonly shift: number;
  readonly exps: readonly Expr[];
} {
  const unmasked = values.filter((v) => v !== -Infinity);
  const plain = unmasked.every((v) => Math.abs(v) <= LARGEST_PLAIN);
  const shift = plain ? 0 : unmasked.reduce((m, v) => Math.max(m, v), -Infinity);
  const exps = values.map((_, i) => {
    const term = e.term(first + i);
    return e.exp(shift === 0 ? term : e.sub(term, e.num(shift)));
  });
  return { shift, exps };
}
