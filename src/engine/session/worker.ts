import * as Comlink from 'comlink';
import { type ErrorCode, InputError, plainError } from '../tensor/errors';
import type { BackendInfo, BackendKind, SessionEvent, SpeedEvent } from './api';
import { onCpu, selectBackend } from './select-backend';
import { keepOwn, openOwn } from './own-store';
import { Session } from './session';
import { measureSpeed } from './speed';

/** The answer to a call. Errors travel as data, so that their code and tensor arrive too. */
export type Answer =
  | { readonly value: unknown }
  | { readonly error: { code: ErrorCode; message: string; tensor?: string } };

/** What the page can reach in the worker. */
export interface WorkerApi {
  open(
    forced: BackendKind | null,
    base: string,
    onEvent: (event: SessionEvent) => void,
  ): Promise<{ backend: BackendInfo }>;
  call(method: string, args: readonly unknown[]): Promise<Answer>;
  /** Times this machine, beside whatever the session has loaded; resolves when it is done or stopped. */
  measureSpeed(
    seconds: number,
    base: string,
    onEvent: (event: SpeedEvent) => void,
  ): Promise<Answer>;
  stopMeasuring(): Promise<void>;
}

let session: Session | null = null;
/** Counts what was started and stopped: a test goes on while the count is its own. */
let speedTests = 0;

const api: WorkerApi = {
  async open(forced, base, onEvent) {
    const { backend, info } = await selectBackend(forced);
    const open = (path: string) => openOwn(path) ?? openFile(new URL(path, base));
    const opened = new Session(backend, info, open, onEvent, keepOwn);
    session = opened;
    void backend.lost.then((reason) => opened.recover(onCpu('device-lost', reason)));
    return { backend: info };
  },
  async call(method, args) {
    try {
      if (!session) throw new InputError('The session is not open yet.');
      const target = session as unknown as Record<
        string,
        (...args: readonly unknown[]) => Promise<unknown>
      >;
      return { value: await target[method](...args) };
    } catch (error) {
      return { error: plainError(error) };
    }
  },
  async measureSpeed(seconds, base, onEvent) {
    const own = ++speedTests;
    try {
      await measureSpeed({
        seconds,
        openFile: (path) => openFile(new URL(path, base)),
        onEvent,
        stopped: () => own !== speedTests,
      });
      return { value: undefined };
    } catch (error) {
      return { error: plainError(error) };
    }
  },
  async stopMeasuring() {
    speedTests++;
  },
};

async function openFile(url: URL): Promise<unknown> {
  const response = await fetch(url);
  if (!response.ok)
    throw new InputError(`${url.pathname} could not be loaded (${response.status}).`);
  return response.json();
}

Comlink.expose(api);
