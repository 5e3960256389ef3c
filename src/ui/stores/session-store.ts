import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { ErrorCode } from '../../engine/tensor/errors';
import {
  type BackendInfo,
  Curve,
  type EditsInfo,
  type HeedClient,
  type MetricPoint,
  MOST_EVALUATIONS,
  MOST_POINTS,
  type ModelInfo,
  type ProgressLabel,
  type SessionEvent,
  type TimelineInfo,
  type ValidationPoint,
} from '../../engine/session/client';

export interface Failure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly tensor?: string;
}

/** The arrays change in place, until training starts anew; the object around them changes with every point. */
export interface MetricsHistory {
  readonly train: readonly MetricPoint[];
  readonly validation: readonly ValidationPoint[];
}

/** What the page knows of the session. Values of tensors are not in here: see ./tensor-values. */
export interface SessionState {
  readonly status: 'starting' | 'ready' | 'failed';
  readonly client: HeedClient | null;
  readonly backend: BackendInfo | null;
  readonly model: ModelInfo | null;
  readonly edits: EditsInfo;
  /** The step whose numbers are on screen: the present, unless an earlier one is looked at. */
  readonly step: number;
  /** Where the training stands. */
  readonly present: number;
  /** Snapshots of the training. */
  readonly timeline: Pick<TimelineInfo, 'steps' | 'bytes' | 'budget'>;
  readonly running: boolean;
  readonly stepsPerSecond: number;
  /** Of each of several models by itself; empty where they are not measured. */
  readonly runsPerSecond: readonly number[];
  /** Of each model that is trained. */
  readonly metrics: readonly MetricsHistory[];
  readonly progress: {
    readonly label: ProgressLabel;
    readonly done: number;
    readonly total: number;
  } | null;
  readonly error: Failure | null;
}

const noEdits: EditsInfo = { list: [], interventions: [], canUndo: false, canRedo: false };

export const sessionStore = createStore<SessionState>()(() => ({
  status: 'starting',
  client: null,
  backend: null,
  model: null,
  edits: noEdits,
  step: 0,
  present: 0,
  timeline: { steps: [], bytes: 0, budget: 0 },
  running: false,
  stepsPerSecond: 0,
  runsPerSecond: [],
  metrics: [],
  progress: null,
  error: null,
}));

export function useSession<T>(selector: (state: SessionState) => T): T {
  return useStore(sessionStore, selector);
}

/** Takes an event of the worker into the state. */
export function receive(event: SessionEvent): void {
  sessionStore.setState(next(event));
}

function next(event: SessionEvent): Partial<SessionState> {
  switch (event.type) {
    case 'model':
      return { model: event.model, backend: event.model.backend, progress: null };
    case 'edits':
      return { edits: event.edits };
    case 'error':
      return { error: event.error };
    case 'progress': {
      const { label, done, total } = event;
      return { progress: done < total ? { label, done, total } : null };
    }
    case 'sample':
      // What is written goes to ./written-text.
      return {};
    case 'timeline': {
      const { steps, bytes, budget } = event.timeline;
      return { timeline: { steps, bytes, budget } };
    }
    case 'frame': {
      const { step, present, running, stepsPerSecond, runsPerSecond } = event.frame;
      const { metrics, restarted } = event.frame;
      const grew = grown(metrics, restarted);
      return { step, present, running, stepsPerSecond, runsPerSecond, ...grew };
    }
  }
}

/** What the page keeps of a model's metrics, thinned out as the worker does it. */
class KeptMetrics {
  private readonly train = new Curve<MetricPoint>(MOST_POINTS);
  private readonly validation = new Curve<ValidationPoint>(MOST_EVALUATIONS);

  add(metrics: MetricsHistory): this {
    for (const point of metrics.train) this.train.add(point);
    for (const point of metrics.validation) this.validation.add(point);
    return this;
  }

  get history(): MetricsHistory {
    return { train: this.train.points, validation: this.validation.points };
  }
}

let kept: readonly KeptMetrics[] = [];

function grown(
  added: readonly MetricsHistory[],
  restarted: boolean,
): { metrics?: readonly MetricsHistory[] } {
  if (restarted) kept = added.map(() => new KeptMetrics());
  else if (added.every((one) => one.train.length + one.validation.length === 0)) return {};
  return { metrics: added.map((one, i) => kept[i].add(one).history) };
}

/** An error of any origin, as the page shows it. */
export function asFailure(error: unknown): Failure {
  const { code, message, tensor } = error as Partial<Failure>;
  return {
    code: code ?? 'device',
    message: message ?? String(error),
    ...(tensor === undefined ? {} : { tensor }),
  };
}

/**
 * Asks something of the session; a failure becomes the page's error notice and `undefined`.
 * Does nothing while there is no session.
 */
export async function ask<T>(
  question: (session: HeedClient['session']) => Promise<T>,
): Promise<T | undefined> {
  const { client } = sessionStore.getState();
  if (!client) return undefined;
  try {
    return await question(client.session);
  } catch (error) {
    sessionStore.setState({ error: asFailure(error) });
    return undefined;
  }
}
