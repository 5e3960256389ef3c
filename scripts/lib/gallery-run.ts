import { execFileSync } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Backend } from '../../src/engine/backends/backend';
import { CpuBackend } from '../../src/engine/backends/reference/cpu-backend';
import { validateSettings } from '../../src/engine/experiment/settings';
import type { SettingValue } from '../../src/engine/experiment/schema';
import { GALLERY, galleryEntry } from '../../src/engine/gallery';
import type { GalleryEntry, Task } from '../../src/engine/gallery/entry';
import { goalState } from '../../src/engine/gallery/goal';
import { type Snapshot, SNAPSHOTS } from '../../src/engine/gallery/snapshot';
import { weightsToBase64 } from '../../src/engine/experiment/weights';
import { answersByDistance, DISTANCE_BATCH } from '../../src/engine/session/distances';
import { Forward } from '../../src/engine/session/forward';
import { Pacer } from '../../src/engine/session/pacing';
import { errorRate } from '../../src/engine/session/error-rate';
import { Runs } from '../../src/engine/session/runs';
import { type GalleryResult, galleryPage } from './gallery-page';

export interface GalleryRequest {
  /** Which experiments; all that have a goal when empty. */
  readonly ids: readonly string[];
  readonly settings: Readonly<Record<string, SettingValue>>;
  /** Steps to train; until the goal is reached, at most `goalSteps`, unless given. */
  readonly steps?: number;
  readonly seed?: number;
  /** A line is printed every so many steps. */
  readonly every: number;
  /** Whether models that reached their goal at the defaults are kept for the page. */
  readonly save?: boolean;
  /** Whether the figures are written down. */
  readonly docs?: boolean;
  /** Whether answers are also judged by the length of what is read, or by their distance. */
  readonly lengths?: boolean;
}

const open = async (file: string): Promise<unknown> =>
  JSON.parse(await readFile(path.join(process.cwd(), 'public', file), 'utf8'));

/** @returns how many did not reach their goal */
export async function trainGallery(request: GalleryRequest): Promise<number> {
  const entries =
    request.ids.length > 0
      ? request.ids.map(galleryEntry)
      : GALLERY.filter((entry) => entry.goal !== undefined);
  let failed = 0;
  const results: GalleryResult[] = [];
  for (const entry of entries) {
    const result = await trainEntry(entry, request);
    results.push(result);
    const { steps, seconds, value, bar, reached } = result;
    console.log(
      `${reached ? '✓' : '✗'} ${entry.id}: ${entry.goal?.measure} ${show(value)} (goal ${show(bar)}) ` +
        `after ${steps} steps, ${seconds.toFixed(0)} s`,
    );
    if (!reached) failed++;
  }
  if (request.docs) await writeFile('docs/gallery.md', galleryPage(results, commit()));
  return failed;
}

/** Trains one experiment to its goal. */
export async function trainEntry(
  entry: GalleryEntry,
  { settings, steps, seed = entry.seed, every, save, lengths = false }: Omit<GalleryRequest, 'ids'>,
): Promise<GalleryResult> {
  const task = await entry.task(validateSettings(entry.settings, settings), open);
  const backend = new CpuBackend();
  const runs = await Runs.create({
    backend,
    prefix: entry.id,
    dataset: task.dataset,
    runs: task.runs,
    seed,
  });
  if (!runs) throw new Error(`${entry.id} has nothing to train.`);
  const info = {
    runs: task.runs.map(({ id }, i) => ({ id, parameters: runs.trainers[i].size })),
    baseline: task.dataset.baseline,
  };
  const start = performance.now();
  const seconds = () => (performance.now() - start) / 1000;
  const goal = () =>
    entry.goal &&
    goalState(
      entry.goal,
      info,
      runs.histories.map(({ all }) => all),
    );
  const most = steps ?? entry.goalSteps ?? 1000;
  const pacer = new Pacer();
  pacer.start();
  console.log(
    `${entry.id}: ${info.runs.map((r) => `${r.id} ${r.parameters} parameters`).join(', ')}`,
  );
  if (runs.judge) {
    const { examples, accuracy, floor } = runs.judge.info;
    console.log(
      `  the judge reads ${percent(accuracy)} of ${examples} real held-out examples right; Fréchet distance of as many real training examples from them ${show(floor)}`,
    );
  }
  while (runs.step < most) {
    await runs.advance(most - runs.step, pacer);
    if (runs.step % every !== 0) continue;
    await runs.collect();
    const values = runs.histories.map(({ all }, i) => {
      const held = all.validation.at(-1);
      const exact = held?.exact === undefined ? '' : ` exact ${show(held.exact)}`;
      const frechet = held?.frechet === undefined ? '' : ` Fréchet ${show(held.frechet)}`;
      return `${info.runs[i].id}: train ${show(all.train.at(-1)?.loss)}, held out ${show(held?.loss)} acc ${show(held?.accuracy)}${exact}${frechet}`;
    });
    console.log(`  ${runs.step} ${seconds().toFixed(0)} s  ${values.join(' | ')}`);
    // A race is not over when one is ahead for the first time.
    const race = typeof entry.goal?.bar === 'object';
    if (steps === undefined && !race && goal()?.reached) break;
  }
  for (const [i, run] of task.runs.entries()) {
    const rate = await errorRate({
      backend,
      prefix: `${entry.id}.decode.${i}`,
      model: run.model,
      dataset: task.dataset,
      parameters: runs.trainers[i].parameters,
    });
    if (rate) {
      const { errors, without, byLength } = rate;
      console.log(
        `  ${run.id}, writing by itself (greedy): ${percent(errors)} of the symbols wrong, ${percent(without)} of the answers without a mistake`,
      );
      for (const one of lengths ? byLength : []) {
        console.log(
          `    ${one.length} symbols read, ${one.examples} examples: ${percent(one.errors)} wrong, ${percent(one.without)} without a mistake`,
        );
      }
    }
  }
  if (lengths && task.dataset.distance) await printByDistance(backend, entry.id, task, runs);
  const state = goal();
  const result = {
    id: entry.id,
    seed,
    steps: runs.step,
    seconds: seconds(),
    value: state?.value,
    bar: state?.bar,
    reached: state?.reached ?? false,
    models: runs.histories.map(({ all }, i) => ({
      ...info.runs[i],
      held: all.validation.at(-1),
    })),
    ...(runs.judge ? { judge: runs.judge.info } : {}),
  };
  if (save && result.reached && entry.goal && result.value !== undefined) {
    await keep({
      version: 1,
      id: entry.id,
      seed,
      step: runs.step,
      commit: commit(),
      measure: entry.goal.measure,
      value: result.value,
      weights: weightsToBase64(await runs.trained()),
    });
  }
  runs.destroy();
  return result;
}

async function printByDistance(
  backend: Backend,
  prefix: string,
  { dataset, runs }: Task,
  { trainers }: Runs,
): Promise<void> {
  for (const [i, { id, model }] of runs.entries()) {
    if (!model.loss) continue;
    const { parameters } = trainers[i];
    const place = { backend, prefix: `${prefix}.distance.${i}`, model, dataset, parameters };
    const forward = await Forward.create({ ...place, batch: DISTANCE_BATCH });
    console.log(`  ${id}, by distance:`);
    for (const one of await answersByDistance(forward, dataset, model.loss.target)) {
      console.log(
        `    ${one.distance}: ${one.asked} asked, ${percent(one.accuracy)} right, loss ${show(one.loss)}`,
      );
    }
    forward.destroy();
  }
}

/** Writes a trained model, and the list of all there are. */
async function keep(snapshot: Snapshot): Promise<void> {
  const folder = path.join('public', SNAPSHOTS);
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, `${snapshot.id}.json`), `${JSON.stringify(snapshot)}\n`);
  const files = (await readdir(folder)).filter((file) => file !== 'index.json').sort();
  const ids = files.map((file) => file.replace(/\.json$/, ''));
  await writeFile(path.join(folder, 'index.json'), `${JSON.stringify(ids)}\n`);
}

function commit(): string {
  return execFileSync('git', ['rev-parse', '--short=10', 'HEAD'], { encoding: 'utf8' }).trim();
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}

function show(value: number | undefined): string {
  return value === undefined ? '–' : value.toFixed(4);
}
