import { describe, expect, test } from 'vitest';
import { evaluateGraph } from '../testing/evaluate';
import { failedChecks, truthGraph } from '../testing/truth';
import { TRUTH_SUITES } from '../testing/truth-models';
import type { TensorData } from '../tensor/types';

describe.each(TRUTH_SUITES)('$family agrees with PyTorch', ({ cases, models, absent }) => {
  test('no kind of case is left out unnoticed', () => {
    const kinds = new Set(cases.map((truth) => truth.op));
    expect([...kinds].sort()).toEqual([...Object.keys(models), ...absent].sort());
  });

  const built = cases.filter((truth) => truth.op in models);
  test.each(built)('$name: outputs, loss and every gradient', (truth) => {
    const { graph, values, checks } = truthGraph(truth, models[truth.op]);
    const results = evaluateGraph(graph, values);
    expect(failedChecks(checks, (tensor) => results.get(tensor) as TensorData)).toEqual([]);
  });
});
