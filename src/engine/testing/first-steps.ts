import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { CpuBackend } from '../backends/reference/cpu-backend';
import { validateSettings } from '../experiment/settings';
import type { SettingValue } from '../experiment/schema';
import type { GalleryEntry, Task } from '../gallery/entry';
import { Runs } from '../session/runs';

/** Files of public/, as the page would fetch them. */
export const openPublic = async (file: string): Promise<unknown> =>
  JSON.parse(await readFile(path.join(process.cwd(), 'public', file), 'utf8'));

/** What an experiment trains with some settings changed. */
export function taskOf(
  entry: GalleryEntry,
  settings: Readonly<Record<string, SettingValue>> = {},
): Promise<Task> {
  return entry.task(validateSettings(entry.settings, settings), openPublic);
}

/**
 * Trains the models of a task a few steps, on the CPU.
 * @returns for each model the mean training loss of the first and of the last five steps
 */
export async function firstSteps(
  { dataset, runs }: Task,
  steps: number,
): Promise<readonly { readonly id: string; readonly before: number; readonly after: number }[]> {
  const trained = await Runs.create({
    backend: new CpuBackend(),
    prefix: 'first',
    dataset,
    runs,
    seed: 1,
  });
  if (!trained) throw new Error('Nothing is trained here.');
  for (const trainer of trained.trainers) {
    trainer.resume();
    trainer.run(steps);
  }
  await trained.collect();
  const mean = (losses: readonly number[]) =>
    losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
  const found = runs.map(({ id }, i) => {
    const losses = trained.histories[i].all.train.map(({ loss }) => loss);
    return { id, before: mean(losses.slice(0, 5)), after: mean(losses.slice(-5)) };
  });
  trained.destroy();
  return found;
}
