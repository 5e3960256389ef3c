import type { Messages } from '../i18n/en';

export type CommandId = keyof Messages['command'];

/** One key press. `ctrl` is ⌘ on a Mac. Keys are named as in `KeyboardEvent.key`, letters in lower case. */
export interface KeyPress {
  readonly key: string;
  readonly ctrl?: boolean;
  readonly shift?: boolean;
}

/** Something that can be done from anywhere, by key or by button. Its name is `command.ID` of the catalogue. */
export interface Command {
  readonly id: CommandId;
  readonly keys: readonly KeyPress[];
  readonly enabled: () => boolean;
  readonly run: () => void;
}

type KeyEvent = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>;

/** Whether a key event is this key press. Shift is left open for signs that need it on some keyboards. */
export function matches(press: KeyPress, event: KeyEvent): boolean {
  const letter = /^[a-z ]$/.test(press.key);
  return (
    event.key.toLowerCase() === press.key &&
    (event.ctrlKey || event.metaKey) === (press.ctrl ?? false) &&
    (!letter || event.shiftKey === (press.shift ?? false)) &&
    !event.altKey
  );
}

/** The command that a key event asks for, if it is one that can be given now. */
export function commandFor(commands: readonly Command[], event: KeyEvent): Command | undefined {
  return commands.find(
    (command) => command.keys.some((press) => matches(press, event)) && command.enabled(),
  );
}
