import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { explanationErrors, fastError, gradientErrors, hasRealNumbers } from '../testing/op-checks';
import { RANDOM_USES } from '../testing/random-uses';
import { OPS } from './catalogue';

const RUNS = { seed: 20, numRuns: 25 };

describe.each(Object.keys(RANDOM_USES))('%s, used at random', (name) => {
  const op = OPS.find((op) => op.name === name);
  if (!op) throw new Error(`no operation is named ${name}`);

  test('has the gradient that central differences give', () => {
    fc.assert(
      fc.property(RANDOM_USES[name], (sample) => {
        if (hasRealNumbers(op, sample)) expect(gradientErrors(op, sample)).toEqual([]);
      }),
      RUNS,
    );
  });

  test('is explained by terms that give its cells', () => {
    fc.assert(
      fc.property(RANDOM_USES[name], (sample) => {
        expect(explanationErrors(op, sample, 3)).toEqual([]);
      }),
      RUNS,
    );
  });

  test('is the same by the quicker way on the CPU, where there is one', () => {
    fc.assert(
      fc.property(RANDOM_USES[name], (sample) => {
        expect(fastError(op, sample)).toBeNull();
      }),
      RUNS,
    );
  });
});
