import type { Attribution, LogitAttribution } from './use-decision';

export type Method = 'integrated' | 'gradientInput' | 'occlusion' | 'direct' | 'attention';

/** What one method says about the elements of one input; attention has a scale of its own. */
export interface MethodValues {
  readonly method: Method;
  readonly values: Float32Array;
}

type Feature = Attribution['features'][number];

/** Everything that is known about the elements of an input. */
export function methodsOf(feature: Feature, parts: LogitAttribution): MethodValues[] {
  const { integrated, gradientInput, occlusion, attention } = feature;
  const direct = parts.components.find(
    ({ kind, tensor }) => kind === 'input' && tensor === feature.tensor,
  );
  const own = direct?.positions;
  return [
    { method: 'integrated', values: integrated },
    { method: 'gradientInput', values: gradientInput },
    { method: 'occlusion', values: occlusion },
    ...(own?.length === integrated.length ? [{ method: 'direct' as const, values: own }] : []),
    ...(attention ? [{ method: 'attention' as const, values: attention.values }] : []),
  ];
}

/** The end of the common scale of all that is measured in scores. */
export function largestOf(all: readonly (readonly MethodValues[])[]): number {
  let most = 0;
  for (const { method, values } of all.flat()) {
    if (method === 'attention') continue;
    for (const value of values) most = Math.max(most, Math.abs(value));
  }
  return most;
}

/** What two methods are compared by: their sizes, where one of them has no sign. */
export function comparable(
  a: MethodValues,
  b: MethodValues,
): readonly [Float32Array, Float32Array] {
  const unsigned = a.method === 'attention' || b.method === 'attention';
  return unsigned ? [a.values.map(Math.abs), b.values.map(Math.abs)] : [a.values, b.values];
}

/**
 * How many elements stand before the last that any method says anything about: those after it, such as
 * later words that are masked, the answer cannot depend on.
 */
export function reach(methods: readonly MethodValues[]): number {
  return Math.max(
    0,
    ...methods.map(({ values }) => values.findLastIndex((value) => value !== 0) + 1),
  );
}
