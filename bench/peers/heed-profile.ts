import type { Backend, Step } from '../../src/engine/backends/backend';
import type { KernelTime } from './peer';

/** Time that one measurement of a kernel is to take at least, in ms. */
const ENOUGH = 30;
/** At most so many runs in a submit … */
const MOST = 2000;
/** … and so many measurements, the shortest of which counts: others share the processor. */
const TRIES = 4;

/**
 * How long each step takes by itself: many runs in one submit, less what a submit takes that does
 * nothing. The steps run on what the others have left behind; the order does not matter to the time.
 */
export async function profileSteps(
  backend: Backend,
  steps: readonly Step[],
): Promise<readonly KernelTime[]> {
  const wait = await shortest(() => timeOf(() => backend.finish()));
  const times: KernelTime[] = [];
  for (const step of steps) {
    const executable = await backend.prepare([step]);
    const time = (count: number) =>
      timeOf(() => {
        executable.run(count);
        return backend.finish();
      });
    let count = 1;
    await time(count);
    while (count < MOST && (await time(count)) < ENOUGH) count *= 2;
    const all = await shortest(() => time(count));
    const { shader, entryPoint } = step.kernel;
    times.push({
      label: step.label,
      kernel: entryPoint === 'main' ? shader : `${shader}:${entryPoint}`,
      ms: Math.max(0, all - wait) / count,
    });
    executable.destroy();
  }
  return times;
}

async function timeOf(run: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}

async function shortest(measure: () => Promise<number>): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < TRIES; i++) least = Math.min(least, await measure());
  return least;
}
