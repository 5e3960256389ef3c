import type { ModelInfo } from '../../engine/session/client';
import { preferencesStore } from '../stores/preferences-store';
import { ask, sessionStore } from '../stores/session-store';
import { shellStore } from '../stores/shell-store';

/** The experiment that was training when the tab was hidden, and rests for that reason only. */
let resting: ModelInfo | null = null;

/** Has training rest while the tab is hidden, where the visitor wants that; otherwise it goes on. */
export function followVisibility(): void {
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') rest();
    else goOn();
  });
}

function rest(): void {
  const { running, model } = sessionStore.getState();
  if (!running || preferencesStore.getState().whenHidden !== 'rest') return;
  resting = model;
  void ask((session) => session.pause());
}

function goOn(): void {
  const { running, model } = sessionStore.getState();
  const same = resting !== null && resting === model;
  resting = null;
  if (same && !running && shellStore.getState().route === 'workbench') {
    void ask((session) => session.train());
  }
}
