import { FileUp, Trash2 } from 'lucide-react';
import { type DragEvent, useId, useRef, useState } from 'react';
import { useMessages } from '../../i18n/use-messages';
import { asFailure, sessionStore } from '../../stores/session-store';
import './own-texts.css';

interface Props {
  /** Whether the visitor's own texts are what the experiment is about. */
  readonly own: boolean;
  /** Called with what the experiment is to be about from now on. */
  readonly onChange: (data: 'own' | 'sample') => void;
}

/** A CSV file of texts and labels: chosen, dropped, or pasted. It stays in this browser. */
export function OwnTexts({ own, onChange }: Props) {
  const { setup, error: sentences } = useMessages();
  const input = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [said, setSaid] = useState('');
  const [over, setOver] = useState(false);
  const [pasted, setPasted] = useState('');
  const [box, help] = [useId(), useId()];

  const take = async (bytes: Uint8Array | null): Promise<void> => {
    try {
      const session = sessionStore.getState().client?.session;
      const found = await session?.keepTexts(bytes);
      setProblem(null);
      setSaid(bytes && found ? setup.ownTextsRead(found.rows, found.labels.length) : '');
      if (bytes) setPasted('');
      onChange(bytes ? 'own' : 'sample');
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
      className={over ? 'own-texts own-texts-over' : 'own-texts'}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <p id={help}>{setup.ownTextsHelp}</p>
      <div className="own-texts-actions">
        <button type="button" className="button" onClick={() => input.current?.click()}>
          <FileUp aria-hidden="true" size="1.1em" />
          {setup.ownTextsFile}
        </button>
        {own && (
          <button type="button" className="button button-quiet" onClick={() => void take(null)}>
            <Trash2 aria-hidden="true" size="1.1em" />
            {setup.ownTextsRemove}
          </button>
        )}
      </div>
      <input
        ref={input}
        type="file"
        hidden
        accept=".csv,.tsv,.txt,text/csv,text/plain"
        aria-describedby={help}
        onChange={(event) => {
          void takeFile(event.target.files?.[0]);
          event.target.value = '';
        }}
      />
      <details>
        <summary>{setup.ownTextsPaste}</summary>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void take(new TextEncoder().encode(pasted));
          }}
        >
          <label className="visually-hidden" htmlFor={box}>
            {setup.ownTextsPaste}
          </label>
          <textarea
            id={box}
            className="field"
            rows={5}
            placeholder={setup.ownTextsExample}
            value={pasted}
            onChange={(event) => setPasted(event.target.value)}
          />
          <button type="submit" className="button" disabled={pasted.trim() === ''}>
            {setup.ownTextsUse}
          </button>
        </form>
      </details>
      <p className={problem === null ? '' : 'problem'} aria-live="polite">
        {problem ?? said}
      </p>
    </div>
  );
}
