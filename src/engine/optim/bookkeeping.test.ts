import { expect, test } from 'vitest';
import { RUNTIME_BUFFER } from '../plan/step';
import { CpuBackend } from '../backends/reference/cpu-backend';
import { region } from '../testing/steps';
import { advanceCursor, recordStep } from './bookkeeping';
import { NORM_LENGTH, normStep } from './clip-norm';
import { HYPER_LENGTH } from './hyper';

async function setUp(counter?: 'step' | 'cursor') {
  const backend = new CpuBackend();
  const names = ['loss', 'accuracy', 'gradients', 'norm', 'hyper', 'ring'];
  backend.allocate(names.map((name) => ({ name, length: 64 })));
  backend.write(region('loss', 1), Float32Array.of(2.5));
  backend.write(region('accuracy', 1), Float32Array.of(0.5));
  backend.write(region('gradients', 1), Float32Array.of(-8));
  backend.write(region('norm', 1), Float32Array.of(8));
  const record = recordStep({
    loss: region('loss', 1),
    accuracy: region('accuracy', 1),
    gradNorm: region('norm', 1),
    ring: region('ring', 12),
    counter,
  });
  const count = normStep({
    gradients: region('gradients', 1),
    norm: region('norm', NORM_LENGTH),
    hyper: region('hyper', HYPER_LENGTH),
  });
  return { backend, record, count };
}

test('counters advance one by one and leave each other alone', async () => {
  const { backend, count } = await setUp();
  backend.setRuntime({ seed: 9, step: 5, cursor: 0 });
  const steps = [count, count, advanceCursor()];
  (await backend.prepare(steps)).run(3);
  const [counters] = await backend.read([region(RUNTIME_BUFFER, 4, 'i32')]);
  expect([...counters]).toEqual([9, 11, 3, 0]);
});

test('each step has its place in the ring, and the oldest gives way', async () => {
  const { backend, record, count } = await setUp();
  backend.setRuntime({ step: 7 });
  (await backend.prepare([count, record])).run(4);
  const [ring] = await backend.read([region('ring', 12)]);
  const row = (step: number) => [2.5, 0.5, 8, step];
  expect([...ring]).toEqual([...row(9), ...row(10), ...row(8)]);
});

test('an evaluation numbers its records by batch', async () => {
  const { backend, record } = await setUp('cursor');
  backend.setRuntime({ step: 100, cursor: 0 });
  (await backend.prepare([record, advanceCursor()])).run(2);
  const [ring] = await backend.read([region('ring', 12)]);
  expect([...ring.subarray(3, 8)]).toEqual([0, 2.5, 0.5, 8, 1]);
});
