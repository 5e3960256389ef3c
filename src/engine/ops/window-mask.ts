import type { Builder, NodeOptions } from '../graph/builder';
import { e } from '../graph/expr';
import type { Node } from '../graph/node';
import { defineOp } from '../graph/op';
import { requireWhole } from './shared/check';

type WindowMaskAttrs = {
  readonly queries: number;
  readonly keys: number;
  /** How many positions before its own a query attends. */
  readonly before: number;
  /** How many positions after its own a query attends; 0 for a causal window. */
  readonly after: number;
  /** Position of the first query among the keys: how many keys, such as those of a memory, come before it. */
  readonly offset: number;
};

const inWindow = ({ before, after, offset }: WindowMaskAttrs, i: number, j: number) =>
  j >= offset + i - before && j <= offset + i + after ? 1 : 0;

export const windowMaskOp = defineOp<WindowMaskAttrs>({
  name: 'windowMask',
  doc: {
    family: 'attention',
    summary: 'Lets every position attend those near it: 1 in a band along the diagonal.',
    equation:
      "m_{ij} = \\begin{cases} 1 & i' - \\text{before} \\le j \\le i' + \\text{after} \\\\ 0 & \\text{elsewhere} \\end{cases} \\quad i' = i + \\text{offset}",
    shapes: '→ f32[Tq,Tk]',
    numerics: '',
    source: 'Beltagy, Peters & Cohan 2020 (Longformer), section 3.1, sliding window attention',
  },
  infer: (_, { queries, keys, before, after, offset }) => {
    requireWhole('windowMask', 'the number of queries', queries, 1);
    requireWhole('windowMask', 'the number of keys', keys, 1);
    requireWhole('windowMask', 'the number of positions before', before, 0);
    requireWhole('windowMask', 'the number of positions after', after, 0);
    requireWhole('windowMask', 'the position of the first query', offset, 0);
    return { dtype: 'f32', shape: [queries, keys] };
  },
  gradient: () => [],
  reference: ({ attrs, out }) => {
    const { queries, keys } = attrs;
    return () => {
      for (let i = 0; i < queries; i++) {
        for (let j = 0; j < keys; j++) out[i * keys + j] = inWindow(attrs, i, j);
      }
    };
  },
  kernel: 'constant',
  provenance: ({ attrs, flat }) => ({
    terms: [],
    expr: e.num(inWindow(attrs, Math.floor(flat / attrs.keys), flat % attrs.keys)),
  }),
  samples: [
    {
      title: 'both sides',
      attrs: { queries: 7, keys: 7, before: 2, after: 1, offset: 0 },
      inputs: [],
    },
    {
      title: 'a causal window',
      attrs: { queries: 5, keys: 5, before: 2, after: 0, offset: 0 },
      inputs: [],
    },
    {
      title: 'more keys than queries',
      attrs: { queries: 2, keys: 9, before: 0, after: 3, offset: 0 },
      inputs: [],
    },
    {
      title: 'queries without keys',
      attrs: { queries: 6, keys: 2, before: 1, after: 1, offset: 0 },
      inputs: [],
    },
    {
      title: 'after a memory of three',
      attrs: { queries: 3, keys: 6, before: 1, after: 0, offset: 3 },
      inputs: [],
    },
    {
      title: 'one position',
      attrs: { queries: 1, keys: 1, before: 0, after: 0, offset: 0 },
      inputs: [],
    },
  ],
  tolerance: { abs: 0, rel: 0 },
});

/**
 * Ones in a band along the diagonal: query i attends keys i − before to i + after. Computed once,
 * when the program is compiled. `→ f32[Tq,Tk]`
 *
 * @param attrs.offset  position of the first query among the keys; 0 unless given
 */
export function windowMask(
  b: Builder,
  { offset = 0, ...attrs }: Omit<WindowMaskAttrs, 'offset'> & { readonly offset?: number },
  options?: NodeOptions,
): Node {
  return b.apply(
    windowMaskOp,
    [],
    { ...attrs, offset },
    { axes: ['Tq', 'Tk'], kind: 'mask', ...options },
  );
}
