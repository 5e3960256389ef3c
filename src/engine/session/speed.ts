import type { Backend } from '../backends/backend';
import { compile } from '../backends/compile';
import { CpuBackend } from '../backends/reference/cpu-backend';
import { probeWebGPU } from '../backends/webgpu/adapter';
import { createWebGPUBackend } from '../backends/webgpu/webgpu-backend';
import type { ExperimentId } from '../experiment/schema';
import { defaultExperiment, GALLERY, galleryEntry } from '../gallery';
import type { OpenFile } from '../gallery/entry';
import { Builder } from '../graph/builder';
import { matmul } from '../ops/matmul';
import { input } from '../ops/source';
import { plainError } from '../tensor/errors';
import type { BackendKind, SpeedEvent, SpeedMeasure, SpeedPlace } from './api';
import { nextTask, Pacer } from './pacing';
import { placeData } from './data-memory';
import { Trainer } from './trainer';

/** Sizes of the matrix products that are timed. */
const PRODUCTS = [256, 1024] as const;
/** Share of the time that goes before the clock starts: caches fill, clocks rise, loops are compiled. */
const WARM_UP = 0.3;
/** Time (ms) of one chunk of products: a wish to stop is heard between two. */
const CHUNK = 100;
const MAX_CHUNK = 64;

export interface SpeedRequest {
  /** Length of each measurement, in seconds. */
  readonly seconds: number;
  readonly openFile: OpenFile;
  readonly onEvent: (event: SpeedEvent) => void;
  /** Asked between two chunks. */
  readonly stopped: () => boolean;
  /** Backends to measure; the CPU and, where there is one, the GPU unless given. */
  readonly kinds?: readonly BackendKind[];
}

/**
 * Times Heed on this machine: training steps of the gallery's experiments with their default
 * settings, and matrix products, on every backend there is. It has backends of its own, so that
 * nothing that is loaded is touched. What fails on a backend is told as an event.
 *
 * @throws what `openFile` throws
 */
export async function measureSpeed(request: SpeedRequest): Promise<void> {
  const measures = allMeasures();
  request.onEvent({ type: 'list', measures });
  for (const kind of request.kinds ?? (['cpu', 'webgpu'] as const)) {
    if (request.stopped()) return;
    const opened = kind === 'cpu' ? cpu() : await gpu(request.onEvent);
    if (!opened) continue;
    try {
      for (const measure of measures) {
        if (request.stopped()) return;
        await one(opened, measure, request);
      }
    } finally {
      opened.backend.destroy();
    }
  }
}

interface Opened {
  readonly backend: Backend;
  readonly place: SpeedPlace;
}

function cpu(): Opened {
  const threads = (globalThis as { navigator?: { hardwareConcurrency?: number } }).navigator
    ?.hardwareConcurrency;
  const backend = new CpuBackend();
  const place = { kind: 'cpu', adapter: backend.adapter, software: false } as const;
  return { backend, place: threads === undefined ? place : { ...place, threads } };
}

/** Null, and told, where there is no WebGPU. */
async function gpu(onEvent: SpeedRequest['onEvent']): Promise<Opened | null> {
  const found = await probeWebGPU();
  if (!found.usable) {
    onEvent({ type: 'absent', reason: found.reason ?? 'no-adapter' });
    return null;
  }
  try {
    const backend = await createWebGPUBackend();
    const { adapter } = backend;
    return { backend, place: { kind: 'webgpu', adapter, software: found.software } };
  } catch {
    onEvent({ type: 'absent', reason: 'device-failed' });
    return null;
  }
}

function allMeasures(): SpeedMeasure[] {
  return [
    ...GALLERY.filter(({ timed }) => timed).map(({ id }) => ({ what: 'training', id }) as const),
    ...PRODUCTS.map((size) => ({ what: 'product', size }) as const),
  ];
}

const taskOf = (id: ExperimentId, open: OpenFile) =>
  galleryEntry(id).task(defaultExperiment(id).settings, open);

async function one(
  { backend, place }: Opened,
  measure: SpeedMeasure,
  request: SpeedRequest,
): Promise<void> {
  const { onEvent } = request;
  onEvent({ type: 'begin', place, measure });
  try {
    const timed =
      measure.what === 'training'
        ? await timeTraining(backend, measure.id, request)
        : await timeProduct(backend, measure.size, request);
    if (timed) onEvent({ type: 'result', result: { place, measure, ...timed } });
  } catch (error) {
    onEvent({ type: 'failed', place, measure, message: plainError(error).message });
  }
}

/** Runs of whatever is timed, and the seconds that they took. */
interface Timed {
  readonly runs: number;
  readonly seconds: number;
  /** Training steps a second, or 10⁹ floating-point operations a second. */
  readonly value: number;
}

/** Repeats a chunk of work, first without counting. Null when it was stopped before the end. */
async function repeat(
  chunk: () => Promise<number>,
  { seconds, stopped }: SpeedRequest,
): Promise<{ runs: number; seconds: number } | null> {
  const warm = performance.now() + WARM_UP * seconds * 1000;
  do {
    await chunk();
    await nextTask();
    if (stopped()) return null;
  } while (performance.now() < warm);
  const start = performance.now();
  let runs = 0;
  let elapsed = 0;
  do {
    runs += await chunk();
    elapsed = (performance.now() - start) / 1000;
    await nextTask();
    if (stopped()) return null;
  } while (elapsed < seconds);
  return { runs, seconds: elapsed };
}

/** Trains as the page does, in chunks of the same length, without anybody looking. */
async function timeTraining(
  backend: Backend,
  id: ExperimentId,
  request: SpeedRequest,
): Promise<Timed | null> {
  const task = await taskOf(id, request.openFile);
  const [{ model, training }] = task.runs;
  if (!training) return null;
  const { seed } = defaultExperiment(id);
  const data = placeData(backend, `${id}.data`, task.dataset);
  const trainer = await Trainer.create({ backend, prefix: id, model, training, data, seed });
  const pacer = new Pacer();
  pacer.start();
  try {
    const timed = await repeat(async () => {
      const steps = Math.min(pacer.steps, trainer.room);
      await pacer.time(steps, async () => {
        trainer.run(steps);
        await backend.finish();
      });
      if (trainer.room === 0) await trainer.takeMetrics();
      return steps;
    }, request);
    return timed && { ...timed, value: timed.runs / timed.seconds };
  } finally {
    trainer.destroy();
    data.free();
  }
}

/** n×n times n×n: 2n³ multiplications and additions. */
async function timeProduct(
  backend: Backend,
  size: number,
  request: SpeedRequest,
): Promise<Timed | null> {
  const b = new Builder();
  const x = input(b, [size, size], { name: 'x' });
  const y = input(b, [size, size], { name: 'y' });
  matmul(b, x, y, {}, { name: 'product' });
  const program = await compile(b, backend, ['product']);
  const values = Float32Array.from({ length: size * size }, (_, i) => Math.sin(i));
  program.write('x', values);
  program.write('y', values);
  let times = 1;
  try {
    const timed = await repeat(async () => {
      const runs = times;
      const start = performance.now();
      program.run(runs);
      await backend.finish();
      const each = Math.max((performance.now() - start) / runs, 0.01);
      times = Math.max(1, Math.min(MAX_CHUNK, Math.round(CHUNK / each)));
      return runs;
    }, request);
    return timed && { ...timed, value: (2 * size ** 3 * timed.runs) / timed.seconds / 1e9 };
  } finally {
    program.destroy();
  }
}
