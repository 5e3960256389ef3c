import { currentLink } from '../app/links';
import { messages } from '../i18n/use-messages';
import { ask, sessionStore } from '../stores/session-store';
import { remark, shellStore } from '../stores/shell-store';
import type { Command } from './command';

const onWorkbench = (): boolean =>
  shellStore.getState().route === 'workbench' && sessionStore.getState().model !== null;

export const plan: Command = {
  id: 'plan',
  keys: [{ key: 'p' }],
  enabled: onWorkbench,
  run: () => shellStore.setState({ dialog: 'plan' }),
};

export const copyLink: Command = {
  id: 'copyLink',
  keys: [{ key: 'l', ctrl: true, shift: true }],
  enabled: onWorkbench,
  run: () => void ask(copyCurrentLink),
};

async function copyCurrentLink(): Promise<void> {
  const link = await currentLink(false);
  try {
    await navigator.clipboard.writeText(link);
    remark(messages().share.copied);
  } catch {
    // Where copying is not allowed, the dialog shows the link to copy by hand.
    shellStore.setState({ dialog: 'share' });
  }
}

export const help: Command = {
  id: 'help',
  keys: [{ key: '?' }],
  enabled: () => true,
  run: () => shellStore.setState({ dialog: 'help' }),
};
