import type { Backend } from '../../backends/backend';
import type { Step } from '../../plan/step';

/** What it takes to compute one tensor of the shown example. */
export interface Cost {
  /** Bytes of the tensor itself. */
  readonly bytes: number;
  /** Which dispatch of the shown example computes it, from 1 on, and of how many; null where none does. */
  readonly dispatch: { readonly number: number; readonly of: number } | null;
  /** Workgroups along x, y and z, and the shader's file name and entry point. */
  readonly workgroups?: readonly [number, number, number];
  readonly shader?: string;
  readonly entryPoint?: string;
  /** Milliseconds that the dispatch takes by itself, on average over `runs`; on a GPU with what it takes to queue it. */
  readonly milliseconds?: number;
  readonly runs?: number;
}

/** Measured for so long, in ms, or so many times. */
const LONG_ENOUGH = 25;
const MOST_RUNS = 256;

/** Times one step by itself. Its inputs stay as they are, so it writes again what is there already. */
export async function timeStep(
  backend: Backend,
  step: Step,
): Promise<{ readonly milliseconds: number; readonly runs: number }> {
  const program = await backend.prepare([step]);
  try {
    program.run(1);
    await backend.finish();
    let runs = 0;
    const started = performance.now();
    for (let times = 1; performance.now() - started < LONG_ENOUGH && runs < MOST_RUNS; times *= 2) {
      program.run(times);
      await backend.finish();
      runs += times;
    }
    return { milliseconds: (performance.now() - started) / runs, runs };
  } finally {
    program.destroy();
  }
}
