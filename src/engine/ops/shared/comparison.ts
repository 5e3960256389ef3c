import { e } from '../../graph/expr';
import type { OpDef } from '../../graph/op';
import { type BinaryRule, defineBinary, type NoAttrs } from './binary';

/** What tells one comparison from another. */
interface ComparisonRule extends Pick<BinaryRule, 'name' | 'code' | 'row'> {
  /** One sentence: when the result is 1. */
  readonly summary: string;
  /** The relation in TeX. */
  readonly relation: string;
  readonly holds: (left: number, right: number) => boolean;
  readonly source: string;
}

/** A relation between two tensors with broadcasting: 1 where it holds, else 0. */
export function defineComparison(rule: ComparisonRule): OpDef<NoAttrs> {
  return defineBinary({
    name: rule.name,
    code: rule.code,
    doc: {
      family: 'elementwise',
      summary: rule.summary,
      equation: `y_i = \\begin{cases} 1 & a_i ${rule.relation} b_i \\\\ 0 & \\text{otherwise} \\end{cases}`,
      numerics: 'NaN compares false with everything; 0 and −0 are equal. There is no gradient.',
      source: rule.source,
    },
    gradient: { notDifferentiable: 'its value is 0 or 1 and jumps' },
    row: rule.row,
    explain: (a, b, left, right) => ({
      terms: [
        { input: 0, flat: a },
        { input: 1, flat: b },
      ],
      expr: e.num(rule.holds(left, right) ? 1 : 0),
    }),
    samples: [
      {
        title: 'equal, signed zeros and not finite',
        attrs: {},
        inputs: [
          { shape: [9], fill: { values: [1, 0, 0, NaN, 2, NaN, Infinity, -Infinity, -3] } },
          { shape: [9], fill: { values: [1, -0, 1, 1, NaN, NaN, Infinity, Infinity, -4] } },
        ],
      },
    ],
    relativeTolerance: 0,
  });
}
