import { expect, test } from 'vitest';
import { CpuBackend } from '../backends/reference/cpu-backend';
import { followTraining } from '../testing/training-truth';
import { SPEC_CASES, specGraph } from '../testing/truth-specs';

test.each(SPEC_CASES)(
  '$name, built from a specification, follows PyTorch for 30 steps',
  async ({ truth, spec }) => {
    expect(await followTraining(new CpuBackend(), truth, specGraph(truth, spec))).toEqual([]);
  },
);
