import type { TensorInfo } from '../../../engine/session/client';
import { ask } from '../../stores/session-store';
import { placeNumbers, type ReadProblem, readNumbers } from './read-numbers';
import type { WORDS } from './words';

type Catalogue = (typeof WORDS)['en'];

/** What came of it, or why nothing did. */
export interface Told {
  readonly text: string;
  readonly problem: boolean;
}

/**
 * Writes pasted numbers into a tensor, from a cell on to the right and down.
 * @returns what came of it; null when the session refused it, which the page's notice tells
 */
export async function pasteNumbers(
  info: TensorInfo,
  from: readonly number[],
  text: string,
  words: Catalogue,
): Promise<Told | null> {
  const table = readNumbers(text);
  if ('problem' in table) return { text: problemText(table.problem, words), problem: true };
  const placed = placeNumbers(table.rows, info.shape, from);
  if (!('cells' in placed)) {
    return { text: words.pasteTooLarge(placed.got, placed.room), problem: true };
  }
  const written = await ask(async (session) => {
    await session.write(info.name, placed.cells);
    return true;
  });
  return written ? { text: words.pasted(placed.cells.length), problem: false } : null;
}

function problemText(problem: ReadProblem, words: Catalogue): string {
  switch (problem.kind) {
    case 'empty':
      return words.pasteEmpty;
    case 'json':
      return words.pasteJson;
    case 'notANumber':
      return words.pasteNotANumber(problem.text, problem.row, problem.col);
    case 'ragged':
      return words.pasteRagged(problem.row, problem.got, problem.expected);
  }
}
