import { asFailure, type SessionState, sessionStore } from '../stores/session-store';
import { shellStore } from '../stores/shell-store';
import { toView, viewStore } from '../stores/view-store';
import { asHash, currentExperiment } from './links';

const DELAY_MS = 400;
const DELAY_WHILE_TRAINING_MS = 3000;

let timer: ReturnType<typeof setTimeout> | undefined;
let due = Infinity;
let writing = false;

/** Keeps the experiment as it stands in the address, so that copying or reloading it loses nothing. */
export function keepAddress(): void {
  sessionStore.subscribe((state, before) => {
    if (changes(state, before)) plan(state.running ? DELAY_WHILE_TRAINING_MS : DELAY_MS);
  });
  let view = '';
  viewStore.subscribe(() => {
    const now = JSON.stringify(toView());
    if (now === view) return;
    view = now;
    plan(DELAY_MS);
  });
}

function changes(state: SessionState, before: SessionState): boolean {
  return (
    state.model !== before.model ||
    state.edits !== before.edits ||
    state.present !== before.present ||
    state.running !== before.running
  );
}

/** Writes after a while; an earlier plan stands unless this one comes sooner. */
function plan(delay: number): void {
  const at = performance.now() + delay;
  if (at >= due) return;
  clearTimeout(timer);
  due = at;
  timer = setTimeout(() => void write(), delay);
}

async function write(): Promise<void> {
  due = Infinity;
  if (writing) {
    plan(DELAY_MS);
    return;
  }
  if (!isShown()) return;
  writing = true;
  const before = location.hash;
  try {
    const hash = await asHash(await currentExperiment(false));
    // Somebody may have gone elsewhere in the meantime.
    if (isShown() && location.hash === before) history.replaceState(null, '', `#${hash}`);
  } catch (error) {
    sessionStore.setState({ error: asFailure(error) });
  } finally {
    writing = false;
  }
}

function isShown(): boolean {
  const { route, loading } = shellStore.getState();
  return route === 'workbench' && !loading && sessionStore.getState().model !== null;
}
