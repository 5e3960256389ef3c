import { afterAll, beforeAll, expect, test } from 'vitest';
import { cnnFull } from '../../testing/cnn-full';
import { evaluateOn } from '../../testing/evaluate-on';
import { createWebGPUBackend, type WebGPUBackend } from './webgpu-backend';

let backend: WebGPUBackend;
beforeAll(async () => {
  backend = await createWebGPUBackend();
});
afterAll(() => backend.destroy());

test('a network for photographs agrees with PyTorch: activations, loss, every gradient', async () => {
  const { graph, values, checks } = cnnFull();
  const names = checks.map(({ tensor }) => tensor);
  const results = await evaluateOn(backend, graph, values, names);
  const problems = checks.map(({ tensor, problem }) => [tensor, problem(results[tensor])]);
  expect(problems).toEqual(names.map((name) => [name, null]));
});
