import type { Dataset, Field, ShownExample } from './dataset';

/** A matrix given by hand. */
export interface GivenMatrix extends Pick<Field, 'shape' | 'axes' | 'kind'> {
  /** Row-major. */
  readonly values: readonly number[];
}

/** A data set of one example: matrices given by hand, about some words. Nothing is learned from it. */
export function givenNumbers(
  words: readonly string[],
  matrices: Readonly<Record<string, GivenMatrix>>,
): Dataset {
  const entries = Object.entries(matrices);
  const values = Object.fromEntries(
    entries.map(([name, matrix]) => [name, Float32Array.from(matrix.values)]),
  );
  const shown: ShownExample = {
    values: Object.fromEntries(
      entries.map(([name, { shape }]) => [name, { data: values[name], shape }]),
    ),
    text: words.join(' '),
    words,
    unknown: words.map(() => false),
    target: null,
    source: '',
  };
  return {
    fields: Object.fromEntries(
      entries.map(([name, { shape, axes, kind }]) => [
        name,
        { dtype: 'f32', shape, axes, ...(kind ? { kind } : {}) },
      ]),
    ),
    train: { count: 1, values },
    validation: { count: 1, values },
    classes: [],
    vocabulary: [],
    example: () => shown,
  };
}
