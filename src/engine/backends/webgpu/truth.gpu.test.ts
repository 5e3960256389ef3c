import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { evaluateOn } from '../../testing/evaluate-on';
import { failedChecks, truthGraph } from '../../testing/truth';
import { TRUTH_SUITES } from '../../testing/truth-models';
import { createWebGPUBackend, type WebGPUBackend } from './webgpu-backend';

let backend: WebGPUBackend;
beforeAll(async () => {
  backend = await createWebGPUBackend();
});
afterAll(() => backend.destroy());

describe.each(TRUTH_SUITES)('$family agrees with PyTorch', ({ cases, models }) => {
  test.each(cases.filter(({ op }) => op in models))(
    '$name: outputs, loss and every gradient',
    async (truth) => {
      const { graph, values, checks } = truthGraph(truth, models[truth.op]);
      const names = [...new Set(checks.map(({ tensor }) => tensor))];
      const results = await evaluateOn(backend, graph, values, names);
      expect(failedChecks(checks, (name) => results[name])).toEqual([]);
    },
  );
});
