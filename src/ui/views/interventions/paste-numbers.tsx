import { useId, useState } from 'react';
import type { TensorInfo } from '../../../engine/session/client';
import { useWords } from '../../i18n/use-words';
import { ask } from '../../stores/session-store';
import { placeNumbers, type ReadProblem, readNumbers } from './read-numbers';
import { WORDS } from './words';

interface Props {
  readonly info: TensorInfo;
  readonly cell: readonly number[] | null;
}

/** Numbers from elsewhere, written into the tensor from the chosen cell on. */
export function PasteNumbers({ info, cell }: Props) {
  const words = useWords(WORDS);
  const id = useId();
  const [text, setText] = useState('');
  const [told, setTold] = useState<{ readonly text: string; readonly problem: boolean } | null>(
    null,
  );
  const problem = (message: string): void => setTold({ text: message, problem: true });
  const put = async (): Promise<void> => {
    const table = readNumbers(text);
    if ('problem' in table) return problem(problemText(table.problem, words));
    const placed = placeNumbers(table.rows, info.shape, cell ?? info.shape.map(() => 0));
    if (!('cells' in placed)) return problem(words.pasteTooLarge(placed.got, placed.room));
    const written = await ask(async (session) => {
      await session.write(info.name, placed.cells);
      return true;
    });
    setTold(written ? { text: words.pasted(placed.cells.length), problem: false } : null);
  };
  return (
    <details className="inspector-details">
      <summary>{words.paste}</summary>
      <div className="intervene-paste">
        <p id={`${id}-help`} className="inspector-small">
          {words.pasteHelp}
        </p>
        <textarea
          className="field"
          rows={4}
          spellCheck={false}
          aria-label={words.pasteLabel}
          aria-describedby={`${id}-help`}
          aria-invalid={told?.problem ?? false}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setTold(null);
          }}
        />
        <button type="button" className="button" onClick={() => void put()}>
          {words.pasteApply}
        </button>
        <p className={told?.problem ? 'problem' : 'inspector-small'} role="status">
          {told?.text}
        </p>
      </div>
    </details>
  );
}

function problemText(problem: ReadProblem, words: (typeof WORDS)['en']): string {
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
