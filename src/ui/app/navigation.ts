import { decodeExperiment } from '../../engine/experiment/codec';
import type { Experiment } from '../../engine/experiment/schema';
import type { ModelInfo } from '../../engine/session/client';
import { asFailure, ask, sessionStore } from '../stores/session-store';
import { shellStore } from '../stores/shell-store';
import { fromView } from '../stores/view-store';
import { session, take } from './connection';

/** Counts what was asked for, so that an earlier experiment that arrives late is not shown. */
let latest = 0;

/** The text after `#` or `#/`, unescaped where a mail program or a chat escaped it. */
function hashText(): string {
  // Addresses within a page are often written with a slash, `#/bench`: both lead to the same place.
  const text = location.hash.replace(/^#\/?/, '');
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

let arrival: Promise<void> = Promise.resolve();

/**
 * Shows what the address says: the gallery, the speed test, or an experiment. A link that cannot be opened is told,
 * and leads to the gallery.
 */
export function followAddress(): void {
  arrival = readAddress();
}

/** Resolves when what the address says is shown, or has turned out not to be possible. */
export function whenArrived(): Promise<void> {
  return arrival;
}

async function readAddress(): Promise<void> {
  const text = hashText();
  if (text === '' || text === 'gallery') {
    showGallery();
    return;
  }
  if (text === 'bench') {
    leaveWorkbench('bench');
    return;
  }
  const turn = ++latest;
  try {
    await arrive(turn, async () => {
      const { session: api } = await session();
      return decodeExperiment(text, (id) => api.defaults(id));
    });
  } catch (error) {
    if (turn !== latest) return;
    showGallery();
    sessionStore.setState({ error: asFailure(error) });
  }
}

/** Opens an experiment; when that fails, all stays as it was and the failure is the caller's. */
export async function openExperiment(experiment: Experiment): Promise<ModelInfo> {
  return arrive(++latest, async () => experiment);
}

async function arrive(turn: number, read: () => Promise<Experiment>): Promise<ModelInfo> {
  shellStore.setState({ loading: true });
  sessionStore.setState({ error: null });
  try {
    const experiment = await read();
    const { session: api } = await session();
    if (turn !== latest) throw new Error('Another experiment was opened in the meantime.');
    const model = await api.load(experiment);
    if (turn === latest) {
      // Its event comes by another way, and may be later than the answer.
      take({ type: 'model', model });
      fromView(experiment.view);
      shellStore.setState({ route: 'workbench', panel: 'computation' });
    }
    return model;
  } finally {
    if (turn === latest) {
      shellStore.setState({ loading: false });
      sessionStore.setState({ progress: null });
    }
  }
}

/** Stops long work: repeated training stays at the step it has reached, a load leads back to the gallery. */
export async function stopWork(): Promise<void> {
  const { progress } = sessionStore.getState();
  await ask((api) => api.cancel());
  sessionStore.setState({ progress: null });
  const trains = progress?.label === 'replay' || progress?.label === 'train';
  if (!trains && shellStore.getState().loading) showGallery();
}

/** To another page; what is loaded rests. */
function leaveWorkbench(route: 'gallery' | 'bench'): void {
  latest++;
  if (sessionStore.getState().running) void ask((api) => api.pause());
  shellStore.setState({ route, loading: false, dialog: null });
}

function showGallery(): void {
  leaveWorkbench('gallery');
  if (location.hash !== '') history.replaceState(null, '', location.pathname + location.search);
}
