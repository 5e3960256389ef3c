import * as Comlink from 'comlink';
import { HeedError } from '../tensor/errors';
import type { BackendInfo, BackendKind, SessionApi, SessionEvent, SpeedEvent } from './api';
import type { Answer, WorkerApi } from './worker';

export type * from './api';
export { LONGEST_FLOW } from './inspect/attention-limits';
export { evaluate } from '../graph/expr';
export { Curve, MOST_EVALUATIONS, MOST_POINTS } from './curve';
export { parameterKey, parameterOf } from './parameter-key';

/** A session in a worker, as the page sees it. */
export interface HeedClient {
  readonly session: SessionApi;
  readonly backend: BackendInfo;
  /**
   * Times this machine, each measurement so many seconds long. Resolves when all is done, or when
   * another test or `stopMeasuring` has ended it.
   */
  measureSpeed(seconds: number, onEvent: (event: SpeedEvent) => void): Promise<void>;
  stopMeasuring(): Promise<void>;
  /** Ends the worker. */
  close(): void;
}

/**
 * Starts a worker and opens a session in it.
 * @param forced  the backend asked for in the address, or null to choose the better one
 * @param base    address of the page, from which data files are found
 * @throws HeedError when the worker cannot be started
 */
export async function connect(
  forced: BackendKind | null,
  onEvent: (event: SessionEvent) => void,
  base: string,
): Promise<HeedClient> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  const broken = new Promise<never>((_, reject) => {
    worker.addEventListener('error', (event) => {
      reject(
        new HeedError(
          'device',
          `The engine could not be started: ${event.message || 'its script did not load'}.`,
        ),
      );
    });
  });
  const remote = Comlink.wrap<WorkerApi>(worker);
  const { backend } = await Promise.race([
    remote.open(forced, base, Comlink.proxy(onEvent)),
    broken,
  ]);
  const session = new Proxy({} as SessionApi, {
    get: (_, method) =>
      // A promise asks whether it holds another promise; it does not.
      method === 'then'
        ? undefined
        : async (...args: readonly unknown[]) => valueOf(await remote.call(String(method), args)),
  });
  return {
    session,
    backend,
    measureSpeed: async (seconds, onEvent) => {
      valueOf(await remote.measureSpeed(seconds, base, Comlink.proxy(onEvent)));
    },
    stopMeasuring: () => remote.stopMeasuring(),
    close: () => worker.terminate(),
  };
}

/** @throws HeedError as the worker threw it */
function valueOf(answer: Answer): unknown {
  if ('value' in answer) return answer.value;
  const { code, message, tensor } = answer.error;
  throw new HeedError(code, message, tensor);
}
