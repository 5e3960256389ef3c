import type { Experiment, ExperimentId, Intervention } from '../../engine/experiment/schema';
import { decodeExperiment } from '../../engine/experiment/codec';
import { experimentFromJson } from '../../engine/experiment/validate';
import type {
  AnswerOf,
  BackendInfo,
  Decoded,
  Explanation,
  HeedClient,
  Metrics,
  QuestionName,
  RequestOf,
  SampleRequest,
  StepResult,
  TensorInfo,
  TimelineInfo,
  WriteValue,
} from '../../engine/session/client';
import { EXPERIMENT_IDS, experimentWords } from '../i18n/experiment-words';
import { asFailure, type Failure, sessionStore } from '../stores/session-store';
import { session } from './connection';
import { completeRule, type GivenRule } from './given-rule';
import { currentExperiment, currentLink } from './links';
import { openExperiment, whenArrived } from './navigation';

/**
 * `window.heed`: the page, for scripts. Described in docs/scripting.md. Every method waits until
 * the engine has started, and rejects with an `Error` that has a `code`.
 */
export interface Heed {
  experiments(): Promise<{ id: ExperimentId; title: string }[]>;
  /** An identifier, a link (or what follows its `#`), or an experiment as `experiment()` gives it. */
  load(what: string | Experiment): Promise<Experiment>;
  experiment(options?: { weights?: boolean }): Promise<Experiment>;
  backend(): Promise<BackendInfo>;
  tensors(): Promise<Pick<TensorInfo, 'name' | 'shape' | 'kind'>[]>;
  /** Values in row-major order, as an ordinary array, which every script and notebook can take. */
  read(name: string): Promise<{ name: string; shape: readonly number[]; data: number[] }>;
  write(name: string, data: WriteValue): Promise<void>;
  /** Takes back what was written to a tensor, or to all. */
  reset(name?: string): Promise<void>;
  /** The interventions that stand, on or off. */
  interventions(): Promise<readonly Intervention[]>;
  /** Adds an intervention, or puts a list in the place of all: see docs/scripting.md. */
  intervene(what: GivenRule | readonly GivenRule[]): Promise<readonly Intervention[]>;
  step(n?: number): Promise<StepResult>;
  train(): Promise<void>;
  pause(): Promise<void>;
  /** Which earlier steps can be looked at. */
  timeline(): Promise<TimelineInfo>;
  /** Shows every tensor as of an earlier step; null: as of the present. */
  lookAt(step: number | null): Promise<void>;
  /** Takes the training back to an earlier step; what came after is gone. */
  rewind(step: number): Promise<void>;
  metrics(): Promise<Metrics>;
  link(options?: { weights?: boolean }): Promise<string>;
  explain(name: string, index: readonly number[]): Promise<Explanation>;
  /** Answers a question about what is loaded, by its name: see docs/scripting.md. */
  ask<K extends QuestionName>(name: K, request: RequestOf<K>): Promise<AnswerOf<K>>;
  /** What the model writes, where it writes its answers word by word. */
  decode(options?: { beam?: number }): Promise<Decoded>;
  /** Goes on with a text, where the model is one of language; gives what it wrote. */
  sample(request: Partial<SampleRequest> & Pick<SampleRequest, 'prompt'>): Promise<string>;
  /** The plan of one training step, as text. */
  plan(): Promise<string>;
}

/** Where a script says nothing else: as likely as the model thinks. */
const SAMPLING = { length: 100, temperature: 1, topK: 0, topP: 1, seed: 1 };

declare global {
  interface Window {
    heed: Heed;
  }
}

/** Puts `heed` on the window: at once, before anything is loaded. */
export function offerScripting(): void {
  window.heed = Object.freeze(
    withErrors({
      experiments: async () => {
        const { session: api } = await session();
        const list = await api.experiments();
        return list.map(({ id }) => ({ id, title: experimentWords(id).title }));
      },
      load: async (what) => {
        const experiment = await experimentOf(what);
        await whenArrived();
        await openExperiment(experiment);
        return currentExperiment(false);
      },
      experiment: async (options) => {
        await loaded();
        return currentExperiment(options?.weights === true);
      },
      backend: async () => {
        const { backend } = await session();
        return sessionStore.getState().backend ?? backend;
      },
      tensors: async () => {
        await loaded();
        const { model } = sessionStore.getState();
        return (model?.tensors ?? []).map(({ name, shape, kind }) => ({ name, shape, kind }));
      },
      read: async (name) => {
        const values = await (await loaded()).read(text('read', name));
        return { ...values, data: Array.from(values.data) };
      },
      write: async (name, data) => (await loaded()).write(text('write', name), values(data)),
      reset: async (name) =>
        (await loaded()).reset(name === undefined ? undefined : text('reset', name)),
      interventions: async () => {
        return standing(await loaded());
      },
      intervene: async (what) => {
        const api = await loaded();
        const tensors = sessionStore.getState().model?.tensors ?? [];
        if (typeof what !== 'object' || what === null) {
          throw failure('input', `heed.intervene: expected { tensor, kind, … } or a list of such.`);
        }
        if (Array.isArray(what)) {
          const list = what as readonly GivenRule[];
          return api.intervene(list.map((one) => completeRule(one, tensors)));
        }
        const one = completeRule(what as GivenRule, tensors);
        return api.intervene([...(await standing(api)), one]);
      },
      step: async (n = 1) => (await loaded()).step(stepCount(n)),
      train: async () => (await loaded()).train(),
      pause: async () => (await loaded()).pause(),
      timeline: async () => (await loaded()).timeline(),
      lookAt: async (step) =>
        (await loaded()).lookAt(step === null ? null : snapshotStep('lookAt', step)),
      rewind: async (step) => (await loaded()).rewind(snapshotStep('rewind', step)),
      metrics: async () => (await loaded()).metrics(),
      link: async (options) => {
        await loaded();
        return currentLink(options?.weights === true);
      },
      explain: async (name, index) => (await loaded()).explain(text('explain', name), index),
      ask: async (name, request) => (await loaded()).ask(name, request),
      decode: async ({ beam = 1 } = {}) => (await loaded()).decode({ beam }),
      sample: async (request) => (await loaded()).sample({ ...SAMPLING, ...request }),
      plan: async () => (await loaded()).plan(),
    }),
  );
}

/** The session, once what the address names is loaded in it. */
async function loaded(): Promise<HeedClient['session']> {
  const { session: api } = await session();
  await whenArrived();
  if (!sessionStore.getState().model) {
    throw failure(
      'experiment',
      "No experiment is loaded yet. Load one first: await heed.load('three-words').",
    );
  }
  return api;
}

/** As the session has them: the page may not have been told of the latest yet. */
async function standing(api: HeedClient['session']): Promise<readonly Intervention[]> {
  const { interventions = [] } = await api.experiment({ weights: false });
  return interventions.filter(({ removed }) => !removed);
}

async function experimentOf(what: unknown): Promise<Experiment> {
  const { session: api } = await session();
  const defaultsOf = (id: ExperimentId): Promise<Experiment> => api.defaults(id);
  if (typeof what !== 'string') return experimentFromJson(what, defaultsOf);
  const id = EXPERIMENT_IDS.find((known) => known === what);
  if (id !== undefined) return defaultsOf(id);
  if (!what.includes('#') && !what.startsWith('v')) {
    throw failure(
      'input',
      `heed.load: there is no experiment "${what}". There are: ${EXPERIMENT_IDS.join(', ')}; a link or an experiment can be loaded too.`,
    );
  }
  return decodeExperiment(what.slice(what.indexOf('#') + 1), defaultsOf);
}

function text(method: string, name: unknown): string {
  if (typeof name === 'string') return name;
  throw failure('input', `heed.${method}: expected the name of a tensor, got ${typeof name}.`);
}

function values(data: unknown): WriteValue {
  if (typeof data === 'object' && data !== null && ('length' in data || 'index' in data)) {
    return data as WriteValue;
  }
  throw failure(
    'input',
    `heed.write: expected an array of numbers or { index, value }, got ${data === null ? 'null' : typeof data}.`,
  );
}

function stepCount(n: unknown): number {
  if (typeof n === 'number' && Number.isInteger(n) && n >= 1) return n;
  throw failure(
    'input',
    `heed.step: expected a whole number of steps from 1 on, got ${String(n)}.`,
  );
}

function snapshotStep(method: string, step: unknown): number {
  if (typeof step === 'number' && Number.isInteger(step) && step >= 0) return step;
  throw failure(
    'input',
    `heed.${method}: expected one of the steps that heed.timeline() lists, got ${String(step)}.`,
  );
}

function failure(code: Failure['code'], message: string): Error {
  return asError({ code, message });
}

function asError({ code, message, tensor }: Failure): Error {
  return Object.assign(new Error(message), { code, ...(tensor === undefined ? {} : { tensor }) });
}

/** Makes every rejection an `Error` with a code, wherever it came from. */
function withErrors(api: Heed): Heed {
  const methods = Object.entries(api) as [string, (...args: unknown[]) => Promise<unknown>][];
  return Object.fromEntries(
    methods.map(([name, method]) => [
      name,
      (...args: unknown[]) =>
        method(...args).catch((error: unknown) => {
          throw asError(asFailure(error));
        }),
    ]),
  ) as unknown as Heed;
}
