import { expect, test } from 'vitest';
import { CpuBackend } from '../backends/reference/cpu-backend';
import { cnnFull } from '../testing/cnn-full';
import { evaluateOn } from '../testing/evaluate-on';

test('a network for photographs agrees with PyTorch: activations, loss, every gradient', async () => {
  const { graph, values, checks } = cnnFull();
  const names = checks.map(({ tensor }) => tensor);
  const results = await evaluateOn(new CpuBackend(), graph, values, names);
  const problems = checks.map(({ tensor, problem }) => [tensor, problem(results[tensor])]);
  expect(problems).toEqual(names.map((name) => [name, null]));
});
