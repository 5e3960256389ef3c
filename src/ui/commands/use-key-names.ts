import { useMessages } from '../i18n/use-messages';
import type { Command, KeyPress } from './command';

const onMac = /Mac|iPhone|iPad/.test(navigator.userAgent);

/** Gives a command's keys as they are printed on the reader's keyboard. */
export function useKeyNames(): (command: Command) => string {
  const { help } = useMessages();
  const name = ({ key, ctrl, shift }: KeyPress): string =>
    [
      ...(ctrl ? [onMac ? '⌘' : 'Ctrl'] : []),
      ...(shift ? ['Shift'] : []),
      key === ' ' ? help.space : key.toUpperCase(),
    ].join('+');
  return ({ keys }) => name(keys[0]);
}
