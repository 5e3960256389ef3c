import { expect, test } from 'vitest';
import { CpuBackend } from '../backends/reference/cpu-backend';
import { followTraining, TRAINING_CASES } from '../testing/training-truth';

test.each(TRAINING_CASES)('$name follows PyTorch for 30 steps', async (truth) => {
  expect(await followTraining(new CpuBackend(), truth)).toEqual([]);
});
