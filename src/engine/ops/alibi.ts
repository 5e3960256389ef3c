import type { Builder, NodeOptions } from '../graph/builder';
import { e } from '../graph/expr';
import type { Node } from '../graph/node';
import { defineOp } from '../graph/op';
import { requireWhole } from './shared/check';

type AlibiAttrs = { readonly heads: number; readonly queries: number; readonly keys: number };

export const alibiBiasOp = defineOp<AlibiAttrs>({
  name: 'alibiBias',
  doc: {
    family: 'attention',
    summary: 'Penalises the score of a key by its distance from the query, at a slope per head.',
    equation: 'y_{hij} = -m_h\\,|i - j|, \\quad m_h = 2^{-8h/H},\\ h = 1 \\dots H',
    shapes: '→ f32[H,Tq,Tk]',
    numerics:
      'Where H is no power of two, the first heads take the slopes of the largest power of two below ' +
      'it, and the rest every other slope of twice that power.',
    source:
      'Press, Smith & Lewis 2022, section 3; slopes of other numbers of heads: get_slopes in their published code',
  },
  infer: (_, { heads, queries, keys }) => {
    requireWhole('alibiBias', 'the number of heads', heads, 1);
    requireWhole('alibiBias', 'the number of queries', queries, 1);
    requireWhole('alibiBias', 'the number of keys', keys, 1);
    return { dtype: 'f32', shape: [heads, queries, keys] };
  },
  gradient: () => [],
  reference: ({ attrs: { heads, queries, keys }, out }) => {
    const slopes = alibiSlopes(heads);
    return () => {
      let at = 0;
      for (const slope of slopes) {
        for (let i = 0; i < queries; i++) {
          for (let j = 0; j < keys; j++) out[at++] = i === j ? 0 : -slope * Math.abs(i - j);
        }
      }
    };
  },
  kernel: 'constant',
  provenance: ({ attrs: { heads, queries, keys }, flat }) => {
    const j = flat % keys;
    const i = Math.floor(flat / keys) % queries;
    const slope = alibiSlopes(heads)[Math.floor(flat / (keys * queries))];
    return { terms: [], expr: e.mul(e.num(-slope), e.num(Math.abs(i - j))) };
  },
  samples: [
    { title: 'two heads', attrs: { heads: 2, queries: 5, keys: 5 }, inputs: [] },
    {
      title: 'heads that are no power of two',
      attrs: { heads: 6, queries: 3, keys: 4 },
      inputs: [],
    },
    { title: 'more queries than keys', attrs: { heads: 1, queries: 7, keys: 2 }, inputs: [] },
    { title: 'one position', attrs: { heads: 3, queries: 1, keys: 1 }, inputs: [] },
  ],
  tolerance: { abs: 0, rel: 1e-7 },
});

/** Slopes of H heads: 2^(−8h/H) for a power of two, completed from the next power for another H. */
function alibiSlopes(heads: number): number[] {
  const power = 2 ** Math.floor(Math.log2(heads));
  const slopes = (n: number) => Array.from({ length: n }, (_, h) => 2 ** ((-8 * (h + 1)) / n));
  const between = slopes(2 * power).filter((_, h) => h % 2 === 0);
  return [...slopes(power), ...between.slice(0, heads - power)];
}

/**
 * Attention with linear biases (ALiBi): what distance takes from the score of each head. Computed
 * once, when the program is compiled. `→ f32[H,Tq,Tk]`
 */
export function alibiBias(b: Builder, attrs: AlibiAttrs, options?: NodeOptions): Node {
  return b.apply(alibiBiasOp, [], attrs, { axes: ['H', 'Tq', 'Tk'], ...options });
}
