import type { TensorData } from '../../engine/tensor/types';

/**
 * The numbers on screen. They change up to sixty times a second, so they never pass through React:
 * whoever paints a tensor subscribes to it, and being subscribed is what makes the session send it.
 */
const values = new Map<string, TensorData>();
const listeners = new Map<string, Set<() => void>>();

let sendWatch: ((names: readonly string[]) => unknown) | null = null;
let sent = '';
let timer: ReturnType<typeof setTimeout> | undefined;

/** Long enough for a scroll or a change of layer to settle into one message. */
const WATCH_DELAY_MS = 30;

/** What the page itself computes from tensors has names of its own, which the session is not asked for. */
const OWN = 'page:';

/** Takes new values in and tells those who paint them. */
export function publishTensors(record: Readonly<Record<string, TensorData>>): void {
  const names = Object.keys(record);
  for (const name of names) values.set(name, record[name]);
  for (const name of names) notify(name);
}

/** The latest values of a tensor, if any have come. */
export function tensorValue(name: string): TensorData | undefined {
  return values.get(name);
}

/**
 * Calls back whenever the values of a tensor change, and has the session send them for as long as
 * anybody is subscribed. Subscribe only while the tensor is on screen.
 * @returns what ends the subscription
 */
export function subscribeTensor(name: string, changed: () => void): () => void {
  let group = listeners.get(name);
  if (!group) {
    group = new Set();
    listeners.set(name, group);
    planWatch();
  }
  // A wrapper of its own for every subscription, so that one callback may subscribe twice.
  const listener = (): void => changed();
  group.add(listener);
  return () => {
    const current = listeners.get(name);
    if (!current?.delete(listener) || current.size > 0) return;
    listeners.delete(name);
    planWatch();
  };
}

/**
 * Says how the session is told which tensors are on screen (`session.watch`), and tells it at once.
 * Bind again when a session starts or another model is loaded; `null` while there is no session.
 */
export function bindWatch(send: ((names: readonly string[]) => unknown) | null): void {
  sendWatch = send;
  sent = '';
  // What is off screen may belong to a model that is gone; what is on screen is sent again.
  for (const name of values.keys()) if (!listeners.has(name)) values.delete(name);
  clearTimeout(timer);
  timer = undefined;
  if (listeners.size > 0) watchNow();
}

function notify(name: string): void {
  const group = listeners.get(name);
  if (group) for (const listener of group) listener();
}

function planWatch(): void {
  timer ??= setTimeout(watchNow, WATCH_DELAY_MS);
}

function watchNow(): void {
  timer = undefined;
  if (!sendWatch) return;
  const names = [...listeners.keys()].filter((name) => !name.startsWith(OWN)).sort();
  const key = names.join('\n');
  if (key === sent) return;
  sent = key;
  sendWatch(names);
}
