import { commandFor } from './command';
import { COMMANDS } from './commands';

/** Where letters are typed, a key is never a command. */
const TYPING = 'input:not([type="checkbox"]), textarea, select, [contenteditable="true"]';
/** Here the space bar and the dot have a meaning of their own. */
const CONTROL = `${TYPING}, button, a, summary, [role="slider"], [role="switch"], [role="menuitem"], [role="gridcell"], [role="grid"]`;

/** Lets commands be given by key, wherever the focus does not need the key itself. */
export function listenForKeys(): void {
  addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.isComposing || isTaken(event)) return;
    const command = commandFor(COMMANDS, event);
    if (!command) return;
    event.preventDefault();
    if (!event.repeat || command.id === 'step') command.run();
  });
}

function isTaken(event: KeyboardEvent): boolean {
  // In a dialog the page behind it rests.
  if (document.querySelector('dialog[open]')) return true;
  if (!(event.target instanceof Element)) return false;
  const needed = event.key === ' ' || event.key === '.' ? CONTROL : TYPING;
  return event.target.closest(needed) !== null;
}
