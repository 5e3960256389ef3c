import { expect, test } from 'vitest';
import { CpuBackend } from '../backends/reference/cpu-backend';
import { type ClutteredShapes, CLUTTERED_SIDE, clutteredShapes } from '../data/cluttered-shapes';
import { buildModel } from '../models/build';
import type { ModelSpec } from '../models/spec';
import { input } from '../ops/source';
import { EditLog } from '../session/edits';
import { Probe } from '../session/probe';
import { Runs } from '../session/runs';
import { boxEnergy } from '../testing/box-energy';
import { defaultExperiment, galleryEntry } from '.';

/** Pictures on which the gate is looked at, and steps before the second look. */
const BATCH = 50;
const STEPS = 200;

test('the energy of a map in a box is the share of its sum that lies there', () => {
  // Two by two cells of two pixels; the box of 2×2 pixels lies half in the right cells of the upper row.
  const boxes = { side: 4, box: 2, places: [{ top: 0, left: 1 }] };
  expect(boxEnergy([1, 3, 0, 4], 2, boxes)).toEqual({
    inside: (0.5 * 1 + 0.5 * 3) / 8,
    even: 0.25,
  });
});

test('the gate learns, from answers alone, to lie on the shape', async () => {
  const entry = galleryEntry('look-here');
  const { settings } = defaultExperiment(entry.id);
  const task = await entry.task(settings, () => Promise.reject(new Error('no file is needed')));
  const [run] = task.runs;
  expect(run.id).toBe('spatial');
  const data = clutteredShapes(Number(settings.clutter));
  const backend = new CpuBackend();
  const request = { backend, prefix: 'look', dataset: task.dataset, seed: entry.seed };
  const runs = await Runs.create({ ...request, runs: [run] });
  if (!runs) throw new Error('Nothing is trained.');
  const before = await energyOf(backend, run.model, runs, data);
  // At first the gate is half open everywhere.
  expect(before.inside).toBeLessThan(1.3 * before.even);
  runs.trainers[0].run(STEPS);
  const after = await energyOf(backend, run.model, runs, data);
  expect(after.inside).toBeGreaterThan(1.8 * after.even);
  runs.destroy();
}, 30_000);

/** How much of the gate's map lies on the shapes of some held-out pictures. */
async function energyOf(
  backend: CpuBackend,
  model: ModelSpec,
  runs: Runs,
  { places, validation }: ClutteredShapes,
) {
  const side = CLUTTERED_SIDE;
  const image = validation.values.image.subarray(0, BATCH * side ** 2);
  const target = validation.values.target.subarray(0, BATCH);
  const graph = buildModel(
    model,
    (b) => ({
      image: input(b, [BATCH, 1, side, side], { name: 'image', axes: ['B', 'C', 'Y', 'X'] }),
      target: input(b, [BATCH], { name: 'target', dtype: 'i32', axes: ['B'] }),
    }),
    'show',
  );
  const probe = await Probe.create({
    backend,
    prefix: `look at ${runs.step}`,
    graph: graph.b,
    loss: null,
    values: new Map([
      ['image', image],
      ['target', target],
    ]),
    parameters: runs.trainers[0].parameters,
    edits: new EditLog(),
  });
  const [gate] = await probe.read(['gate.gate']);
  probe.destroy();
  return boxEnergy(gate, side / 2, { side, box: 8, places: places.validation.slice(0, BATCH) });
}
