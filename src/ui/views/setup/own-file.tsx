import { FileUp, Trash2 } from 'lucide-react';
import { type DragEvent, useId, useRef, useState } from 'react';
import { useMessages } from '../../i18n/use-messages';
import { asFailure } from '../../stores/session-store';
import './own-file.css';

interface Props {
  /** Whether the visitor's own file is what the experiment is about. */
  readonly inUse: boolean;
  /** Files that the chooser offers, as in `accept`. */
  readonly accept: string;
  readonly words: {
    readonly help: string;
    readonly file: string;
    readonly paste: string;
    readonly placeholder: string;
    readonly use: string;
    readonly remove: string;
  };
  /** Keeps a file, or removes what is kept (null), and gives a sentence about it. */
  readonly keep: (bytes: Uint8Array | null) => Promise<string>;
  /** Called with whether the experiment is to be about it from now on. */
  readonly onChange: (use: boolean) => void;
}

/** A file of the visitor's own to train on: chosen, dropped, or pasted. It stays in this browser. */
export function OwnFile({ inUse, accept, words, keep, onChange }: Props) {
  const { error: sentences } = useMessages();
  const input = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [said, setSaid] = useState('');
  const [over, setOver] = useState(false);
  const [pasted, setPasted] = useState('');
  const [box, help] = [useId(), useId()];

  const take = async (bytes: Uint8Array | null): Promise<void> => {
    try {
      const sentence = await keep(bytes);
      setProblem(null);
      setSaid(sentence);
      if (bytes) setPasted('');
      onChange(bytes !== null);
    } catch (error) {
      const { code, message } = asFailure(error);
      setSaid('');
      setProblem(sentences.inline(sentences.code[code], message));
    }
  };
  const takeFile = async (file: File | undefined): Promise<void> => {
    if (file) await take(new Uint8Array(await file.arrayBuffer()));
  };
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    void takeFile(event.dataTransfer.files[0]);
  };

  return (
    <div
      className={over ? 'own-file own-file-over' : 'own-file'}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <p id={help}>{words.help}</p>
      <div className="own-file-actions">
        <button type="button" className="button" onClick={() => input.current?.click()}>
          <FileUp aria-hidden="true" size="1.1em" />
          {words.file}
        </button>
        {inUse && (
          <button type="button" className="button button-quiet" onClick={() => void take(null)}>
            <Trash2 aria-hidden="true" size="1.1em" />
            {words.remove}
          </button>
        )}
      </div>
      <input
        ref={input}
        type="file"
        hidden
        accept={accept}
        aria-describedby={help}
        onChange={(event) => {
          void takeFile(event.target.files?.[0]);
          event.target.value = '';
        }}
      />
      <details>
        <summary>{words.paste}</summary>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void take(new TextEncoder().encode(pasted));
          }}
        >
          <label className="visually-hidden" htmlFor={box}>
            {words.paste}
          </label>
          <textarea
            id={box}
            className="field"
            rows={5}
            placeholder={words.placeholder}
            value={pasted}
            onChange={(event) => setPasted(event.target.value)}
          />
          <button type="submit" className="button" disabled={pasted.trim() === ''}>
            {words.use}
          </button>
        </form>
      </details>
      <p className={problem === null ? '' : 'problem'} aria-live="polite">
        {problem ?? said}
      </p>
    </div>
  );
}
