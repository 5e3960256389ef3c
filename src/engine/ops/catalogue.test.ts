import katex from 'katex';
import { describe, expect, test } from 'vitest';
import type { AnyOp, OpSample } from '../graph/op';
import { ShapeError } from '../tensor/errors';
import type { TensorType } from '../tensor/types';
import {
  explanationErrors,
  fastError,
  gradientErrors,
  hasRealNumbers,
  prepared,
  typesOf,
} from '../testing/op-checks';
import { OPS } from './catalogue';

const CELLS = 6;

describe('the catalogue', () => {
  test('names every operation once', () => {
    const names = OPS.map((op) => op.name);
    expect([...new Set(names)]).toEqual(names);
  });

  test.each(OPS)('$name says what it does, in a formula that can be typeset', ({ doc }) => {
    expect(doc.summary).toMatch(/^\p{Lu}.*\.$/su);
    expect(doc.shapes).not.toBe('');
    expect(() => katex.renderToString(doc.equation, { throwOnError: true })).not.toThrow();
    expect(doc.equation).not.toBe('');
  });

  const computed = OPS.filter((op) => op.kernel !== 'source');
  test.each(computed)('$name has at least four samples', ({ samples }) => {
    expect(samples.length).toBeGreaterThanOrEqual(4);
    expect(new Set(samples.map((sample) => sample.title)).size).toBe(samples.length);
  });

  const withInputs = computed.filter((op) => op.samples.some((sample) => sample.inputs.length > 0));
  test.each(withInputs)('$name refuses inputs that do not fit and says so', (op) => {
    const refusals = misfits(op).flatMap(({ types, attrs }) => {
      try {
        op.infer(types, attrs);
        return [];
      } catch (error) {
        return [error];
      }
    });
    expect(refusals).not.toEqual([]);
    for (const error of refusals) {
      expect(error).toBeInstanceOf(ShapeError);
      expect((error as ShapeError).message).toContain(op.name);
    }
  });
});

describe.each(OPS.filter((op) => op.samples.length > 0))('$name', (op) => {
  describe.each(op.samples)('$title', (sample) => {
    test('writes every element, the same at each run', () => {
      const { run, out } = prepared(op, sample);
      out.fill(Number.NaN);
      run();
      const first = out.slice();
      out.fill(7);
      run();
      expect(out).toEqual(first);
    });

    if (op.fast) {
      test('the quicker way on the CPU agrees with the reference', () => {
        expect(fastError(op, sample)).toBeNull();
      });
    }

    test('every explained cell has the value that its terms give', () => {
      expect(explanationErrors(op, sample, CELLS)).toEqual([]);
    });

    if (typeof op.gradient === 'function' && hasRealNumbers(op, sample)) {
      test('the gradient agrees with finite differences', () => {
        expect(gradientErrors(op, sample)).toEqual([]);
      });
    }
  });
});

/** Every sample with one input of the other element type, or of a shape that has nothing to do with it. */
function misfits(op: AnyOp): { types: TensorType[]; attrs: OpSample['attrs'] }[] {
  return op.samples.flatMap((sample) => {
    const types = typesOf(sample);
    return types.flatMap(({ dtype, shape }, i) =>
      [
        { dtype: dtype === 'f32' ? ('i32' as const) : ('f32' as const), shape },
        { dtype, shape: [...shape, 11] },
        { dtype, shape: [13, ...shape.slice(1)] },
        { dtype, shape: [] },
      ].map((wrong) => ({ types: types.with(i, wrong), attrs: sample.attrs })),
    );
  });
}
