import type { Probe } from '../probe';
import type { ExplainedTerm, Explanation } from '../api';
import type { Question } from './question';

type Step = Omit<Explanation, 'wgsl' | 'formula'>;

/** One number on the way from query and key to a weight, and the ones before it that it was made from. */
export interface WeightStep extends Step {
  /** The numbers of the same query and key that it follows from; none at the sum of products. */
  readonly from: readonly WeightStep[];
  /** Of a sum whose terms are made for each pair of query and key: what they are made from, the nearest first. */
  readonly parts: readonly WeightPart[];
}

/** What each term of a sum was computed from, in one operation. */
export interface WeightPart {
  readonly op: string;
  /** In TeX. */
  readonly equation: string;
  /** One list for each term of the sum. */
  readonly terms: readonly (readonly ExplainedTerm[])[];
}

/** No way from a score to its weight has more steps. */
const MOST_STEPS = 16;
/** Operations with more terms than these are not followed: softmax apart, which is in the same place. */
const FEW_TERMS = 3;

/**
 * How one attention weight comes about: from the weight over its mask and scale back to the sum that
 * scores the query and the key, whatever the kind of attention.
 * @throws GraphError when there is no such tensor or no such cell
 */
export const attentionWeight: Question<
  { readonly name: string; readonly index: readonly number[] },
  WeightStep
> = ({ bench: { probe } }, { name, index }) => stepOf(probe, name, index, MOST_STEPS);

async function stepOf(
  probe: Probe,
  name: string,
  index: readonly number[],
  most: number,
): Promise<WeightStep> {
  const { wgsl: _wgsl, formula: _formula, ...step } = await probe.explain(name, index);
  const from: WeightStep[] = [];
  if (most > 0 && !step.edited) {
    for (const term of before(probe, step)) {
      from.push(await stepOf(probe, term.name, term.index, most - 1));
    }
  }
  return { ...step, from, parts: isSum(step) ? await partsOf(probe, step) : [] };
}

/** A product of a row and a column: the score of a query and a key. */
function isSum({ op, terms }: Step): boolean {
  return op === 'matmul' || (terms.length > 1 && terms.every((term) => term.weightName));
}

/** The terms that are about the same query and key. */
function before(probe: Probe, step: Step): readonly ExplainedTerm[] {
  const { op, terms, index } = step;
  if (isSum(step)) return [];
  if (op === 'softmax') {
    return terms.filter((term) => term.index.join() === index.join());
  }
  if (terms.length > FEW_TERMS) return [];
  return terms.filter((term) => {
    const { role, kind, op: made } = probe.node(term.name);
    return role === 'activation' && kind !== 'mask' && made.kernel !== 'source';
  });
}

/** Terms such as tanh(q + k) are traced back to query and key; those that belong to one of the two are not. */
async function partsOf(probe: Probe, { terms }: Step): Promise<WeightPart[]> {
  const parts: WeightPart[] = [];
  let cells: readonly ExplainedTerm[] = terms;
  while (cells.length > 0 && isOfPairs(probe, cells[0].name)) {
    const explained = await probe.explainAll(
      cells[0].name,
      cells.map(({ index }) => index),
    );
    const [{ op, equation }] = explained;
    parts.push({ op, equation, terms: explained.map((each) => each.terms) });
    if (explained.some((each) => each.terms.length !== 1)) break;
    cells = explained.map((each) => each.terms[0]);
  }
  return parts;
}

function isOfPairs(probe: Probe, name: string): boolean {
  const { axes } = probe.node(name);
  return axes.includes('Tq') && axes.includes('Tk') && axes.at(-1) === 'F';
}
