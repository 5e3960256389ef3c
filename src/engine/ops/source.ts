import type { Builder, NodeOptions } from '../graph/builder';
import type { Node } from '../graph/node';
import { defineOp } from '../graph/op';
import type { DType, Shape } from '../tensor/types';

type SourceAttrs = { readonly dtype: DType; readonly shape: Shape };

/** Memory that is filled from outside the graph: data, parameters, states. */
export const sourceOp = defineOp<SourceAttrs>({
  name: 'source',
  doc: {
    family: 'source',
    summary: 'A tensor whose values come from outside the computation: data, a parameter, a state.',
    equation: 'x',
    shapes: '→ any',
    numerics: '',
    source: '',
  },
  infer: (_, attrs) => ({ dtype: attrs.dtype, shape: attrs.shape }),
  gradient: () => [],
  reference: () => () => {},
  kernel: 'source',
  provenance: () => ({ terms: [] }),
  samples: [],
  tolerance: { abs: 0, rel: 0 },
});

/** A tensor that is filled from outside. */
export function input(
  b: Builder,
  shape: Shape,
  options: NodeOptions & { readonly dtype?: DType } = {},
): Node {
  const { dtype = 'f32', ...rest } = options;
  return b.apply(sourceOp, [], { dtype, shape }, { role: 'input', ...rest });
}

/** How a parameter gets its first values. */
export type Init =
  | { readonly kind: 'uniform'; readonly limit: number }
  | { readonly kind: 'constant'; readonly value: number };

/** A tensor that training changes. Its first values are kept beside the graph, by name: see `ModelGraph.inits`. */
export function parameter(b: Builder, shape: Shape, options: NodeOptions = {}): Node {
  return b.apply(sourceOp, [], { dtype: 'f32', shape }, { role: 'parameter', ...options });
}
