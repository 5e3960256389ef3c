import type { Builder, NodeOptions } from '../graph/builder';
import { e } from '../graph/expr';
import type { Node } from '../graph/node';
import { defineOp } from '../graph/op';
import { requireWhole } from './shared/check';

type CausalMaskAttrs = { readonly queries: number; readonly keys: number };

export const causalMaskOp = defineOp<CausalMaskAttrs>({
  name: 'causalMask',
  doc: {
    family: 'attention',
    summary: 'Lets every position attend itself and earlier ones: 1 on and below the diagonal.',
    equation: 'm_{ij} = \\begin{cases} 1 & j \\le i \\\\ 0 & j > i \\end{cases}',
    shapes: '→ f32[Tq,Tk]',
    numerics: '',
    source: 'Vaswani et al. 2017, section 3.2.3',
  },
  infer: (_, { queries, keys }) => {
    requireWhole('causalMask', 'the number of queries', queries, 1);
    requireWhole('causalMask', 'the number of keys', keys, 1);
    return { dtype: 'f32', shape: [queries, keys] };
  },
  gradient: () => [],
  reference: ({ attrs: { queries, keys }, out }) => {
    return () => {
      for (let i = 0; i < queries; i++) {
        for (let j = 0; j < keys; j++) out[i * keys + j] = j <= i ? 1 : 0;
      }
    };
  },
  kernel: 'constant',
  provenance: ({ attrs: { keys }, flat }) => ({
    terms: [],
    expr: e.num(flat % keys <= Math.floor(flat / keys) ? 1 : 0),
  }),
  samples: [
    { title: 'a square', attrs: { queries: 5, keys: 5 }, inputs: [] },
    { title: 'more keys than queries', attrs: { queries: 2, keys: 7 }, inputs: [] },
    { title: 'more queries than keys', attrs: { queries: 6, keys: 3 }, inputs: [] },
    { title: 'one position', attrs: { queries: 1, keys: 1 }, inputs: [] },
  ],
  tolerance: { abs: 0, rel: 0 },
});

/** Ones on and below the diagonal; computed once, when the program is compiled. `→ f32[Tq,Tk]` */
export function causalMask(b: Builder, queries: number, keys: number, options?: NodeOptions): Node {
  return b.apply(
    causalMaskOp,
    [],
    { queries, keys },
    { axes: ['Tq', 'Tk'], kind: 'mask', ...options },
  );
}
