import { expect, test } from 'vitest';
import { comparable, largestOf, methodsOf, type MethodValues, reach } from './methods';
import { verdictOf } from './verdict';
import type { LogitAttribution } from './use-decision';

const feature = {
  field: 'tokens',
  tensor: 'embed',
  kind: 'words',
  shape: [2],
  input: null,
  integrated: Float32Array.of(1, -3),
  gradientInput: Float32Array.of(0.5, 0),
  occlusion: Float32Array.of(2, 1),
  replacement: 'unknown',
  attention: { pattern: 'pattern', queries: 1, values: Float32Array.of(0.25, 9) },
} as const;
const part = { kind: 'input', tensor: 'embed', contribution: 3 } as const;
const parts = (positions: Float32Array): LogitAttribution => ({
  class: 0,
  predicted: 0,
  position: 0,
  logit: 3,
  probability: 1,
  components: [{ ...part, positions }],
  total: 3,
  frozen: [],
  weights: [],
  residual: true,
});

test('the direct part of words stands beside the other methods, where it is about the same elements', () => {
  const names = (found: readonly MethodValues[]) => found.map(({ method }) => method);
  const all = methodsOf(feature, parts(Float32Array.of(-4, 7)));
  expect(names(all)).toEqual(['integrated', 'gradientInput', 'occlusion', 'direct', 'attention']);
  expect(names(methodsOf(feature, parts(Float32Array.of(3))))).toEqual([
    'integrated',
    'gradientInput',
    'occlusion',
    'attention',
  ]);
  // Attention is on another scale.
  expect(largestOf([all])).toBe(7);
});

test('signed numbers are compared as they are, and by their size with attention', () => {
  const [integrated, gradientInput, , attention] = methodsOf(feature, parts(Float32Array.of(1)));
  expect(comparable(integrated, gradientInput).map((x) => [...x])).toEqual([
    [1, -3],
    [0.5, 0],
  ]);
  expect(comparable(integrated, attention).map((x) => [...x])).toEqual([
    [1, 3],
    [0.25, 9],
  ]);
});

test('elements after the last that matters are counted out', () => {
  const of = (method: 'integrated' | 'attention', ...values: number[]): MethodValues => ({
    method,
    values: Float32Array.from(values),
  });
  expect(reach([of('integrated', 1, 0, 0, 0), of('attention', 0.5, 0, 0.5, 0)])).toBe(3);
  expect(reach([of('integrated', 0, 0)])).toBe(0);
});

test('what shuffled weights say of attention follows from how far answers move, and whether they change', () => {
  const still = new Array<number>(10).fill(0.05);
  const moved = new Array<number>(10).fill(0.4);
  expect(verdictOf(still, 10)).toBe('quiet');
  expect(verdictOf(still, 2)).toBe('quiet');
  expect(verdictOf([...still.slice(1), 0.2], 10)).toBe('mixed');
  expect(verdictOf(moved, 10)).toBe('mixed');
  expect(verdictOf(moved, 5)).toBe('mixed');
  expect(verdictOf(moved, 4)).toBe('loud');
});
