import { messages } from '../../i18n/use-messages';
import { asFailure, sessionStore } from '../../stores/session-store';

interface Wanted {
  readonly name: string;
  readonly index: readonly number[];
  readonly value: number;
  /** Told why the number was refused, or null. */
  readonly settle: (refused: string | null) => void;
}

/** The latest wish for each cell; while one write is on its way, later ones for the same cell replace each other. */
const waiting = new Map<string, Wanted>();
let busy = false;

/**
 * Sets one cell. Dragging asks for this at every movement of the pointer: one write is on its way at
 * a time, and of those that have piled up meanwhile only the last is sent.
 * @returns why the number was refused, in the reader's language, or null
 */
export function writeCell(
  name: string,
  index: readonly number[],
  value: number,
): Promise<string | null> {
  return new Promise((settle) => {
    const key = `${name}[${index.join()}]`;
    waiting.get(key)?.settle(null);
    waiting.set(key, { name, index, value, settle });
    void sendAll();
  });
}

async function sendAll(): Promise<void> {
  if (busy) return;
  busy = true;
  try {
    for (;;) {
      const [next] = waiting;
      if (!next) return;
      const [key, wanted] = next;
      waiting.delete(key);
      wanted.settle(await send(wanted));
    }
  } finally {
    busy = false;
  }
}

async function send({ name, index, value }: Wanted): Promise<string | null> {
  const { client } = sessionStore.getState();
  if (!client) return messages().heatmap.refused;
  try {
    await client.session.write(name, { index, value });
    return null;
  } catch (error) {
    const { code } = asFailure(error);
    return code === 'input' ? messages().heatmap.refused : messages().error.code[code];
  }
}
