import { ask, sessionStore } from '../stores/session-store';
import { shellStore } from '../stores/shell-store';
import type { Command } from './command';

/** Only what has data can be trained. */
const canTrain = (): boolean =>
  shellStore.getState().route === 'workbench' && Boolean(sessionStore.getState().model?.data);

export const playPause: Command = {
  id: 'playPause',
  keys: [{ key: ' ' }],
  enabled: canTrain,
  run: () => {
    const { running } = sessionStore.getState();
    void ask((session) => (running ? session.pause() : session.train()));
  },
};

export const step: Command = {
  id: 'step',
  keys: [{ key: '.' }],
  enabled: () => canTrain() && !sessionStore.getState().running,
  run: () => void ask((session) => session.step(1)),
};

export const restart: Command = {
  id: 'restart',
  keys: [{ key: 'r' }],
  enabled: () => canTrain() && sessionStore.getState().present > 0,
  run: () => void ask((session) => session.restart()),
};
