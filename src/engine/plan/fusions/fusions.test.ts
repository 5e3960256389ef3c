import { describe, expect, test } from 'vitest';
import { CpuBackend } from '../../backends/reference/cpu-backend';
import { disagreement } from '../../testing/agree';
import { FUSED_MODELS, runModel } from '../../testing/fused-models';
import { FUSIONS } from '.';

const TOLERANCE = { abs: 2e-6, rel: 1e-5 };

describe.each(FUSED_MODELS)('$name', (model) => {
  test('has the loss and gradients that single operations give, in fewer dispatches', async () => {
    const single = await runModel(new CpuBackend(), model, []);
    const fused = await runModel(new CpuBackend(), model, undefined);
    for (const [name, expected] of single.results) {
      const actual = fused.results.get(name) ?? new Float32Array();
      expect([name, disagreement(actual, expected, TOLERANCE)]).toEqual([name, null]);
    }
    expect(fused.plan.steps.length).toBeLessThan(single.plan.steps.length);
  });

  test('keeps what is watched, with the same values', async () => {
    const names = (await runModel(new CpuBackend(), model, [])).plan.units
      .map(({ end }) => end)
      .filter((node) => node.listed && node.role === 'activation' && node.name !== 'loss')
      .map(({ name }) => name);
    expect(names.length).toBeGreaterThan(2);
    for (const name of names) {
      const single = await runModel(new CpuBackend(), model, [], [name]);
      const fused = await runModel(new CpuBackend(), model, undefined, [name]);
      const [expected, actual] = [single, fused].map(({ results }) => results.get(name));
      if (!expected || !actual) throw new Error(`${name} was not read`);
      expect([name, disagreement(actual, expected, TOLERANCE)]).toEqual([name, null]);
    }
    // Two runs for every tensor of the largest model take their time on a busy machine.
  }, 60_000);
});

test('every fusion is used by some model', async () => {
  const used = new Set<string>();
  for (const model of FUSED_MODELS) {
    for (const { fusion } of (await runModel(new CpuBackend(), model, undefined)).plan.units) {
      used.add(fusion);
    }
  }
  expect(FUSIONS.map(({ name }) => name).filter((name) => !used.has(name))).toEqual([]);
});

test('a fused step without its quick way runs its operations one after another', async () => {
  const [model] = FUSED_MODELS;
  const single = await runModel(new CpuBackend(), model, []);
  const slow = FUSIONS.map(({ name, match }) => ({
    name,
    match: (...given: Parameters<typeof match>) => {
      const unit = match(...given);
      return unit && { ...unit, fast: undefined };
    },
  }));
  const fused = await runModel(new CpuBackend(), model, slow);
  for (const [name, expected] of single.results) {
    const actual = fused.results.get(name) ?? new Float32Array();
    expect([name, disagreement(actual, expected, TOLERANCE)]).toEqual([name, null]);
  }
});
