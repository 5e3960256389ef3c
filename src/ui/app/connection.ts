import {
  type BackendKind,
  connect,
  type HeedClient,
  type SessionEvent,
} from '../../engine/session/client';
import { asFailure, ask, receive, sessionStore } from '../stores/session-store';
import { bindWatch, publishTensors } from '../stores/tensor-values';
import { appendWritten } from '../stores/written-text';

let started: Promise<HeedClient> | undefined;

/** The session of this page, started at the first call. Rejects when no backend can be started. */
export function session(): Promise<HeedClient> {
  started ??= start();
  return started;
}

async function start(): Promise<HeedClient> {
  try {
    const client = await connect(forcedBackend(), take, document.baseURI);
    sessionStore.setState({ status: 'ready', client, backend: client.backend });
    return client;
  } catch (error) {
    // Whoever asks again, by opening an experiment, tries again.
    started = undefined;
    sessionStore.setState({ status: 'failed', error: asFailure(error) });
    throw error;
  }
}

/** Takes an event of the session to where it belongs. */
export function take(event: SessionEvent): void {
  receive(event);
  if (event.type === 'model') bindWatch(watch);
  if (event.type === 'frame') publishTensors(event.frame.tensors);
  if (event.type === 'sample') appendWritten(event.text);
}

/** Has the session send the tensors that are on screen. */
function watch(names: readonly string[]): void {
  void ask((api) => api.watch(names));
}

/** `?backend=cpu` or `?backend=webgpu`; anything else leaves the choice to the engine. */
function forcedBackend(): BackendKind | null {
  const asked = new URLSearchParams(location.search).get('backend');
  return asked === 'cpu' || asked === 'webgpu' ? asked : null;
}
