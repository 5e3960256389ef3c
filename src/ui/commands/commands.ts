import { language, theme } from './appearance';
import type { Command } from './command';
import { redo, toggleDifference, toggleMode, undo } from './editing';
import { copyLink, help, plan } from './page';
import { playPause, restart, step } from './training';

/** Every command, in the order in which the help lists them. */
export const COMMANDS: readonly Command[] = [
  playPause,
  step,
  restart,
  undo,
  redo,
  toggleMode,
  toggleDifference,
  plan,
  copyLink,
  theme,
  language,
  help,
];
