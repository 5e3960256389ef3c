import { ask, sessionStore } from '../stores/session-store';
import { shellStore } from '../stores/shell-store';
import { setMode, viewStore } from '../stores/view-store';
import type { Command } from './command';

const onWorkbench = (): boolean =>
  shellStore.getState().route === 'workbench' && sessionStore.getState().model !== null;

export const undo: Command = {
  id: 'undo',
  keys: [{ key: 'z', ctrl: true }],
  enabled: () => onWorkbench() && sessionStore.getState().edits.canUndo,
  run: () => void ask((session) => session.undo()),
};

export const redo: Command = {
  id: 'redo',
  keys: [
    { key: 'z', ctrl: true, shift: true },
    { key: 'y', ctrl: true },
  ],
  enabled: () => onWorkbench() && sessionStore.getState().edits.canRedo,
  run: () => void ask((session) => session.redo()),
};

export const toggleDifference: Command = {
  id: 'toggleDifference',
  keys: [{ key: 'd' }],
  enabled: onWorkbench,
  run: () => setMode(viewStore.getState().mode === 'difference' ? 'forward' : 'difference'),
};

export const toggleMode: Command = {
  id: 'toggleMode',
  keys: [{ key: 'g' }],
  enabled: onWorkbench,
  run: () => setMode(viewStore.getState().mode === 'forward' ? 'gradient' : 'forward'),
};
