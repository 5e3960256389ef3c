import { useId, useState } from 'react';
import type { Example } from '../../../engine/experiment/schema';
import type { ExampleInfo } from '../../../engine/session/client';
import { useMessages } from '../../i18n/use-messages';
import { asFailure, sessionStore } from '../../stores/session-store';

interface Props {
  readonly info: ExampleInfo;
}

/**
 * The sentence that is shown, to be changed or replaced by the visitor's own. What cannot be read is
 * said below it, and the text stays.
 */
export function OwnText({ info }: Props) {
  const { setup, error: sentences } = useMessages();
  const { example } = info;
  // Null until something is typed.
  const [typed, setTyped] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [seen, setSeen] = useState(example);
  if (!sameExample(example, seen)) {
    // A link, a script or the chooser has brought another example.
    setSeen(example);
    setProblem(null);
    setTyped(null);
  }
  const [box, help] = [useId(), useId()];
  const text = typed ?? (example.kind === 'text' ? example.text : info.text);
  const unknown =
    example.kind === 'text' && example.text === text.trim()
      ? info.tokens.filter((_, i) => info.unknown[i])
      : [];

  const show = async (): Promise<void> => {
    const words = text.trim();
    if (words === '') {
      setProblem(setup.emptyText);
      return;
    }
    const own: Example = { kind: 'text', text: words };
    try {
      await sessionStore.getState().client?.session.show(own);
      setProblem(null);
    } catch (error) {
      const { code, message } = asFailure(error);
      setProblem(sentences.inline(sentences.code[code], message));
    }
  };

  return (
    <form
      className="own-text"
      onSubmit={(event) => {
        event.preventDefault();
        void show();
      }}
    >
      <label htmlFor={box}>{setup.ownText}</label>
      <textarea
        id={box}
        className="field"
        rows={4}
        lang="en"
        value={text}
        aria-describedby={help}
        aria-invalid={problem !== null}
        onChange={(event) => {
          setTyped(event.target.value);
          setProblem(null);
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          void show();
        }}
      />
      <div className="own-text-line">
        <p id={help} className={problem === null ? 'setup-fact' : 'problem'} aria-live="polite">
          {problem ??
            (unknown.length > 0
              ? `${setup.unknownWords} ${unknown.join(', ')}`
              : setup.ownTextHelp)}
        </p>
        <button type="submit" className="button">
          {setup.showText}
        </button>
      </div>
    </form>
  );
}

function sameExample(a: Example, b: Example): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
