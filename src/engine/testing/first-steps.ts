import { readFile } from 'node:fs/promises';
import { CpuBackend } from '../backends/reference/cpu-backend';
import type { SettingValue } from '../experiment/schema';
import { validateSettings } from '../experiment/settings';
import type { GalleryEntry } from '../gallery/entry';
import { Pacer } from '../session/pacing';
import { Runs } from '../session/runs';

/** Files under public/, as the page would get them. */
export const openPublic = async (file: string): Promise<unknown> =>
  JSON.parse(await readFile(new URL(`../../../public/${file}`, import.meta.url), 'utf8'));

/** Loss of each model at each of the first steps of an experiment, with some of its settings changed. */
export async function firstLosses(
  entry: GalleryEntry,
  changes: Readonly<Record<string, SettingValue>>,
  steps: number,
): Promise<number[][]> {
  const task = await entry.task(validateSettings(entry.settings, changes), openPublic);
  const { dataset, runs } = task;
  const backend = new CpuBackend();
  const { seed } = entry;
  const training = await Runs.create({ backend, prefix: 'test', dataset, runs, seed });
  if (!training) return [];
  const pacer = new Pacer();
  pacer.start();
  while (training.step < steps) await training.advance(steps - training.step, pacer);
  await training.collect();
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
