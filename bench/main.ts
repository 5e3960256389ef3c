// The page of the benchmark: one library on one backend, one workload. bench/run.mjs drives it.
import { dataOf } from './data';
import { type Floor, measureFloor, timeEmptyDispatches } from './floor';
import { type Counts, metered } from './meter';
import { type ChainTimes, timeChains } from './one-workgroup';
import type { KernelTime, Peer, Prepared } from './peers/peer';
import type { SubjectId, Workload } from './workload';
import { type Asked, WORKLOADS, workloadOf } from './workloads';

declare global {
  var bench: typeof page;
}

const peers: Readonly<Record<SubjectId, () => Promise<Peer>>> = {
  'heed-webgpu': async () => (await import('./peers/heed')).openHeed('webgpu'),
  'heed-cpu': async () => (await import('./peers/heed')).openHeed('cpu'),
  'tfjs-webgpu': async () => (await import('./peers/tfjs')).openTfjs('webgpu'),
  'tfjs-wasm': async () => (await import('./peers/tfjs')).openTfjs('wasm'),
  'jax-webgpu': async () => (await import('./peers/jax')).openJax('webgpu'),
  'jax-wasm': async () => (await import('./peers/jax')).openJax('wasm'),
};

/** The first steps of a workload, which show that everybody computes the same. */
interface Start {
  readonly device: string;
  /** Until the library and its device are there, in ms. */
  readonly open: number;
  /** From then until the first step is done, compilation included, in ms. */
  readonly first: number;
  readonly losses: readonly number[];
  /** Some elements of the result, where there is no loss. */
  readonly sample: readonly number[];
  /** Of one step after the first ones; null where WebGPU has no part in it. */
  readonly counts: Counts | null;
  readonly plan: string | null;
}

let prepared: Prepared | undefined;

/** The workload that has been started. @throws Error when none has */
function current(): Prepared {
  if (!prepared) throw new Error('Nothing has been started.');
  return prepared;
}

const page = {
  /** All workloads, without what computes them. */
  workloads(): Pick<Workload, 'id' | 'title' | 'kind' | 'operations' | 'impossible'>[] {
    return WORKLOADS.map(({ id, title, kind, operations, impossible }) => {
      return { id, title, kind, operations, impossible };
    });
  },

  /** Opens a library, prepares a workload and runs its first steps. */
  async start(subject: SubjectId, asked: Asked, steps: number): Promise<Start> {
    const workload = workloadOf(asked);
    const data = { parameters: dataOf(workload.parameters), inputs: dataOf(workload.inputs) };
    const begin = performance.now();
    const peer = await peers[subject]();
    const opened = performance.now();
    prepared = await peer.prepare(workload, data);
    const losses = [await prepared.step()];
    const first = performance.now() - opened;
    while (losses.length < steps) losses.push(await prepared.step());
    const counts = subject.endsWith('webgpu') ? await metered(prepared.step) : null;
    const training = workload.kind === 'training';
    return {
      device: peer.device,
      open: opened - begin,
      first,
      losses: training ? losses : [],
      sample: training ? [] : everySoOften(await prepared.output()),
      counts,
      plan: prepared.plan ?? null,
    };
  },

  /** Times steps one by one, each to its end: at least one, for about so many ms. */
  round(ms: number): Promise<number[]> {
    return timed(ms, current().step);
  },

  /** Times steps that are queued together; ms for each of them. Empty where the library cannot. */
  async together(count: number, ms: number): Promise<number[]> {
    const { steps } = current();
    const times = steps ? await timed(ms, () => steps(count)) : [];
    return times.map((time) => time / count);
  },

  /** Milliseconds of every dispatch by itself, where the library can tell. */
  async profile(): Promise<readonly KernelTime[]> {
    return (await current().profile?.()) ?? [];
  },

  floor(sizes: readonly number[]): Promise<Floor> {
    return measureFloor(sizes);
  },

  emptyDispatches(count: number): Promise<number> {
    return timeEmptyDispatches(count);
  },

  /** A step's arithmetic in one workgroup and in many. */
  chains(count: number): Promise<ChainTimes> {
    return timeChains(count);
  },
};

globalThis.bench = page;

/** Milliseconds of each call, until they add up to so many. */
async function timed(ms: number, run: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let total = 0; total < ms; ) {
    const start = performance.now();
    await run();
    const time = performance.now() - start;
    times.push(time);
    total += time;
  }
  return times;
}

/** A few hundred elements spread over a tensor. */
function everySoOften(values: Float32Array): number[] {
  const step = Math.max(1, Math.floor(values.length / 499));
  return Array.from(values).filter((_, i) => i % step === 0);
}
