import { readFile } from 'node:fs/promises';
import { CpuBackend } from '../backends/reference/cpu-backend';
import type { SettingValue } from '../experiment/schema';
import { validateSettings } from '../experiment/settings';
import type { GalleryEntry, Task } from '../gallery/entry';
import { Pacer } from '../session/pacing';
import { Runs } from '../session/runs';

/** Files under public/, as the page would get them. */
export const openPublic = async (file: string): Promise<unknown> =>
  JSON.parse(await readFile(new URL(`../../../public/${file}`, import.meta.url), 'utf8'));

/** An experiment after its first steps, with some of its settings changed; to be destroyed by the caller. */
export async function trainedFor(
  steps: number,
  entry: GalleryEntry,
  changes: Readonly<Record<string, SettingValue>>,
): Promise<Runs> {
  const task = await entry.task(validateSettings(entry.settings, changes), openPublic);
  const { dataset, runs } = task;
  const { seed } = entry;
  const backend = new CpuBackend();
  const training = await Runs.create({ backend, prefix: 'test', dataset, runs, seed });
  if (!training) throw new Error(`${entry.id} trains nothing.`);
  const pacer = new Pacer();
  pacer.start();
  while (training.step < steps) await training.advance(steps - training.step, pacer);
  await training.collect();
  return training;
}

/** Loss of each model at each of the first steps. */
export async function firstLosses(
  entry: GalleryEntry,
  changes: Readonly<Record<string, SettingValue>>,
  steps: number,
): Promise<number[][]> {
  const training = await trainedFor(steps, entry, changes);
  const losses = training.histories.map(({ all }) => all.train.map(({ loss }) => loss));
  training.destroy();
  return losses;
}

/** Every other choice of data and model, one at a time; those of the training are tested once for all. */
export function eachOption({ settings }: GalleryEntry): Record<string, SettingValue>[] {
  return settings.flatMap((spec) => {
    if (spec.group === 'training') return [];
    const others: readonly SettingValue[] =
      spec.kind === 'choice' ? spec.options : spec.kind === 'toggle' ? [true, false] : [];
    return others.filter((value) => value !== spec.default).map((value) => ({ [spec.key]: value }));
  });
}

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
